/** 平台后台: the administrator's hand. What is changed here is changed on the platform; the bot learns it from there. */

import { pathsOf } from "./college.js";
import { h, icon, swap } from "./dom.js";
import { PLATFORMS, useridOf } from "./platforms.js";

const MOST_DEEDS = 20;
const INDENT = "　";

/** Each asks for some of: person, department, name, position, staffNo; `names` are labels that differ from the usual. */
const CHANGES = {
  hire: { label: "新入职", asks: ["name", "department", "position", "staffNo"], says: ({ name, unit }) => `${name}入职${unit}` },
  leave: { label: "离职", asks: ["person"], says: ({ who }) => `${who}离职` },
  move: { label: "调部门", asks: ["person", "department"], names: { department: "调到" }, says: ({ who, unit }) => `${who}调到${unit}` },
  rename: { label: "改名", asks: ["person", "name"], names: { name: "新的姓名" }, says: ({ who, name }) => `${who}改名为${name}` },
  lead: { label: "设为负责人", asks: ["person"], says: ({ who, own }) => `${who}成为${own}的负责人` },
  found: { label: "新建部门", asks: ["department", "name"], names: { department: "上级部门", name: "部门名称" }, says: ({ name, unit }) => `${unit}下新建${name}` },
  retitle: { label: "部门改名", asks: ["department", "name"], names: { name: "新的名称" }, says: ({ name, unit }) => `${unit}改名为${name}` },
};
const LABELS = { person: "人员", department: "部门", name: "姓名", position: "职务", staffNo: "工号" };
const HINTS = { position: "可以不填，如：讲师", staffNo: "同一工号在两个平台上是同一个人" };
const LONGEST = { name: 32, position: 64, staffNo: 32 };

export class Office {
  /** `current()` is who is on screen: the first guess whom a change is about. */
  constructor(panel, { store, apis, current }) {
    Object.assign(this, { panel, store, apis, current, kind: "hire", where: "all", values: {} });
    this.fields = h("div.fields");
    this.deeds = h("ol.deeds", { role: "log", "aria-live": "polite", "aria-label": "改过什么" });
    this.send = h("button.commit", { type: "submit" }, "在平台上改");
    const form = h("form.scroll", { onsubmit: (event) => this.submit(event) }, this.kinds(), this.places(), this.fields, this.send, this.deeds);
    const shut = h("button.plain.shut", { type: "button", "aria-label": "关闭", onclick: () => panel.close() }, icon("close"));
    panel.append(h("header.panel-head", {}, h("h2", {}, "平台后台"), h("small", {}, "像管理员一样改通讯录"), shut), form);
    store.on("people", () => panel.open && this.draw());
  }

  open() {
    this.values = { person: this.current()?.key };
    this.draw();
    this.panel.showModal();
    this.panel.querySelector("input:checked").focus();
  }

  kinds() {
    return this.choice("kind", "改什么", Object.entries(CHANGES).map(([key, { label }]) => [key, label]));
  }

  places() {
    if (this.store.platforms.length < 2) return null;
    return this.choice("where", "在哪个平台", [["all", "两边都改"], ...this.store.platforms.map((platform) => [platform, PLATFORMS[platform].name])]);
  }

  choice(name, legend, options) {
    const option = ([value, label]) => {
      const radio = h("input", { type: "radio", name, value, checked: this[name] === value, onchange: () => this.choose(name, value) });
      return h("label.option", {}, radio, h("span", {}, label));
    };
    return h(`fieldset.options.of-${name}`, {}, h("legend", {}, legend), options.map(option));
  }

  choose(name, value) {
    this[name] = value;
    if (name === "kind") delete this.values.name;
    this.draw();
  }

  draw() {
    const { asks, names = {} } = CHANGES[this.kind];
    const focused = this.fields.contains(document.activeElement) && document.activeElement.name;
    swap(this.fields, asks.map((ask) => h("div.field", {}, h("label", { for: `office-${ask}` }, names[ask] ?? LABELS[ask]), this.field(ask))));
    if (focused) this.fields.querySelector(`[name="${focused}"]`)?.focus();
  }

  field(ask) {
    const keep = (event) => (this.values[ask] = event.target.value);
    if (ask === "person") return this.select(ask, this.everybody(), keep);
    if (ask === "department") return this.select(ask, this.units(), keep);
    if (ask === "staffNo") this.values.staffNo ??= this.nextStaffNo();
    const isNeeded = ask === "name";
    return h("input", { id: `office-${ask}`, name: ask, value: this.values[ask], maxlength: LONGEST[ask], required: isNeeded, placeholder: HINTS[ask], autocomplete: "off", oninput: keep });
  }

