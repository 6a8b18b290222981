/** One line of a chat: a bubble, a card or a note between them, with its time and whether it got through. */

import { drawCard } from "./card.js";
import { avatar, botAvatar, h } from "./dom.js";
import { clock } from "./words.js";

export const AWAY = "机器人没有应答，稍后重试";

/** `acts` holds what a person can do from inside a bubble: press(entry, key, choices, release) and retry(entry). */
export function drawEntry(entry, person, acts) {
  if (entry.from === "system") return h("li.note", {}, entry.text);
  const isMine = entry.from === "me";
  return h(
    `li.line.${isMine ? "mine" : "theirs"}${entry.card ? ".with-card" : ""}`,
    { "data-entry": entry.id },
    isMine ? avatar(person, "small") : botAvatar(),
    h("div.said", {}, drawBody(entry, acts), drawFate(entry, acts)),
  );
}

function drawBody(entry, acts) {
  if (!entry.card) return h("p.bubble", {}, entry.text);
  return drawCard(entry.card, (key, choices, release) => acts.press(entry, key, choices, release));
}

const FATES = { sending: "发送中…", acknowledged: "已送达" };

/** Under a bubble: what became of it. */
function drawFate(entry, acts) {
  if (entry.fate === "failed") {
    const retry = entry.card ? null : h("button", { type: "button", onclick: () => acts.retry(entry) }, "重发");
    return h("p.fate.failed", {}, AWAY, retry);
  }
  if (entry.card) return entry.changedAt ? h("p.fate", {}, `卡片已更新 ${clock(entry.changedAt)}`) : null;
  return FATES[entry.fate] ? h("p.fate", {}, FATES[entry.fate]) : null;
}
