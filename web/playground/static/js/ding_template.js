/** What the emulator says of DingTalk's bubbles and cards -> what `bubbles.js` and `ding_card.js` draw. */

const BLANK = { kind: "ding", taskId: "", title: "", subtitle: "", rows: [], body: "", markdown: "", closing: "", buttons: [] };

/** The card of the bot's template, as one viewer sees it now. */
export function readDingCard({ task_id: taskId, content, replaced_by: replaced, is_waiting: isWaiting, buttons, toast }) {
  const { title, subtitle, rows, body, closing } = content;
  return { ...BLANK, taskId, title, subtitle, rows, body, closing, buttons, isWaiting, waitingText: isWaiting ? replaced : "", toast };
}

export function readDingContent(kind, content) {
  switch (kind) {
    case "text":
    case "richText":
      return { text: content.content };
    case "markdown":
      return { markdown: content.content };
    case "actionCard":
      return { card: readActionCard(content) };
    case "link":
      return { card: { ...BLANK, title: content.title, body: content.content, buttons: [{ text: "查看详情", url: content.url }], isPlain: true } };
    case "oa":
      return { card: readOa(content) };
    default:
      return kind in FILES ? { file: { kind: FILES[kind], name: content.file_name ?? "" } } : { text: "[暂不能显示的内容]" };
  }
}

/** Its title is meant for the list of chats; on the card it stands only where the text brings no heading of its own. */
function readActionCard({ title, content, is_vertical: isVertical, buttons }) {
  const shown = content.trimStart().startsWith("#") ? "" : title;
  return { ...BLANK, title: shown, label: title, markdown: content, buttons, isPlain: true, isBeside: !isVertical && buttons.length > 1 };
}

function readOa({ head, title, rows, content, url, status }) {
  return { ...BLANK, subtitle: head, title, rows, body: content, closing: status, buttons: [{ text: "查看详情", url }], isPlain: true };
}

const FILES = { image: "图片", picture: "图片", audio: "语音", video: "视频", file: "文件" };
