/** The college as a searchable tree: who can be chosen, and for whom something has arrived. */

import { avatar, badge, h, icon, swap, swapSwitches } from "./dom.js";
import { PLATFORMS } from "./platforms.js";

const MOST_HITS = 60;

export class People {
  /** `choose(key)` hands phones over; `shown()` says who holds which slot; `target()` which slot is meant, or "both"; `administer()` opens the office. */
  constructor(panel, { store, choose, shown, target, aim, administer }) {
    Object.assign(this, { panel, store, choose, shown, target, aim });
    this.field = h("input", { type: "search", placeholder: "姓名、岗位或部门", "aria-label": "查找人员", autocomplete: "off" });
    this.aimer = h("div.aim", { role: "group", "aria-label": "在哪部手机上打开" });
    this.college = h("small");
    this.fresh = h("div.fresh");
    this.tree = h("div.tree");
    const shut = h("button.plain.shut", { type: "button", "aria-label": "关闭", onclick: () => panel.close() }, icon("close"));
    panel.append(
      h("header.panel-head", {}, h("h2", {}, "人员"), this.college, shut),
      h("div.search", {}, icon("search"), this.field),
      this.aimer,
      h("div.scroll", {}, this.fresh, this.tree),
      h("button.administer", { type: "button", "aria-haspopup": "dialog", "aria-controls": "office", onclick: administer }, icon("office"), h("span", {}, h("b", {}, "平台后台"), "入职、离职、调动")),
    );
    this.closed = new Set();
    this.field.addEventListener("input", () => this.drawTree());
    store.on("people", () => this.draw());
    store.on("chat", () => this.later());
  }

  /** Many chats may change at once; draw once per frame. */
  later() {
    if (this.isPlanned) return;
    this.isPlanned = true;
    requestAnimationFrame(() => {
      this.isPlanned = false;
      this.draw();
    });
  }

  draw() {
    this.drawAim();
    this.drawFresh();
    this.drawTree();
  }

  /** Whether something stands in the search field. */
  get isSought() {
    return this.field.value !== "";
  }

  /** The search is over: show the whole tree again, with somebody's row in view. */
  reveal(key) {
    this.field.value = "";
    this.draw();
    this.tree.querySelector(`[data-person="${CSS.escape(key)}"]`)?.scrollIntoView({ block: "center" });
  }

  drawAim() {
    const button = (slot, text, name) =>
      h("button", { type: "button", "aria-label": name, "aria-pressed": String(this.target() === slot), onclick: () => this.aim(slot) }, text);
    const both = this.store.platforms.length > 1 ? [button("both", "两部", "两部手机，同一个人")] : [];
    const [left, right] = both.length ? ["左边", "右边"] : ["左边手机", "右边手机"];
    swapSwitches(this.aimer, h("span", {}, "打开到"), both, button(0, left, "左边手机"), button(1, right, "右边手机"));
  }

  drawFresh() {
    const rows = this.store.waiting().map((person) => this.drawPerson(person));
    swap(this.fresh, rows.length ? [h("h3", {}, "有新消息"), h("ul", {}, rows)] : []);
  }

  drawTree() {
    const focused = document.activeElement?.dataset?.person;
    const wanted = this.field.value.trim().toLowerCase();
    swap(this.tree, wanted ? this.drawHits(wanted) : this.drawCollege());
    if (focused && this.panel.contains(document.activeElement) === false) {
      this.tree.querySelector(`[data-person="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }

  drawHits(wanted) {
    const hits = [...this.store.people.values()].filter((person) => person.sought.includes(wanted));
    if (!hits.length) return h("p.blank", {}, "没有找到这个人，换个字试试。");
    const rest = hits.length > MOST_HITS ? h("p.blank", {}, `还有 ${hits.length - MOST_HITS} 人，请再多写一个字。`) : null;
    return [h("ul", {}, hits.slice(0, MOST_HITS).map((person) => this.drawPerson(person))), rest];
  }

  /** The college's own name needs no branch; it stands beside the heading. */
  drawCollege() {
    const tops = [...this.store.departments.values()].filter(({ parentId }) => parentId === null);
    this.college.textContent = tops.length === 1 ? `${tops[0].name} · ${this.store.people.size} 人` : "";
    if (tops.length !== 1) return this.drawBranches(null, 0);
    const heads = [...this.store.people.values()].filter(({ departmentId }) => departmentId === tops[0].id);
    return [h("ul", {}, heads.map((person) => this.drawPerson(person))), ...this.drawBranches(tops[0].id, 0)];
  }

  drawBranches(parentId, level) {
    const children = [...this.store.departments.values()].filter((department) => department.parentId === parentId);
    return children.map((department) => this.drawBranch(department, level)).filter(Boolean);
  }

  drawBranch(department, level) {
    const members = [...this.store.people.values()].filter((person) => person.departmentId === department.id);
    const below = this.drawBranches(department.id, level + 1);
    if (!members.length && !below.length) return null;
    const branch = h(
      `details.branch.level-${Math.min(level, 3)}`,
      { open: !this.closed.has(department.id) },
      h("summary", {}, icon("down"), h("span", {}, department.name), h("small", {}, String(this.count(department)))),
      h("ul", {}, members.map((person) => this.drawPerson(person))),
      below,
    );
    branch.addEventListener("toggle", () => (branch.open ? this.closed.delete(department.id) : this.closed.add(department.id)));
    return branch;
  }

  count(department) {
    const own = [...this.store.people.values()].filter((person) => person.departmentId === department.id).length;
    const below = [...this.store.departments.values()].filter(({ parentId }) => parentId === department.id);
    return below.reduce((sum, child) => sum + this.count(child), own);
  }

  drawPerson(person) {
    const slots = this.shown().flatMap((key, slot) => (key === person.key ? [slot] : []));
    const place = slots.length ? h("span.place", {}, slots.map((slot) => (slot ? "右" : "左")).join("")) : null;
    return h(
      "li",
      {},
      h(
        "button.person",
        { type: "button", "data-person": person.key, "aria-current": slots.length > 0 && "true", onclick: () => this.choose(person.key) },
        avatar(person, "small"),
        h("span.who", {}, h("b", {}, person.name), person.about.post && h("span", {}, person.about.post)),
        this.drawOnly(person),
        place,
        badge(this.store.unread(person)),
      ),
    );
  }

  /** Where there are two platforms: the one on which somebody is, if it is only one. */
  drawOnly({ accounts }) {
    if (this.store.platforms.length === accounts.size) return null;
    const [platform] = accounts.keys();
    return h(`span.tag.of-${platform}`, {}, PLATFORMS[platform].name);
  }
}
