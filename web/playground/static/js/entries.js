/** A bubble of the emulator -> one line of a chat. Numbers begin anew with each of its starts, hence the epoch. */

import { readDingCard, readDingContent } from "./ding_template.js";
import { accountOf } from "./platforms.js";
import { readCard } from "./template.js";

export function readEntry(bubble, epoch, platform) {
  const { user_id: userid, no, revision, at, side, recalled, letter = null, way = "" } = bubble;
  const from = recalled ? "system" : side === "member" ? "me" : "bot";
  return {
    id: `${epoch}-${userid}-${no}`,
    account: accountOf(platform, userid),
    revision, from,
    letter: letter === null ? null : `${platform}:${letter}`,
    isNotice: way === "notice",
    at: Date.parse(at),
    text: recalled ? "机器人撤回了一条消息" : "",
    card: null,
    fate: "",
    ...(recalled ? {} : READERS[platform](bubble)),
  };
}

/** By platform: what stands in a bubble, as text, markdown, file or card. */
const READERS = {
  wecom: ({ kind, content, card }) => (card ? { card: readCard(card) } : readContent(kind, content)),
  dingtalk: ({ kind, content, card }) => (card ? { card: readDingCard(card) } : readDingContent(kind, content)),
};

function readContent(kind, content) {
  switch (kind) {
    case "text":
    case "markdown":
      return { text: content.content };
    case "textcard":
      return { text: [content.title, content.description].filter(Boolean).join("\n") };
    case "location":
      return { text: `[位置] ${content.label || `${content.latitude}, ${content.longitude}`}` };
    case "link":
      return { text: `[链接] ${content.title}` };
    case "news":
      return { text: "[图文]" };
    default:
      return kind in FILES ? { file: { kind: FILES[kind], name: content.file_name ?? "" } } : { text: "[暂不能显示的内容]" };
  }
}

const FILES = { image: "图片", voice: "语音", video: "视频", file: "文件" };
