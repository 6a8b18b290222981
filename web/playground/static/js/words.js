/** Times and counts in the words of the page. */

const CLOCK = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
const EXACT = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
const DAY = new Intl.DateTimeFormat("zh-CN", { month: "long", day: "numeric", timeZone: "Asia/Shanghai" });
const KEY = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: "Asia/Shanghai" });
const DAY_MS = 86_400_000;

export const clock = (at) => CLOCK.format(at);
export const exactClock = (at) => EXACT.format(at);

/** As a chat writes it between bubbles: today only the clock, then 昨天, then the date. */
export function separator(at, now = Date.now()) {
  if (KEY.format(at) === KEY.format(now)) return clock(at);
  if (KEY.format(at) === KEY.format(now - DAY_MS)) return `昨天 ${clock(at)}`;
  return `${DAY.format(at)} ${clock(at)}`;
}

/** A length of time short enough for a badge. */
export function lasting(ms) {
  if (ms < 1) return "<1 毫秒";
  return ms < 1000 ? `${Math.round(ms)} 毫秒` : `${(ms / 1000).toFixed(1)} 秒`;
}

/** The beginning of a text, on one line. */
export function shorten(text, length = 24) {
  const letters = [...text.replace(/\s+/g, " ").trim()];
  return letters.length > length ? `${letters.slice(0, length).join("")}…` : letters.join("");
}
