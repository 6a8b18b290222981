/** The bar at the bottom of a phone: quick words, an example to start from, and the field to type in. */

import { h, icon } from "./dom.js";

export const EXAMPLE = "请事假 明天下午 家里有事";
const QUICK = ["请假", "待办", "我的申请", "余额", "帮助"];
const MOST_LINES_PX = 120;

export class Composer {
  constructor({ say }) {
    this.say = say;
    this.field = h("textarea", { rows: "1", maxlength: "2000", enterkeyhint: "send", placeholder: `例如：${EXAMPLE}`, "aria-label": "输入要办的事" });
    this.button = h("button.send", { type: "submit", "aria-label": "发送", disabled: true }, icon("send"));
    const form = h("form.type", { onsubmit: (event) => this.submit(event) }, this.field, this.button);
    this.element = h("footer.composer", {}, this.drawQuick(), form);
    this.field.addEventListener("input", () => this.fit());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
  }

  drawQuick() {
    const words = QUICK.map((word) => h("button.chip", { type: "button", onclick: () => this.say(word) }, word));
    const example = h("button.chip.example", { type: "button", title: EXAMPLE, onclick: () => this.fill(EXAMPLE) }, "例句");
    return h("div.quick", { role: "group", "aria-label": "快捷词" }, example, words);
  }

  setOwner(person) {
    this.field.value = "";
    this.field.setAttribute("aria-label", `以${person.name}的身份说`);
    this.fit();
  }

  fill(text) {
    this.field.value = text;
    this.fit();
    this.field.focus();
  }

  fit() {
    this.button.disabled = !this.field.value.trim();
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, MOST_LINES_PX)}px`;
  }

  /** Enter sends; Shift+Enter breaks the line; Enter that confirms a pinyin choice does neither. */
  onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    this.submit(event);
  }

  submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    this.fill("");
    this.say(text);
  }
}
