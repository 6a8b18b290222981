/** One phone: who holds it and on which platform, the chat with the bot, and the bar to type in. */

import { drawEntry } from "./bubbles.js";
import { Composer } from "./composer.js";
import { h, icon, swap } from "./dom.js";
import { Owner } from "./owner.js";
import { PLATFORMS, platformOf } from "./platforms.js";
import { separator } from "./words.js";

const PAGE = 60;
const GAP_MS = 5 * 60_000;
const NEAR_PX = 80;
const PATIENCE_MS = 4000;

export class Phone {
  /** `account` is whose chat it shows, on one platform; null while nobody holds it. */
  constructor(slot, { store, apis, onSwitch, onPlatform, onFocus }) {
    Object.assign(this, { slot, store, apis, account: null, drawn: new Map(), limit: PAGE });
    this.owner = new Owner(store, { onSwitch: () => onSwitch(this), onPlatform: (platform) => onPlatform(this, platform) });
    this.list = h("ol.chat", { role: "log", "aria-live": "polite", "aria-label": "聊天记录", tabindex: "0" });
    this.jump = h("button.jump", { type: "button", hidden: true, onclick: () => this.toEnd() }, icon("down"), "新消息");
    this.composer = new Composer({ say: (text) => this.say(text), sendImage: (image) => this.sendImage(image) });
    this.empty = h("div.empty");
    this.title = h("p.titlebar");
    const screen = h("div.screen", {}, this.list, this.jump, this.empty);
    const body = h("div.body", {}, this.title, screen, this.composer.element);
    this.element = h("article.phone", { "data-slot": slot }, this.owner.element, body);
    this.element.addEventListener("focusin", () => onFocus(this));
    this.element.addEventListener("pointerdown", () => onFocus(this));
    this.list.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    store.on("chat", (account) => account === this.account && this.draw());
    store.on("chat", (account) => this.person && store.holder(account) === this.person && this.owner.count());
    this.show(null);
  }

  get person() {
    return this.store.holder(this.account);
  }

  get platform() {
    return this.account && platformOf(this.account);
  }

  get api() {
    return this.apis.get(this.platform);
  }

  /** Hand the phone to somebody, on a platform of theirs; without anybody `reason` says why it stays dark. */
  show(account, reason = "") {
    this.account = account;
    this.limit = PAGE;
    this.drawn.clear();
    this.list.replaceChildren();
    this.element.classList.toggle("vacant", !this.person);
    this.element.dataset.platform = this.platform ?? "";
    this.owner.show(this.person, this.platform);
    this.name();
    if (!this.person) return this.drawVacancy(reason);
    this.composer.setOwner(this.person);
    this.draw();
    this.toEnd();
  }

  /** The same holder, who may be called otherwise now or be somewhere else. */
  renew() {
    this.owner.show(this.person, this.platform);
    this.name();
  }

  name() {
    const { person, platform } = this;
    const place = this.store.platforms.length > 1 ? `，${PLATFORMS[platform]?.name}` : "";
    this.element.setAttribute("aria-label", person ? `${person.name}的手机${place}` : "空着的手机");
    const robot = this.store.colleges.get(platform)?.robot || "值铃";
    swap(this.title, platform === "dingtalk" ? [robot, h("span.tag", {}, "机器人")] : "值铃");
  }

  draw() {
    if (!this.person) return;
    const isAtEnd = this.isAtEnd();
    const chat = this.store.chat(this.account);
    const entries = chat.entries.slice(-this.limit);
    arrange(this.list, [...this.earlier(chat), ...this.lines(entries), ...chat.sending.map((entry) => this.line(entry))]);
    this.drawWelcome(chat);
    if (isAtEnd) this.toEnd();
    else this.jump.hidden = chat.unread === 0;
    if (isAtEnd && this.isSeen()) this.store.read(this.account);
  }

  /** Whether somebody can look at it: the window is in front, and the screen is wide enough for this phone. */
  isSeen() {
    return document.visibilityState === "visible" && this.element.offsetParent !== null;
  }

  earlier(chat) {
    const hidden = chat.entries.length - this.limit;
    if (hidden <= 0) return [];
    return [h("li.note", {}, h("button.plain", { type: "button", onclick: () => this.widen() }, `更早的 ${hidden} 条`))];
  }

  widen() {
    const height = this.list.scrollHeight;
    this.limit += PAGE;
    this.draw();
    this.list.scrollTop += this.list.scrollHeight - height;
  }

