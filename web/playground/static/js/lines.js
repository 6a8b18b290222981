/** A row of the wire between the bot and the platform -> a sentence that anybody understands. */

import { shorten } from "./words.js";

export function readLine({ no, at, what, kind, user_ids: userids, ok: isGood, text, ms = null, attempt = 1, letter = null }) {
  const [title, sentence] = WORDS[what]({ kind, isGood, text, attempt });
  return { id: no, at: Date.parse(at), kind: what, event: kind, userids, ms, attempt, letter, isGood, title, text: sentence };
}

const WORDS = {
  callback: ({ kind, isGood, attempt }) => (isGood ? ["确认收到", received(kind, attempt)] : ["没有应答", unheard(attempt)]),
  send: ({ kind, isGood, text }) => [isGood ? `送达${kind === "template_card" ? "卡片" : "文字"}` : "平台没有送到", quote(text)],
  update: ({ isGood, text }) => [isGood ? "更新卡片" : "没更新成", quote(text)],
  recall: () => ["撤回", "机器人收回了一条消息"],
};

const LONGEST_QUOTE = 32;

function quote(text) {
  return `「${shorten(text, LONGEST_QUOTE)}」`;
}

const ACTS = {
  text: "说了一句话",
  image: "发了图片",
  voice: "发了语音",
  location: "发了位置",
  enter_agent: "打开了聊天",
  click: "点了菜单",
  template_card_event: "按了卡片上的按钮",
  template_card_menu_event: "点了卡片的菜单",
};

function received(kind, attempt) {
  const act = ACTS[kind] ?? "做了一个动作";
  return attempt > 1 ? `${act}（第 ${attempt} 次才送到）` : act;
}

const LAST_ATTEMPT = 4;

function unheard(attempt) {
  return attempt < LAST_ATTEMPT ? `第 ${attempt} 次没有送到，平台马上再送` : "送了四次都没有应答，平台放弃了";
}
