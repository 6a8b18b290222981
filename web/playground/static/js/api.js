/** Talks to the emulator's phones of one platform and hands what it says to the store. */

import { readEntry } from "./entries.js";
import { readLine } from "./lines.js";
import { PLATFORMS, useridOf } from "./platforms.js";

const WAIT_S = 25;
const PAUSES_MS = [500, 1000, 2000, 3000];

export class Api {
  constructor(store, platform) {
    Object.assign(this, { store, platform, base: PLATFORMS[platform].base });
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
    const [first] = await this.ask("/apps");
    Object.assign(this, { agent: first.agent_id, robot: first.name });
    await this.readDirectory();
    await this.read(0);
  }

  async readDirectory() {
    const [{ departments, people }, directory] = await Promise.all([this.ask("/college"), this.ask("/people")]);
    const users = people.filter(({ apps }) => apps.includes(this.agent));
    this.store.setCollege({ platform: this.platform, robot: this.robot, ...readCollege(departments, users, directory) });
  }

  async listen() {
    for (let tries = 0; ; ) {
      try {
        await this.read(this.store.links.get(this.platform) === "live" ? WAIT_S : 0);
        tries = 0;
      } catch {
        await this.pause(tries);
        tries += 1;
      }
    }
  }

  pause(tries) {
    this.store.setLink(this.platform, "lost");
    return new Promise((resolve) => setTimeout(resolve, PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]));
  }

  /** One answer. Another epoch is a restart of the emulator: what was shown is gone, and everything comes anew. */
  async read(wait) {
    const { epoch, cursor, directory, bubbles, wire } = await this.ask(`/${this.agent}/changes?since=${this.cursor}&wait=${wait}`);
    this.store.setLink(this.platform, "live");
    const isFirst = this.epoch !== epoch;
    if (isFirst && this.epoch !== null) this.store.forget(this.platform);
    if (this.epoch !== null && (isFirst || this.directory !== directory)) await this.readDirectory();
    Object.assign(this, { epoch, cursor, directory });
    const entries = bubbles.map((bubble) => readEntry(bubble, epoch, this.platform));
    this.store.take({ entries, lines: wire.map((row) => readLine(row, this.platform)) }, isFirst);
  }

  /** Each says whether the emulator took it: "taken", "gone" (not possible any longer) or "away". */
  async say(account, text) {
    return (await this.post(account, "say", { text })).outcome;
  }

  async sendImage(account, { name, base64 }) {
    return (await this.post(account, "image", { file_name: name, base64 })).outcome;
  }

  async press(account, taskId, key, choices) {
    return (await this.post(account, "press", { task_id: taskId, key, choices })).outcome;
  }

  /** A tapped link: the outcome, and the address to open; empty when the tap only said something. */
  async open(account, url) {
    const { outcome, told } = await this.post(account, "open", { url });
    return { outcome, url: told?.url ?? "" };
  }

  /** That a chat was opened is told on WeCom only; DingTalk tells robots nothing of the kind. */
  enter(account) {
    return this.platform === "wecom" ? this.post(account, "enter", {}) : null;
  }

  /** An administrator's change: how many events the platform tells of it, or the reason why it was not made. */
  async change(kind, body) {
    try {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(`${this.base}/office/${kind}`, { method: "POST", headers, body: JSON.stringify(body) });
      return answer.ok || answer.status === 409 ? await answer.json() : { reason: "平台没有应答" };
    } catch {
      return { reason: "平台没有应答" };
    }
  }

  async ask(path) {
    const answer = await fetch(this.base + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }

  async post(account, act, body) {
    try {
      const headers = { "Content-Type": "application/json" };
      const path = `${this.base}/${this.agent}/${encodeURIComponent(useridOf(account))}/${act}`;
      const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
      if (answer.ok) return { outcome: "taken", told: await answer.json() };
      return { outcome: answer.status === 409 ? "gone" : "away" };
    } catch {
      return { outcome: "away" };
    }
  }
}

function readCollege(departments, people, directory) {
  const known = new Set(departments.map(({ id }) => id));
  const staffNos = new Map(directory.map(({ user_id: userid, staff_no: staffNo }) => [userid, staffNo]));
  return {
    departments: departments.map(({ id, parent_id: parentId, name }) => ({ id, name, parentId: known.has(parentId) ? parentId : null })),
    people: people.map((person) => readPerson(person, staffNos)),
  };
}

function readPerson({ user_id: userid, name, position, department_id: departmentId, leads, leaders }, staffNos) {
  return { userid, name, position, departmentId, leads, leaders, staffNo: (staffNos.get(userid) ?? "").trim() };
}
