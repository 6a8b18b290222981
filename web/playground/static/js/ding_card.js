/** Draws what DingTalk shows as a card: the bot's own template, and action cards whose buttons are links. */

import { h } from "./dom.js";
import { drawMarkdown } from "./markdown.js";
import { begin } from "./pressing.js";
import { shorten } from "./words.js";

const LOOKS = { primary: "primary", danger: "danger", plain: "quiet" };

/** `acts`: press(key, choices, release) for a button of the template, open(url, release) for a link. */
export function drawDingCard(card, acts) {
  const name = shorten(card.label || card.title || card.subtitle, 40);
  const parts = h(
    `div.card.ding-card${card.isPlain ? ".plain-card" : ""}`,
    { role: "group", "aria-label": name },
    card.title && h("h3", {}, card.title),
    card.subtitle && h("p.card-desc", {}, card.subtitle),
    card.rows.length > 0 && h("dl", {}, card.rows.map(drawRow)),
    card.markdown && drawMarkdown(card.markdown, (url) => acts.open(url, () => {})),
    card.body && h("p.card-sub", {}, card.body),
    card.closing && h("p.card-closing", {}, card.closing),
    card.isWaiting && h("p.card-waiting", { role: "status" }, card.waitingText || "正在处理…"),
    card.toast && h("p.card-toast", { role: "alert" }, card.toast),
  );
  if (card.buttons.length) parts.append(h(`div.card-buttons${card.isBeside ? ".beside" : ".stacked"}`, {}, card.buttons.map((button) => drawButton(parts, button, acts))));
  return parts;
}

function drawRow({ label, value }) {
  return h("div", {}, label && h("dt", {}, `${label}：`), h("dd", {}, value));
}

function drawButton(card, { text, key, style, url }, acts) {
  const element = h(`button.${LOOKS[style] ?? "card-link"}`, { type: "button", "data-key": key, title: url && "在新窗口打开" }, text);
  const act = url ? (release) => acts.open(url, release) : (release) => acts.press(key, {}, release);
  element.addEventListener("click", () => begin(card, element, act));
  return element;
}
