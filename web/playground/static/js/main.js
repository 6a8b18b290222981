/** Puts the page together: two phones on a desk, one in the hand, and who is shown where. */

import { Api } from "./api.js";
import { Backstage } from "./backstage.js";
import { avatar, badge, h, icon, swap } from "./dom.js";
import { People } from "./people.js";
import { Phone } from "./phone.js";
import { Store } from "./store.js";
import { Story } from "./story.js";
import { shorten } from "./words.js";

const at = (id) => document.getElementById(id);
// The same borders as in style.css.
const wide = matchMedia("(min-width: 1240px) and (min-height: 501px)");
const desk = matchMedia("(min-width: 820px) and (min-height: 501px)");
const LINKS = { connecting: "正在连接…", live: "已连接", lost: "连接断了，正在重连…" };
const TOAST_MS = 9000;

const store = new Store();
const api = new Api(store);
const phones = [0, 1].map((slot) => new Phone(slot, { store, api, onSwitch: openPeople, onFocus: (phone) => aim(phone.slot) }));
const entered = new Set();
let target = 0;

const shown = () => phones.filter((_, slot) => slot === 0 || wide.matches).map((phone) => phone.userid);
const people = new People(at("people"), { store, shown, choose, aim, target: () => (wide.matches ? target : 0) });
const backstage = new Backstage(at("backstage"), { store, shown });
const story = new Story(at("story"), store);

function aim(slot) {
  target = slot;
  phones.forEach((phone) => phone.element.classList.toggle("aimed", phone.slot === slot));
  people.drawAim();
}

/** Show somebody on the phone that is aimed at, or point to the phone that already shows them. */
function choose(userid, slot = wide.matches ? target : 0) {
  const there = shown().indexOf(userid);
  if (there >= 0) aim(there);
  else {
    phones[slot].show(userid);
    aim(slot);
    enter(userid);
  }
  if (!desk.matches) at("people").close();
  document.getElementById(`toast-${userid}`)?.remove();
  remember();
  refresh();
  people.reveal(userid);
}

/** Opening a chat is told to the bot, once per visit to this page. */
function enter(userid) {
  if (entered.has(userid)) return;
  entered.add(userid);
  api.enter(userid);
}

function openPeople(phone) {
  aim(phone.slot);
  const panel = at("people");
  if (!panel.open) panel.showModal();
  people.draw();
  people.field.focus();
}

/** The address names who is shown, so that a link brings somebody else to the same place. */
function remember() {
  const [as, beside] = phones.map((phone) => phone.userid);
  const query = new URLSearchParams(Object.entries({ as, with: beside }).filter(([, userid]) => userid));
  history.replaceState(null, "", `?${query}`);
}

function refresh() {
  const person = phones[0].person;
  const elsewhere = store.waiting().filter((userid) => userid !== phones[0].userid).length;
  swap(at("switcher"), person ? [avatar(person, "small"), h("b", {}, person.name), person.about.post && h("span", {}, person.about.post)] : h("b", {}, "选择人员"), icon("down"), badge(elsewhere));
  at("switcher").setAttribute("aria-label", `${person ? `现在是${person.name}，` : ""}换人`);
  people.later();
  backstage.later();
}

/** Something came for somebody who is not on screen: fill the free phone, or say so. */
function announce(entry) {
  if (shown().includes(entry.userid) || !entry.card?.buttons.length) return;
  const person = store.people.get(entry.userid);
  if (!person) return;
  if (wide.matches && !phones[1].person) {
    phones[1].show(entry.userid);
    enter(entry.userid);
    remember();
    refresh();
    return;
  }
  toast(person, entry);
}

function toast(person, entry) {
  const id = `toast-${person.userid}`;
  document.getElementById(id)?.remove();
  const other = wide.matches ? 1 - target : 0;
  const go = () => {
    note.remove();
    choose(person.userid, other);
  };
  const note = h(
    "button.toast",
    { type: "button", id, onclick: go },
    avatar(person, "small"),
    h("span.who", {}, h("b", {}, `${person.name}收到一张卡片`), h("span", {}, shorten(entry.card.title, 22))),
    h("span.go", {}, "去看看"),
  );
  at("toasts").append(note);
  setTimeout(() => note.remove(), TOAST_MS);
}

function arrangePanels() {
  for (const [id, isFixed] of [["people", desk.matches], ["backstage", wide.matches]]) {
    const panel = at(id);
    if (panel.open) panel.close();
    if (isFixed) panel.setAttribute("open", "");
  }
  refresh();
}

function drawLink() {
  at("link").className = `link ${store.link}`;
  at("link").textContent = LINKS[store.link];
}

/** Somebody who has a superior and leads nobody, best a teacher. */
function suggest() {
  const led = [...store.people.values()].filter(({ leads, leaders }) => !leads.length && leaders.length);
  return (led.find(({ position }) => position.includes("教师")) ?? led[0] ?? [...store.people.values()][0])?.userid;
}

/** Whom to begin with: the address' wish, else the one we suggest. */
function begin() {
  const wish = new URLSearchParams(location.search);
  const first = [wish.get("as"), suggest()].find((userid) => store.people.has(userid));
  if (first) choose(first, 0);
  if (store.people.has(wish.get("with")) && wish.get("with") !== first) choose(wish.get("with"), 1);
  aim(0);
}

at("phones").append(...phones.map((phone) => phone.element));
at("switcher").addEventListener("click", () => openPeople(phones[0]));
at("show-hint").addEventListener("click", () => story.show());
at("show-backstage").addEventListener("click", () => at("backstage").showModal());
for (const id of ["people", "backstage"]) at(id).addEventListener("click", (event) => event.target === at(id) && !isInFlow(id) && at(id).close());
const isInFlow = (id) => (id === "people" ? desk.matches : wide.matches);
for (const query of [desk, wide]) query.addEventListener("change", arrangePanels);
document.addEventListener("visibilitychange", () => phones.forEach((phone) => phone.draw()));
store.on("chat", refresh);
store.on("link", drawLink);
store.on("arrived", announce);

drawLink();
arrangePanels();
story.draw();
await api.start();
begin();