  /** The first option is chosen where nothing, or something that has gone, was. */
  select(ask, options, keep) {
    if (!options.some(([value]) => value === this.values[ask])) this.values[ask] = options[0]?.[0];
    const option = ([value, text]) => h("option", { value, selected: value === this.values[ask] }, text);
    return h("select", { id: `office-${ask}`, name: ask, onchange: keep }, options.map(option));
  }

  everybody() {
    const { people, departments } = this.store;
    const about = ({ name, departmentId }) => [name, departments.get(departmentId)?.name].filter(Boolean).join(" · ");
    return [...people.values()].map((person) => [person.key, about(person)]);
  }

  /** The tree from the top, deeper ones indented. */
  units(parentId = null, level = 0) {
    const here = [...this.store.departments.values()].filter((unit) => unit.parentId === parentId);
    return here.flatMap((unit) => [[unit.id, INDENT.repeat(level) + unit.name], ...this.units(unit.id, level + 1)]);
  }

  /** One more than the highest number in use, in the same form. */
  nextStaffNo() {
    const numbers = [...this.store.colleges.values()].flatMap(({ people }) => people.map(({ staffNo }) => staffNo));
    const taken = numbers.map((number) => /^T(\d+)$/.exec(number)?.[1] ?? "0");
    const width = Math.max(4, ...taken.map((digits) => digits.length));
    return `T${String(Math.max(0, ...taken.map(Number)) + 1).padStart(width, "0")}`;
  }

  async submit(event) {
    event.preventDefault();
    if (this.send.disabled) return;
    this.send.disabled = true;
    const { kind, what } = { kind: this.kind, what: this.words() };
    const accounts = CHANGES[kind].asks.includes("person") ? this.store.people.get(this.values.person)?.accounts : null;
    const isAsked = (platform) => (this.where === "all" ? accounts?.has(platform) !== false : this.where === platform);
    const outcomes = this.store.platforms.filter(isAsked).map(async (platform) => [platform, await this.change(platform, kind)]);
    for (const [platform, outcome] of await Promise.all(outcomes)) this.note(platform, what, outcome);
    if (!this.deeds.firstElementChild.classList.contains("failed")) this.values = { ...this.values, name: undefined, staffNo: undefined };
    this.send.disabled = false;
    this.draw();
  }

  /** The change in words, from what is known before it is made. */
  words() {
    const { people, departments } = this.store;
    const person = people.get(this.values.person);
    const own = departments.get(person?.departmentId)?.name ?? "";
    const unit = departments.get(this.values.department)?.name ?? "";
    return CHANGES[this.kind].says({ who: person?.name ?? "", own, unit, name: this.values.name?.trim() ?? "" });
  }

  async change(platform, kind) {
    const { asks } = CHANGES[kind];
    const { person, department, name, position, staffNo } = this.values;
    const account = this.store.people.get(person)?.accounts.get(platform);
    const unit = this.idOn(platform, department);
    if (asks.includes("person") && !account) return { reason: `${PLATFORMS[platform].name}上没有这个人` };
    if (asks.includes("department") && unit === undefined) return { reason: `${PLATFORMS[platform].name}上没有这个部门` };
    return this.apis.get(platform).change(kind, { user_id: account && useridOf(account), department: unit, name, position, staff_no: staffNo });
  }

  /** Departments that look alike on both platforms are one here, and have an id on each. */
  idOn(platform, department) {
    const path = this.store.departments.get(department)?.path;
    const paths = pathsOf(this.store.colleges.get(platform)?.departments ?? []);
    return [...paths].find(([, own]) => own === path)?.[0];
  }

  note(platform, what, { reason, told }) {
    const place = this.store.platforms.length > 1 ? h(`span.tag.of-${platform}`, {}, PLATFORMS[platform].name) : null;
    const silent = `${PLATFORMS[platform].name}不通知这种改动，「同步组织」时才看得到`;
    const fate = reason ? `没有改：${reason}` : told ? "已改好，平台已通知机器人" : `已改好。${silent}`;
    this.deeds.prepend(h(`li${reason ? ".failed" : ""}`, {}, h("p", {}, place, h("b", {}, what)), h("p", {}, fate)));
    while (this.deeds.children.length > MOST_DEEDS) this.deeds.lastElementChild.remove();
  }
}
