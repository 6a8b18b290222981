/** What the page knows: people, chats and the ledger, as the emulator reported them. Tells who listens what changed. */

const LEDGER_KEPT = 400;
const PRESSES = new Set(["template_card_event", "template_card_menu_event"]);

export class Store {
  constructor() {
    this.people = new Map();
    this.departments = new Map();
    this.chats = new Map();
    this.ledger = [];
    this.fates = new Map();
    this.link = "connecting";
    this.listeners = new Map();
  }

  /** Kinds: people, chat (with a userid), ledger, link, arrived (with a userid and an entry). */
  on(kind, listener) {
    const listeners = this.listeners.get(kind) ?? [];
    this.listeners.set(kind, [...listeners, listener]);
  }

  tell(kind, ...details) {
    for (const listener of this.listeners.get(kind) ?? []) listener(...details);
  }

  chat(userid) {
    if (!this.chats.has(userid)) this.chats.set(userid, { entries: [], places: new Map(), sending: [], unread: 0 });
    return this.chats.get(userid);
  }

  setPeople({ people, departments }) {
    this.people = new Map(people.map((person) => [person.userid, person]));
    this.departments = new Map(departments.map((department) => [department.id, department]));
    this.tell("people");
  }

  setLink(link) {
    if (this.link === link) return;
    this.link = link;
    this.tell("link");
  }

  /** The emulator began anew: forget the chats, keep who is looked at. */
  forget() {
    this.chats.clear();
    this.ledger = [];
    this.fates.clear();
    for (const userid of this.people.keys()) this.tell("chat", userid);
  }

  /** Take in one answer. While the first one is read nothing counts as unread. */
  take({ entries, lines }, isFirst) {
    const touched = new Set();
    for (const entry of entries) {
      entry.isOfThisVisit = !isFirst;
      const isNew = this.place(entry);
      touched.add(entry.userid);
      if (isFirst || entry.from !== "bot") continue;
      this.chat(entry.userid).unread += 1;
      this.tell("arrived", entry, isNew);
    }
    for (const line of lines) this.note(line, touched);
    if (lines.length) this.tell("ledger");
    for (const userid of touched) this.tell("chat", userid);
  }

  /** Whether the entry is new; a known one is replaced, and a card that looks different now remembers it. */
  place(entry) {
    const chat = this.chat(entry.userid);
    const index = chat.places.get(entry.id);
    entry.fate = this.fates.get(entry.letter) ?? entry.fate;
    if (index === undefined) {
      chat.places.set(entry.id, chat.entries.length);
      chat.entries.push(entry);
      this.settle(chat, entry);
      return true;
    }
    chat.entries[index] = { ...entry, changedAt: entry.card && Date.now() };
    return false;
  }

  /** A bubble drawn at once makes room for the emulator's own record of it. */
  settle(chat, entry) {
    if (entry.from !== "me") return;
    const index = chat.sending.findIndex((waiting) => waiting.text === entry.text);
    if (index >= 0) chat.sending.splice(index, 1);
  }

  /** A row of the wire; one about a callback also tells the fate of what somebody said or pressed. */
  note(line, touched) {
    this.ledger = [...this.ledger, line].slice(-LEDGER_KEPT);
    if (line.kind !== "callback") return;
    const fate = line.isGood ? "acknowledged" : "failed";
    this.fates.set(line.letter, fate);
    for (const userid of line.userids) {
      const entry = this.chat(userid).entries.find((known) => this.isMeant(known, line));
      if (!entry) continue;
      entry.fate = fate;
      touched.add(userid);
    }
  }

  isMeant(entry, line) {
    return PRESSES.has(line.event) ? entry.isPressed : entry.letter === line.letter;
  }

  read(userid) {
    const chat = this.chat(userid);
    if (!chat.unread) return;
    chat.unread = 0;
    this.tell("chat", userid);
  }

  waiting() {
    return [...this.chats].filter(([, chat]) => chat.unread).map(([userid]) => userid);
  }
}
