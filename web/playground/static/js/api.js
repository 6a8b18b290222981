/** Talks to the emulator's phones under /playground/api and hands what it says to the store. */

import { readEntry } from "./entries.js";
import { readLine } from "./lines.js";

const BASE = "/playground/api";
const WAIT_S = 25;
const PAUSES_MS = [500, 1000, 2000, 3000];

export class Api {
  constructor(store) {
    this.store = store;
    this.cursor = "";
    this.epoch = null;
    this.agent = null;
  }

  /** Resolves once people and chats are there; goes on listening for ever. */
  async start() {
    for (let tries = 0; this.epoch === null; tries += 1) {
      try {
        await this.begin();
      } catch {
        await this.pause(tries);
      }
    }
    this.listen();
  }

  async begin() {
    const [first] = await ask("/apps");
    this.agent = first.agent_id;
    const { departments, people } = await ask("/college");
    this.store.setPeople(readCollege(departments, people.filter(({ apps }) => apps.includes(this.agent))));
    await this.read(0);
  }

  async listen() {
    for (let tries = 0; ; ) {
      try {
        await this.read(this.store.link === "live" ? WAIT_S : 0);
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

  /** One answer. Another epoch is a restart of the emulator: what was shown is gone, and everything comes anew. */
  async read(wait) {
    const { epoch, cursor, bubbles, wire } = await ask(`/${this.agent}/changes?since=${this.cursor}&wait=${wait}`);
    this.store.setLink("live");
    const isFirst = this.epoch !== epoch;
    if (isFirst && this.epoch !== null) this.store.forget();
    this.epoch = epoch;
    this.cursor = cursor;
    this.store.take({ entries: bubbles.map((bubble) => readEntry(bubble, epoch)), lines: wire.map(readLine) }, isFirst);
  }

  /** Each says whether the emulator took it: "taken", "gone" (not possible any longer) or "away". */
  say(userid, text) {
    return post(`/${this.agent}/${encodeURIComponent(userid)}/say`, { text });
  }

  press(userid, taskId, key, choices) {
    return post(`/${this.agent}/${encodeURIComponent(userid)}/press`, { task_id: taskId, key, choices });
  }

  enter(userid) {
    return post(`/${this.agent}/${encodeURIComponent(userid)}/enter`, {});
  }
}

async function ask(path) {
  const answer = await fetch(BASE + path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function post(path, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(BASE + path, { method: "POST", headers, body: JSON.stringify(body) });
    return answer.ok ? "taken" : answer.status === 409 ? "gone" : "away";
  } catch {
    return "away";
  }
}

function readCollege(departments, people) {
  const names = new Map(departments.map(({ id, name }) => [id, name]));
  return {
    departments: departments.map(({ id, parent_id: parentId, name }) => ({ id, name, parentId: names.has(parentId) ? parentId : null })),
    people: people.map((person) => readPerson(person, names)),
  };
}

function readPerson({ user_id: userid, name, position, department_id: departmentId, leads, leaders }, names) {
  const department = names.get(departmentId) ?? "";
  // Where a name is a post's label, the post and the department would only say it again.
  const [post, unit] = [position, department].map((word) => (name.includes(word) ? "" : word));
  const about = { post, place: [post, unit].filter(Boolean).join(" · ") || position };
  const sought = `${name} ${position} ${department} ${userid}`.toLowerCase();
  return { userid, name, position, departmentId, about, leads, leaders, sought };
}
