/** The part of markdown that DingTalk draws: headings, bold, italic, quotes, links, pictures' names and lists.
 *
 * Everything becomes elements and text nodes; what looks like a tag stays text. A backslash takes a sign's meaning away.
 */

import { h } from "./dom.js";

const ESCAPABLE = /[!-/:-@[-`{-~]/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*)$/;
const QUOTE = /^ {0,3}>\s?(.*)$/;
const BULLET = /^\s*[-*+]\s+(.*)$/;
const NUMBERED = /^\s*(\d{1,9})\.\s+(.*)$/;
const DEEPEST = 4;
const LONGEST_ADDRESS = 2048;

/** `open(url)` is called when a link is tapped. */
export function drawMarkdown(text, open) {
  return h("div.markdown", {}, drawBlocks(text.replace(/\r\n?/g, "\n").split("\n"), open, 0));
}

/** Lines of one kind that follow each other are one block. */
function drawBlocks(lines, open, depth) {
  const blocks = [];
  for (const line of lines) {
    const found = kindOf(line, depth);
    const last = blocks.at(-1);
    if (last && last.kind === found.kind && found.kind !== "heading") last.lines.push(found.text);
    else blocks.push({ ...found, lines: [found.text] });
  }
  return blocks.map((block) => drawBlock(block, open, depth));
}

function kindOf(line, depth) {
  const [heading, quote, bullet, numbered] = [HEADING, QUOTE, BULLET, NUMBERED].map((pattern) => pattern.exec(line));
  if (heading) return { kind: "heading", level: heading[1].length, text: heading[2] };
  if (quote && depth < DEEPEST) return { kind: "quote", text: quote[1] };
  if (bullet) return { kind: "bullets", text: bullet[1] };
  if (numbered) return { kind: "numbers", start: numbered[1], text: numbered[2] };
  return { kind: line.trim() ? "words" : "blank", text: line };
}

function drawBlock({ kind, level, start, lines }, open, depth) {
  const drawItem = (line) => h("li", {}, drawInline(line.trimEnd(), open, depth));
  switch (kind) {
    case "heading":
      return h(`p.heading.level-${level}`, { role: "heading", "aria-level": Math.min(level + 2, 6) }, drawInline(lines[0].trimEnd(), open, depth));
    case "quote":
      return h("blockquote", {}, drawBlocks(lines, open, depth + 1));
    case "bullets":
      return h("ul", {}, lines.map(drawItem));
    case "numbers":
      return h("ol", { start }, lines.map(drawItem));
    case "words":
      return h("p", {}, drawInline(joinLines(lines), open, depth));
    default:
      return null;
  }
}

/** Two blanks at the end break the line; without them the text runs on. */
function joinLines(lines) {
  return lines.map((line, index) => line.trim() + (index === lines.length - 1 ? "" : / {2,}$/.test(line) ? "\n" : " ")).join("");
}

/** Text -> nodes. A mark that nothing closes is a sign like any other. */
function drawInline(text, open, depth) {
  const nodes = [];
  const unclosed = new Set();
  let words = "";
  const add = (node) => {
    if (words) nodes.push(words);
    words = "";
    nodes.push(node);
  };
  for (let at = 0; at < text.length; ) {
    const found = readEscape(text, at) ?? (depth < DEEPEST ? readSpan(text, at, unclosed) : null);
    if (!found) words += text[at];
    else if (found.literal) words += found.literal;
    else add(drawSpan(found, open, depth + 1));
    at = found?.end ?? at + 1;
  }
  return words ? [...nodes, words] : nodes;
}

function readEscape(text, at) {
  return text[at] === "\\" && ESCAPABLE.test(text[at + 1] ?? "") ? { literal: text[at + 1], end: at + 2 } : null;
}

function readSpan(text, at, unclosed) {
  if (text[at] === "[" || text.startsWith("![", at)) return readLink(text, at);
  const mark = ["**", "__", "*", "_"].find((each) => text.startsWith(each, at));
  if (!mark || unclosed.has(mark) || !canOpen(text, mark, at)) return null;
  const start = at + mark.length;
  const close = findUnescaped(text, start, (index) => text.startsWith(mark, index) && index > start && canClose(text, mark, index));
  if (close < 0) {
    unclosed.add(mark);
    return null;
  }
  return { kind: mark.length > 1 ? "strong" : "em", inner: text.slice(start, close), end: close + mark.length };
}

function canOpen(text, mark, at) {
  const isInWord = mark.startsWith("_") && /[\p{L}\p{N}_]/u.test(text[at - 1] ?? "");
  return !isInWord && !/\s/.test(text[at + mark.length] ?? " ");
}

function canClose(text, mark, index) {
  const isAmongOthers = text[index + mark.length] === mark[0] || (mark.length === 1 && text[index - 1] === mark);
  return !isAmongOthers && !/\s/.test(text[index - 1]);
}

/** `[words](address)`; there are no brackets in the words and no blanks in the address. */
function readLink(text, at) {
  const isPicture = text[at] === "!";
  const start = at + (isPicture ? 2 : 1);
  const middle = findUnescaped(text, start, (index) => text[index] === "[" || text[index] === "]");
  if (middle < 0 || !text.startsWith("](", middle)) return null;
  const isOver = (index) => text[index] === ")" || /\s/.test(text[index]) || index - middle > LONGEST_ADDRESS;
  const close = findUnescaped(text, middle + 2, isOver);
  if (close <= middle + 2 || text[close] !== ")") return null;
  return { kind: isPicture ? "picture" : "link", inner: text.slice(start, middle), url: text.slice(middle + 2, close), end: close + 1 };
}

function findUnescaped(text, from, isFound) {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (isFound(at)) return at;
  }
  return -1;
}

function drawSpan({ kind, inner, url }, open, depth) {
  switch (kind) {
    case "picture":
      return h("span.picture", {}, `[图片] ${inner}`.trim());
    case "link":
      return h("button.inline-link", { type: "button", title: "在新窗口打开", onclick: () => open(url) }, drawInline(inner, open, depth));
    default:
      return h(kind, {}, drawInline(inner, open, depth));
  }
}
