/** One phone: who holds it, the chat with the bot, and the bar to type in. */

import { drawEntry } from "./bubbles.js";
import { Composer } from "./composer.js";
import { avatar, h, icon, swap } from "./dom.js";
import { separator } from "./words.js";

const PAGE = 60;
const GAP_MS = 5 * 60_000;
const NEAR_PX = 80;
const PATIENCE_MS = 4000;

export class Phone {
  constructor(slot, { store, api, onSwitch, onFocus }) {
    Object.assign(this, { slot, store, api, onSwitch, userid: null, drawn: new Map(), limit: PAGE });
    this.owner = h("header.owner");
    this.list = h("ol.chat", { role: "log", "aria-live": "polite", "aria-label": "聊天记录", tabindex: "0" });
    this.jump = h("button.jump", { type: "button", hidden: true, onclick: () => this.toEnd() }, icon("down"), "新消息");
    this.composer = new Composer({ say: (text) => this.say(text) });
    this.empty = h("div.empty");
    const screen = h("div.screen", {}, this.list, this.jump, this.empty);
    const body = h("div.body", {}, h("p.titlebar", {}, "值铃"), screen, this.composer.element);
    this.element = h("article.phone", { "data-slot": slot }, this.owner, body);
    this.element.addEventListener("focusin", () => onFocus(this));
    this.element.addEventListener("pointerdown", () => onFocus(this));
    this.list.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    store.on("chat", (userid) => userid === this.userid && this.draw());
    this.show(null);
  }

  get person() {
    return this.store.people.get(this.userid);
  }

  /** Hand the phone to somebody. */
  show(userid) {
    this.userid = userid;
    this.limit = PAGE;
    this.drawn.clear();
    this.list.replaceChildren();
    this.element.classList.toggle("vacant", !this.person);
    this.drawOwner();
    if (!this.person) return this.drawVacancy();
    this.composer.setOwner(this.person);
    this.draw();
    this.toEnd();
  }

  drawOwner() {
    const person = this.person;
    this.element.setAttribute("aria-label", person ? `${person.name}的手机` : "空着的手机");
    if (!person) return swap(this.owner, h("p.nobody", {}, "第二部手机"));
    swap(
      this.owner,
      avatar(person),
      h("p.who", {}, h("b", {}, person.name), h("span", {}, person.about.place)),
      h("button.plain", { type: "button", onclick: () => this.onSwitch(this), "aria-label": `换人，现在是${person.name}` }, "换人"),
    );
  }

  draw() {
    if (!this.person) return;
    const isAtEnd = this.isAtEnd();
    const chat = this.store.chat(this.userid);
    const entries = chat.entries.slice(-this.limit);
    arrange(this.list, [...this.earlier(chat), ...this.lines(entries), ...chat.sending.map((entry) => this.line(entry))]);
    this.drawWelcome(chat);
    if (isAtEnd) this.toEnd();
    else this.jump.hidden = chat.unread === 0;
    if (isAtEnd && document.visibilityState === "visible") this.store.read(this.userid);
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
    const node = drawEntry(entry, this.person, { press: (...args) => this.press(...args), retry: (old) => this.retry(old) });
    if (known && entry.card && entry.revision !== known.revision) node.classList.add("changed");
    this.drawn.set(entry.id, { revision: entry.revision, fate: entry.fate, node });
    return node;
  }

  time(entry) {
    const key = `time-${entry.id}`;
    if (!this.drawn.has(key)) this.drawn.set(key, { node: h("li.note.time", {}, separator(entry.at)) });
    return this.drawn.get(key).node;
  }

  drawVacancy() {
    this.empty.hidden = false;
    swap(this.empty, icon("phones"), h("b", {}, "并排看两个人"), h("p", {}, "审批人收到卡片时会自动出现在这里；也可以从左边选一位。"));
  }

  drawWelcome(chat) {
    const isBlank = !chat.entries.length && !chat.sending.length;
    this.empty.hidden = !isBlank;
    if (isBlank) swap(this.empty, h("b", {}, `${this.person.name}，您好`), h("p", {}, "直接说要办的事，例如请半天假；也可以点下面的快捷词。"));
  }

  async say(text) {
    const chat = this.store.chat(this.userid);
    const entry = { id: `local-${crypto.randomUUID()}`, userid: this.userid, from: "me", text, at: Date.now(), fate: "sending", revision: 0 };
    chat.sending.push(entry);
    this.toEnd();
    this.store.tell("chat", this.userid);
    this.toEnd();
    const answer = await this.api.say(entry.userid, text);
    if (answer === "taken" || !chat.sending.includes(entry)) return;
    entry.fate = "failed";
    this.store.tell("chat", entry.userid);
  }

  retry(entry) {
    const chat = this.store.chat(entry.userid);
    chat.sending = chat.sending.filter((waiting) => waiting !== entry);
    this.say(entry.text);
  }

  async press(entry, key, choices, release) {
    for (const other of this.store.chat(entry.userid).entries) other.isPressed = other === entry;
    const answer = await this.api.press(entry.userid, entry.card.taskId, key, choices);
    setTimeout(release, answer === "taken" ? PATIENCE_MS : 0);
    if (answer !== "away") return;
    entry.fate = "failed";
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
    this.store.read(this.userid);
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
