/** The emulator's ledger -> sentences that anybody understands. */

export function readLine({ id, at, userid, what, kind, ms = null, ok, text = "" }) {
  const [title, sentence] = (WORDS[what] ?? other)(kind, ok, text);
  return { id, at: Date.parse(at), userid, kind: what, ms, isGood: ok, title, text: sentence };
}

const WORDS = {
  callback: (kind, ok) => (ok ? ["确认收到", `${CALLBACKS[kind] ?? "有一个动作"},机器人存好后才应答`] : ["没有应答", "平台会稍后再送,最多三次"]),
  send: (kind, ok, text) => (ok ? [`发来${KINDS[kind] ?? "一条"}`, text] : ["没发出去", text]),
  update: (kind, ok, text) => (ok ? ["更新卡片", text] : ["没更新成", text]),
  recall: (kind, ok, text) => ["撤回", text],
};
const CALLBACKS = { text: "说了一句话", click: "按了按钮", enter: "打开了聊天" };
const KINDS = { text: "文字", card: "卡片" };

function other(kind, ok, text) {
  return ["其他", text];
}
