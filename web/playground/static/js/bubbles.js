/** One line of a chat: a bubble, a card or a note between them, with its time and whether it got through. */

import { drawCard } from "./card.js";
import { drawDingCard } from "./ding_card.js";
import { avatar, botAvatar, h, icon } from "./dom.js";
import { drawMarkdown } from "./markdown.js";
import { clock } from "./words.js";

/** Why something was not done, by what the emulator answered. */
const FAILURES = {
  failed: "机器人没有应答，稍后重试",
  unsent: "没有发出：这部手机上现在不能使用机器人",
  unpressed: "没有办成：按钮已经失效，请看最新的卡片",
  unopened: "没有打开：链接已经失效，请看最新的卡片",
};

/** `acts`: press(entry, key, choices, release), open(entry, url, release), retry(entry). */
export function drawEntry(entry, person, acts) {
  if (entry.from === "system") return h("li.note", {}, entry.text);
  const isMine = entry.from === "me";
  return h(
    `li.line.${isMine ? "mine" : "theirs"}${entry.card ? ".with-card" : ""}`,
    { "data-entry": entry.id },
    isMine ? avatar(person, "small") : botAvatar(),
    h("div.said", {}, entry.isNotice && h("p.fate", {}, "工作通知"), drawBody(entry, acts), drawFate(entry, acts)),
  );
}

function drawBody(entry, acts) {
  const press = (key, choices, release) => acts.press(entry, key, choices, release);
  const open = (url, release) => acts.open(entry, url, release);
  if (entry.card) return entry.card.kind === "ding" ? drawDingCard(entry.card, { press, open }) : drawCard(entry.card, press);
  if (entry.markdown) return h("div.bubble.rich", {}, drawMarkdown(entry.markdown, (url) => open(url, () => {})));
  if (entry.file) return drawFile(entry.file);
  return h("p.bubble", {}, drawAddresses(entry.text, (url) => open(url, () => {})));
}

const ADDRESS = /(https?:\/\/[\w.:\-]+\/[\w./?&=:%\-]*[\w/=])/;

/** Both apps make an address in a text one to tap. */
function drawAddresses(text, open) {
  const draw = (url) => h("button.inline-link", { type: "button", title: "在新窗口打开", onclick: () => open(url) }, url);
  return text.split(ADDRESS).map((part, index) => (index % 2 ? draw(part) : part));
}

function drawFile({ kind, name }) {
  return h("p.bubble.file", {}, icon(kind === "图片" ? "image" : "file"), h("span", {}, h("b", {}, kind), name && h("span", {}, name)));
}

const FATES = { sending: "发送中…", acknowledged: "已送达" };

/** Under a bubble: what became of it. */
function drawFate(entry, acts) {
  if (entry.fate in FAILURES) {
    const canRetry = entry.fate === "failed" && entry.from === "me" && !entry.file;
    const retry = canRetry ? h("button", { type: "button", onclick: () => acts.retry(entry) }, "重发") : null;
    return h("p.fate.failed", {}, FAILURES[entry.fate], retry);
  }
  if (entry.card) return entry.changedAt ? h("p.fate", {}, `卡片已更新 ${clock(entry.changedAt)}`) : null;
  return FATES[entry.fate] ? h("p.fate", {}, FATES[entry.fate]) : null;
}
