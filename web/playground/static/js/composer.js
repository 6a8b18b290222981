/** The bar at the bottom of a phone: quick words, an example to start from, and the field to type in. */

import { h, icon } from "./dom.js";

export const EXAMPLE = "请事假 明天下午 家里有事";
const QUICK = ["请假", "办事", "待办", "我的申请", "帮助"];
const MOST_LINES_PX = 120;
const LARGEST_IMAGE = 10 * 1024 * 1024; // WeCom's limit, the stricter of the two

export class Composer {
  constructor({ say, sendImage }) {
    Object.assign(this, { say, sendImage });
    this.field = h("textarea", { rows: "1", maxlength: "2000", enterkeyhint: "send", placeholder: `例：${EXAMPLE}`, "aria-label": "输入要办的事" });
    this.button = h("button.send", { type: "submit", "aria-label": "发送", disabled: true }, icon("send"));
    this.picker = h("input", { type: "file", accept: "image/jpeg,image/png", hidden: true, "aria-label": "选择图片" });
    this.error = h("p.complaint", { role: "alert", hidden: true });
    const image = h("button.attach", { type: "button", "aria-label": "发送图片", onclick: () => this.picker.click() }, icon("image"));
    const form = h("form.type", { onsubmit: (event) => this.submit(event) }, image, this.field, this.button, this.picker);
    this.element = h("footer.composer", {}, this.drawQuick(), this.error, form);
    this.field.addEventListener("input", () => this.fit());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.picker.addEventListener("change", () => this.pick());
  }

  /** The picture that was picked goes out at once, as on a phone. */
  async pick() {
    const [picture] = this.picker.files;
    this.picker.value = "";
    if (!picture) return;
    this.complain(picture.size > LARGEST_IMAGE ? "没有发出：图片超过 10 MB，请换一张小的" : "");
    if (picture.size <= LARGEST_IMAGE) this.sendImage({ name: picture.name, base64: await readBase64(picture) });
  }

  complain(text) {
    this.error.textContent = text;
    this.error.hidden = !text;
  }

  drawQuick() {
    const words = QUICK.map((word) => h("button.chip", { type: "button", onclick: () => this.say(word) }, word));
    const example = h("button.chip.example", { type: "button", title: EXAMPLE, onclick: () => this.fill(EXAMPLE) }, "例句");
    return h("div.quick", { role: "group", "aria-label": "快捷词" }, example, words);
  }

  setOwner(person) {
    this.field.value = "";
    this.complain("");
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

function readBase64(picture) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(picture);
  });
}
