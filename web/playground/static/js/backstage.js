/** Behind the scenes: what the bot and the platform said to each other, in plain words, newest first. */

import { h, icon, swap, swapSwitches } from "./dom.js";
import { PLATFORMS, useridOf } from "./platforms.js";
import { exactClock, lasting } from "./words.js";

const MOST_LINES = 120;

export class Backstage {
  constructor(panel, { store, shown }) {
    Object.assign(this, { panel, store, shown, isNarrow: true });
    this.filter = h("div.aim", { role: "group", "aria-label": "看谁的" });
    this.list = h("ol.ledger", { "aria-label": "发生了什么" });
    this.sum = h("p.sum");
    const shut = h("button.plain.shut", { type: "button", "aria-label": "关闭", onclick: () => panel.close() }, icon("close"));
    panel.append(h("header.panel-head", {}, h("h2", {}, "幕后"), shut), this.sum, this.filter, h("div.scroll", {}, this.list));
    store.on("ledger", () => this.later());
    store.on("people", () => this.later());
  }

  later() {
    if (this.isPlanned) return;
    this.isPlanned = true;
    requestAnimationFrame(() => {
      this.isPlanned = false;
      this.draw();
    });
  }

  draw() {
    this.drawFilter();
    const accounts = this.shown();
    const lines = this.store.ledger.filter((line) => !this.isNarrow || !line.accounts.length || line.accounts.some((account) => accounts.includes(account))).sort((a, b) => a.at - b.at).reverse();
    this.drawSum(lines);
    if (!lines.length) return swap(this.list, h("li.blank", {}, "说一句话，这里就会出现它走过的每一步。"));
    swap(this.list, lines.slice(0, MOST_LINES).map((line) => this.drawLine(line)));
  }

  drawFilter() {
    const button = (isNarrow, text) =>
      h("button", { type: "button", "aria-pressed": String(this.isNarrow === isNarrow), onclick: () => this.narrow(isNarrow) }, text);
    swapSwitches(this.filter, button(true, "只看屏幕上的人"), button(false, "所有人"));
  }

  narrow(isNarrow) {
    this.isNarrow = isNarrow;
    this.draw();
  }

  /** The one figure people ask for first: how fast the bot acknowledges. */
  drawSum(lines) {
    const waits = lines.filter((line) => line.kind === "callback" && line.isGood).map((line) => line.ms);
    const middle = waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)];
    const sent = lines.filter((line) => line.isGood && (line.kind === "send" || line.kind === "update")).length;
    swap(this.sum, waits.length ? h("span", {}, "先存好再应答，一般用 ", h("b", {}, lasting(middle)), ` · 送达 ${sent} 次`) : null);
  }

  drawLine(line) {
    const names = line.accounts.map((account) => this.store.holder(account)?.name ?? useridOf(account)).join("、");
    const place = this.store.platforms.length > 1 && h(`span.tag.of-${line.platform}`, {}, PLATFORMS[line.platform].name);
    return h(
      `li.step-${line.isGood ? line.kind : "wrong"}`,
      {},
      h("p.head", {}, h("time", {}, exactClock(line.at)), h("b", {}, line.title), line.ms !== null && h("span.ms", {}, lasting(line.ms))),
      h("p", {}, names && h("span.name", {}, names), place, line.text),
    );
  }
}
