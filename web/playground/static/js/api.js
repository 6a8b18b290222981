/** Talks to the emulator under /playground/api and turns its words into the page's. */

import { readTemplate } from "./template.js";
import { readLine } from "./lines.js";

const BASE = "/playground/api";
const WAIT_S = 25;
const PAUSES_MS = [500, 1000, 2000, 4000, 8000];

export class Api {
  constructor(store) {
    this.store = store;
    this.revision = 0;
    this.epoch = null;
    this.suggested = null;
  }

  /** Resolves once people and chats are there; goes on listening for ever. */
  async start() {
    for (let tries = 0; ; tries += 1) {
      try {
        await this.readPeople();
        await this.readState(0);
        break;
      } catch {
        await this.pause(tries);
      }
    }
    this.listen();
  }

  async listen() {
    for (let tries = 0; ; ) {
      try {
        await this.readState(WAIT_S);
        tries = 0;
      } catch {
        await this.pause(tries);
        tries += 1;
      }
    }
  }

  pause(tries) {
    this.store.setLink("lost");
    return new Promise((resolve) => setTimeout(resolve, PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]));
  }

  async readPeople() {
    const { people, departments, suggested } = await ask("/people");
    const names = new Map(departments.map(({ id, name }) => [id, name]));
    this.suggested = suggested ?? null;
    this.store.setPeople({
      departments: departments.map(({ id, parent_id: parentId, name }) => ({ id, parentId: names.has(parentId) ? parentId : null, name })),
      people: people.map((person) => readPerson(person, names)),
    });
  }

  async readState(wait) {
    const answer = await ask(`/state?since=${this.revision}&wait=${wait}`);
    this.store.setLink("live");
    if (this.epoch !== null && this.epoch !== answer.epoch) return this.beginAgain(answer.epoch);
    const isFirst = this.epoch === null;
    this.epoch = answer.epoch;
    this.revision = answer.revision;
    this.store.take({ entries: answer.entries.map(readEntry), ledger: answer.ledger.map(readLine) }, isFirst);
  }

  async beginAgain() {
    this.epoch = null;
    this.revision = 0;
    this.store.forget();
    await this.readPeople();
    await this.readState(0);
  }

  /** Whether the emulator took it; what the bot made of it comes with the state. */
  async say(userid, text) {
    return isTaken("/say", { userid, text });
  }

  async press(entry, key, choices) {
    return isTaken("/press", { userid: entry.userid, id: entry.id, key, choices });
  }

  async enter(userid) {
    return isTaken("/enter", { userid });
  }
}

async function ask(path, options) {
  const answer = await fetch(BASE + path, options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function isTaken(path, body) {
  try {
    const answer = await ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    return answer.ok !== false;
  } catch {
    return false;
  }
}

function readPerson({ userid, name, position = "", department_ids: ids = [] }, names) {
  const [departmentId = null] = ids;
  const department = names.get(departmentId) ?? "";
  return { userid, name, position, departmentId, department, sought: `${name} ${position} ${department} ${userid}`.toLowerCase() };
}

function readEntry({ id, revision, userid, direction, kind, text, card, replaced, version, at, changed_at: changedAt, state }) {
  const from = direction === "in" ? "me" : "bot";
  return {
    id, revision, userid, from, text, version,
    at: Date.parse(at),
    changedAt: changedAt ? Date.parse(changedAt) : null,
    isChanged: version > 1,
    card: kind === "card" ? readTemplate(card, replaced) : null,
    fate: state ?? "",
  };
}
