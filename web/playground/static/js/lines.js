/** A row of the wire between the bot and the platform -> a sentence that anybody understands. */

import { accountOf } from "./platforms.js";
import { shorten } from "./words.js";

export function readLine(row, platform) {
  const { no, at, what, kind, user_ids: userids, ok: isGood, text, ms = null, attempt = 1, letter = null } = row;
  const [title, sentence] = WORDS[what]({ kind, isGood, text, attempt, platform });
  const accounts = userids.filter((userid) => userid && userid !== SYSTEM).map((userid) => accountOf(platform, userid));
  return { id: `${platform}-${no}`, platform, at: Date.parse(at), kind: what, event: kind, accounts, ms, attempt, letter: `${platform}:${letter}`, isGood, title, text: sentence };
}

const SYSTEM = "sys"; // nobody's doing but the administrator's

const WORDS = {
  callback: ({ kind, isGood, attempt, platform }) => (isGood ? ["确认收到", received(kind, attempt)] : ["没有应答", unheard(attempt, platform)]),
  send: ({ kind, isGood, text }) => [isGood ? `送达${SENT[kind] ?? "文字"}` : "平台没有送到", quote(text)],
  update: ({ isGood, text }) => [isGood ? "更新卡片" : "没更新成", quote(text)],
  recall: () => ["撤回", "机器人收回了一条消息"],
};

const SENT = { template_card: "卡片", card: "卡片", robot: "消息", notice: "工作通知" };
const LONGEST_QUOTE = 32;

function quote(text) {
  return text ? `「${shorten(text, LONGEST_QUOTE)}」` : "";
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
  robot: "说了一句话",
  card: "按了卡片上的按钮",
  change_contact: "通讯录有改动",
  "event:user_add_org": "通讯录：有人入职",
  "event:user_modify_org": "通讯录：有人变动",
  "event:user_leave_org": "通讯录：有人离职",
  "event:org_dept_create": "通讯录：新建了部门",
  "event:org_dept_modify": "通讯录：部门有变动",
  "event:org_dept_remove": "通讯录：撤了部门",
  subscribe: "进入了可见范围",
  unsubscribe: "离开了可见范围",
};

function received(kind, attempt) {
  const act = ACTS[kind] ?? "做了一个动作";
  return attempt > 1 ? `${act}（第 ${attempt} 次才送到）` : act;
}

const LAST_ATTEMPT = { wecom: 4, dingtalk: 3 };

function unheard(attempt, platform) {
  const last = LAST_ATTEMPT[platform];
  return attempt < last ? `第 ${attempt} 次没有送到，平台稍后再送` : `送了${COUNTS[last]}次都没有应答，平台放弃了`;
}

const COUNTS = { 3: "三", 4: "四" };
