/** What the page knows: people, chats and the ledger, as the emulator reported them. Tells who listens what changed. */

import { joinColleges } from "./college.js";
import { platformOf } from "./platforms.js";

const LEDGER_KEPT = 400;
const PRESSES = new Set(["template_card_event", "template_card_menu_event", "card"]);
const LINK_ORDER = ["lost", "connecting", "live"];

export class Store {
  constructor(platforms) {
    this.platforms = platforms;
    this.colleges = new Map();
    this.people = new Map();
    this.departments = new Map();
    this.holders = new Map();
    this.chats = new Map();
    this.ledger = [];
    this.fates = new Map();
    this.links = new Map(platforms.map((platform) => [platform, "connecting"]));
    this.listeners = new Map();
  }

  /** Kinds: people, chat (with an account), ledger, link, arrived (with an entry). */
  on(kind, listener) {
    const listeners = this.listeners.get(kind) ?? [];
    this.listeners.set(kind, [...listeners, listener]);
  }

  tell(kind, ...details) {
    for (const listener of this.listeners.get(kind) ?? []) listener(...details);
  }

  chat(account) {
    if (!this.chats.has(account)) this.chats.set(account, { entries: [], places: new Map(), sending: [], unread: 0 });
    return this.chats.get(account);
  }

  /** What one platform says of its people; they are joined with what the others said. */
  setCollege(college) {
    this.colleges.set(college.platform, college);
    const colleges = this.platforms.map((platform) => this.colleges.get(platform)).filter(Boolean);
    Object.assign(this, joinColleges(colleges));
    const accounts = [...this.people.values()].flatMap((person) => [...person.accounts.values()].map((account) => [account, person]));
    this.holders = new Map(accounts);
    this.tell("people");
  }

  /** Whose account that is. */
  holder(account) {
    return this.holders.get(account);
  }

  unread(person) {
    return [...person.accounts.values()].reduce((sum, account) => sum + this.chat(account).unread, 0);
  }

  /** The worst of all connections. */
  get link() {
    return LINK_ORDER.find((link) => [...this.links.values()].includes(link));
  }

  setLink(platform, link) {
    if (this.links.get(platform) === link) return;
    this.links.set(platform, link);
    this.tell("link");
  }

  /** A platform's emulator began anew: forget its chats, keep who is looked at. */
  forget(platform) {
    const isIts = (account) => platformOf(account) === platform;
    for (const account of [...this.chats.keys()].filter(isIts)) this.chats.delete(account);
    this.ledger = this.ledger.filter((line) => line.platform !== platform);
    for (const letter of [...this.fates.keys()].filter(isIts)) this.fates.delete(letter);
    for (const account of [...this.holders.keys()].filter(isIts)) this.tell("chat", account);
  }

  /** Take in one answer. While the first one is read nothing counts as unread. */
  take({ entries, lines }, isFirst) {
    const touched = new Set();
    for (const entry of entries) {
      entry.isOfThisVisit = !isFirst;
      this.place(entry);
      touched.add(entry.account);
      if (isFirst || entry.from !== "bot" || entry.card?.isWaiting) continue;
      this.chat(entry.account).unread += 1;
      this.tell("arrived", entry);
    }
    for (const line of lines) this.note(line, touched);
    if (lines.length) this.tell("ledger");
    for (const account of touched) this.tell("chat", account);
  }

  /** A known entry is replaced, and a card that looks different now remembers it. */
  place(entry) {
    const chat = this.chat(entry.account);
    const index = chat.places.get(entry.id);
    entry.fate = this.fates.get(entry.letter) ?? entry.fate;
    if (index === undefined) {
      chat.places.set(entry.id, chat.entries.length);
      chat.entries.push(entry);
      this.settle(chat, entry);
      return;
    }
    const isDrawnAnew = entry.card && !entry.card.isWaiting && !entry.card.toast;
    chat.entries[index] = { ...entry, changedAt: isDrawnAnew ? Date.now() : chat.entries[index].changedAt };
  }

  /** A bubble drawn at once makes room for the emulator's own record of it. */
  settle(chat, entry) {
    if (entry.from !== "me") return;
    const isSame = (waiting) => (entry.file ? waiting.file : !waiting.file && waiting.text === entry.text);
    const index = chat.sending.findIndex(isSame);
    if (index >= 0) chat.sending.splice(index, 1);
  }

  /** A row of the wire; one about a callback also tells the fate of what somebody said or pressed. */
  note(line, touched) {
    this.ledger = [...this.ledger, line].slice(-LEDGER_KEPT);
    if (line.kind !== "callback") return;
    const fate = line.isGood ? "acknowledged" : "failed";
    this.fates.set(line.letter, fate);
    for (const account of line.accounts) {
      const entry = this.chat(account).entries.find((known) => this.isMeant(known, line));
      if (!entry) continue;
      entry.fate = fate;
      touched.add(account);
    }
  }

  isMeant(entry, line) {
    return PRESSES.has(line.event) ? entry.isPressed : entry.letter === line.letter;
  }

  read(account) {
    const chat = this.chat(account);
    if (!chat.unread) return;
    chat.unread = 0;
    this.tell("chat", account);
  }

  /** People for whom something has come that nobody has seen. */
  waiting() {
    const unread = [...this.chats].filter(([, chat]) => chat.unread).map(([account]) => this.holder(account));
    return [...new Set(unread.filter(Boolean))];
  }
}