  lines(entries) {
    let before = 0;
    return entries.flatMap((entry) => {
      const isApart = entry.at - before > GAP_MS;
      before = entry.at;
      const line = this.line(entry);
      return isApart ? [this.time(entry), line] : [line];
    });
  }

  /** The drawn line of an entry, drawn anew only when the entry changed. */
  line(entry) {
    const known = this.drawn.get(entry.id);
    if (known?.revision === entry.revision && known.fate === entry.fate) return known.node;
    const node = drawEntry(entry, this.person, {
      press: (...args) => this.press(...args),
      open: (...args) => this.open(...args),
      retry: (old) => this.retry(old),
    });
    if (known && entry.card && !entry.card.isWaiting && entry.revision !== known.revision) node.classList.add("changed");
    this.drawn.set(entry.id, { revision: entry.revision, fate: entry.fate, node });
    return node;
  }

  time(entry) {
    const key = `time-${entry.id}`;
    if (!this.drawn.has(key)) this.drawn.set(key, { node: h("li.note.time", {}, separator(entry.at)) });
    return this.drawn.get(key).node;
  }

  drawVacancy(reason) {
    this.empty.hidden = false;
    swap(this.empty, icon("phones"), h("b", {}, reason || "并排看两个人"), h("p", {}, "审批人收到卡片时会自动出现在这里；也可以从左边选一位。"));
  }

  drawWelcome(chat) {
    const isBlank = !chat.entries.length && !chat.sending.length;
    this.empty.hidden = !isBlank;
    if (isBlank) swap(this.empty, h("b", {}, `${this.person.name}，您好`), h("p", {}, "直接说要办的事，例如请半天假；也可以点下面的快捷词。"));
  }

  say(text) {
    return this.send({ text }, (api, account) => api.say(account, text));
  }

  sendImage(image) {
    return this.send({ file: { kind: "图片", name: image.name } }, (api, account) => api.sendImage(account, image));
  }

  /** Drawn at once; the emulator's own record takes its place. */
  async send(said, hand) {
    const { account, api } = this;
    const chat = this.store.chat(account);
    const entry = { id: `local-${crypto.randomUUID()}`, account, from: "me", at: Date.now(), fate: "sending", revision: 0, ...said };
    chat.sending.push(entry);
    this.toEnd();
    this.store.tell("chat", account);
    this.toEnd();
    const answer = await hand(api, account);
    if (answer === "taken" || !chat.sending.includes(entry)) return;
    entry.fate = answer === "gone" ? "unsent" : "failed";
    this.store.tell("chat", account);
  }

  retry(entry) {
    const chat = this.store.chat(entry.account);
    chat.sending = chat.sending.filter((waiting) => waiting !== entry);
    this.say(entry.text);
  }

  async press(entry, key, choices, release) {
    for (const other of this.store.chat(entry.account).entries) other.isPressed = other === entry;
    const answer = await this.api.press(entry.account, entry.card.taskId, key, choices);
    setTimeout(release, answer === "taken" ? PATIENCE_MS : 0);
    this.tellFate(entry, answer, { gone: "unpressed", away: "failed" });
  }

  /** A tapped link opens beside this page; what the address is, the platform says. */
  async open(entry, url, release) {
    const { outcome, url: address } = await this.api.open(entry.account, url);
    release();
    this.tellFate(entry, outcome, { gone: "unopened", away: "failed" });
    if (/^https?:\/\//.test(address)) window.open(address, "_blank", "noopener");
  }

  /** Under the bubble, unless it was drawn anew meanwhile: then that says it better. */
  tellFate(entry, answer, words) {
    if (answer === "taken") return;
    entry.fate = words[answer];
    this.draw();
  }

  isAtEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_PX;
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.jump.hidden = true;
  }

  noteScroll() {
    if (!this.isAtEnd() || !this.person) return;
    this.jump.hidden = true;
    this.store.read(this.account);
  }
}

/** Make the list show exactly these nodes, touching only what differs, so that nothing on screen blinks or loses focus. */
function arrange(list, nodes) {
  const wanted = new Set(nodes);
  const lost = document.activeElement?.closest(".line");
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => list.children[index] !== node && list.insertBefore(node, list.children[index] ?? null));
  if (lost && !lost.isConnected) list.focus({ preventScroll: true });
}
