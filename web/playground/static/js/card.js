/** Draws a template card the way the college's phones show one. */

import { h } from "./dom.js";
import { begin } from "./pressing.js";
import { shorten } from "./words.js";

const LOOKS = { 1: "primary", 2: "soft", 3: "danger", 4: "quiet" };

/** `press(key, choices, release)` is called once per press; the buttons wait until the card is drawn anew or released. */
export function drawCard(card, press) {
  const parts = h(
    "div.card",
    { role: "group", "aria-label": shorten(card.title || card.sub, 40) },
    card.source && h("p.card-source", {}, card.source),
    card.title && h("h3", {}, card.title),
    card.desc && h("p.card-desc", {}, card.desc),
    card.emphasis && h("p.card-emphasis", {}, h("b", {}, card.emphasis.title), h("span", {}, card.emphasis.desc)),
    card.quote && h("blockquote", {}, card.quote),
    card.sub && h("p.card-sub", {}, card.sub),
    card.rows.length > 0 && h("dl", {}, card.rows.map(drawRow)),
    card.verticals.map(({ title, desc }) => h("p.card-vertical", {}, h("b", {}, title), h("span", {}, desc))),
    card.selects.map(drawSelect),
    card.links.length > 0 && h("p.card-links", {}, card.links.map(drawLink)),
  );
  const foot = drawFoot(card, (button) => begin(parts, button, (release) => press(button.dataset.key, chosen(parts), release)));
  if (foot) parts.append(foot);
  return parts;
}

function drawRow({ label, value, url }) {
  return h("div", {}, h("dt", {}, label), h("dd", {}, url ? drawLink({ text: value, url }) : value));
}

function drawLink({ text, url }) {
  const isSafe = /^https?:\/\//.test(url ?? "");
  return isSafe ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text) : h("span", {}, text);
}

function drawSelect({ key, title, options, isMany, isLocked }) {
  const fields = isMany ? options.map((option) => drawCheck(key, option, isLocked)) : [drawChoice(key, title, options, isLocked)];
  return h("fieldset.card-select", { disabled: isLocked }, title && h("legend", {}, title), fields);
}

function drawCheck(key, { id, text, isChosen }, isLocked) {
  const box = h("input", { type: "checkbox", name: key, value: id, checked: isChosen, disabled: isLocked });
  return h("label", {}, box, h("span", {}, text));
}

function drawChoice(key, title, options, isLocked) {
  const entries = options.map(({ id, text, isChosen }) => h("option", { value: id, selected: isChosen }, text));
  return h("select", { name: key, "aria-label": title || "选择", disabled: isLocked }, entries);
}

function drawFoot({ replaced, buttons, menu }, onPress) {
  if (!replaced && !buttons.length && !menu.length) return null;
  const row = h(`div.card-buttons${buttons.length > 3 ? ".many" : ""}`);
  if (replaced) row.append(h("span.card-done", {}, replaced));
  for (const button of buttons) row.append(drawButton(button, onPress));
  for (const button of menu) row.append(drawButton({ ...button, style: 4 }, onPress));
  return row;
}

function drawButton({ text, key, style, url }, onPress) {
  if (url) return drawLink({ text, url });
  const button = h(`button.${LOOKS[style] ?? "soft"}`, { type: "button", "data-key": key }, text);
  button.addEventListener("click", () => onPress(button));
  return button;
}

function chosen(card) {
  const choices = {};
  for (const field of card.querySelectorAll("select, input:checked")) (choices[field.name] ??= []).push(field.value);
  return choices;
}
