/** A bubble of the emulator -> one line of a chat. Numbers begin anew with each of its starts, hence the epoch. */

import { readCard } from "./template.js";

export function readEntry(bubble, epoch) {
  const { user_id: userid, no, revision, at, side, recalled, letter = null } = bubble;
  const from = recalled ? "system" : side === "member" ? "me" : "bot";
  return {
    id: `${epoch}-${userid}-${no}`,
    userid, revision, from, letter,
    at: Date.parse(at),
    text: recalled ? "机器人撤回了一条消息" : bubble.card ? "" : readText(bubble.kind, bubble.content),
    card: !recalled && bubble.card ? readCard(bubble.card) : null,
    fate: "",
  };
}

function readText(kind, content) {
  switch (kind) {
    case "text":
    case "markdown":
      return content.content;
    case "textcard":
      return [content.title, content.description].filter(Boolean).join("\n");
    case "location":
      return `[位置] ${content.label || `${content.latitude}, ${content.longitude}`}`;
    case "link":
      return `[链接] ${content.title}`;
    default:
      return KINDS[kind] ?? "[暂不能显示的内容]";
  }
}

const KINDS = { image: "[图片]", voice: "[语音]", video: "[视频]", file: "[文件]", news: "[图文]" };
