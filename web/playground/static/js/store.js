/** What the page knows: people, chats and the ledger, as the emulator reported them. Tells who listens what changed. */

export class Store {
  constructor() {
    this.people = new Map();
    this.departments = new Map();
    this.chats = new Map();
    this.ledger = [];
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
  }

  /** Take in entries of one answer. While the first answer is read nothing counts as unread. */
  take({ entries, ledger }, isFirst) {
    const touched = new Set();
    for (const entry of entries) {
      const isNew = this.place(entry);
      touched.add(entry.userid);
      if (isFirst || entry.from !== "bot") continue;
      if (isNew || entry.card) this.chat(entry.userid).unread += 1;
      this.tell("arrived", entry, isNew);
    }
    if (ledger.length) {
      this.ledger = mergeLedger(this.ledger, ledger);
      this.tell("ledger");
    }
    for (const userid of touched) this.tell("chat", userid);
  }

  place(entry) {
    const chat = this.chat(entry.userid);
    const index = chat.places.get(entry.id);
    if (index === undefined) {
      chat.places.set(entry.id, chat.entries.length);
      chat.entries.push(entry);
      this.settle(chat, entry);
      return true;
    }
    const before = chat.entries[index];
    chat.entries[index] = { ...entry, isChanged: entry.isChanged || before.version !== entry.version };
    return false;
  }

  /** A bubble drawn at once makes room for the emulator's own record of it. */
  settle(chat, entry) {
    if (entry.from !== "me") return;
    const index = chat.sending.findIndex((waiting) => waiting.text === entry.text);
    if (index >= 0) chat.sending.splice(index, 1);
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

const LEDGER_KEPT = 400;

function mergeLedger(known, fresh) {
  const byId = new Map([...known, ...fresh].map((line) => [line.id, line]));
  return [...byId.values()].slice(-LEDGER_KEPT);
}
