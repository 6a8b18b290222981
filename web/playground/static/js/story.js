/** The strip that tells a newcomer the story in three steps and ticks them off as they happen. */

import { h, icon, swap } from "./dom.js";

const SEEN = "dutybell.story";
const STEPS = [
  ["说一句话", "点「例句」或直接输入，请半天假"],
  ["核对并提交", "机器人复述一遍，按「提交」"],
  ["换人审批", "审批人按「同意」，两边卡片一起变"],
];

export class Story {
  constructor(element, store) {
    this.element = element;
    this.store = store;
    this.isWanted = localStorage.getItem(SEEN) === null;
    store.on("chat", () => this.draw());
  }

  draw() {
    this.element.hidden = !this.isWanted;
    if (!this.isWanted) return;
    const done = progress(this.store);
    if (this.drawn === done) return;
    this.drawn = done;
    swap(
      this.element,
      h("ol.steps", {}, STEPS.map(([title, text], index) => step(index, title, text, done))),
      done === STEPS.length ? h("p.finish", {}, "走完了：一次请假，没有打开任何系统。") : null,
      h("button.plain.shut", { type: "button", "aria-label": "收起引导", onclick: () => this.show(false) }, icon("close")),
    );
  }

  show(isWanted = !this.isWanted) {
    this.isWanted = isWanted;
    this.drawn = null;
    if (isWanted) localStorage.removeItem(SEEN);
    else localStorage.setItem(SEEN, "1");
    this.draw();
  }
}

function step(index, title, text, done) {
  const state = index < done ? "done" : index === done ? "now" : "later";
  return h(
    `li.step.${state}`,
    { "aria-current": state === "now" && "step" },
    h("span.number", {}, state === "done" ? icon("check") : String(index + 1)),
    h("span", {}, h("b", {}, title), h("span.how", {}, text)),
  );
}

/** How many steps have been taken, judged by the cards that came or changed since the page was opened. */
function progress(store) {
  const holders = [...recentCards(store).values()];
  if (!holders.length) return 0;
  if (holders.length < 2) return 1;
  return holders.filter((cards) => cards.some(isClosed)).length >= 2 ? 3 : 2;
}

/** By person: everything like a card on either phone. What was a card with links is words once it is closed. */
function recentCards(store) {
  const found = new Map();
  for (const [account, { entries }] of store.chats) {
    const cards = entries.filter((entry) => entry.isOfThisVisit && (entry.card || entry.markdown));
    if (cards.length) found.set(store.holder(account), [...(found.get(store.holder(account)) ?? []), ...cards]);
  }
  return found;
}

const isClosed = ({ card }) => !card || (!card.buttons.length && !card.isWaiting);
