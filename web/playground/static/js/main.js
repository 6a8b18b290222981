/** Puts the page together: two phones on a desk, one in the hand, and everything around them. */

import { Api } from "./api.js";
import { Backstage } from "./backstage.js";
import { Desk } from "./desk.js";
import { avatar, badge, h, icon, swap } from "./dom.js";
import { Office } from "./office.js";
import { People } from "./people.js";
import { Phone } from "./phone.js";
import { PLATFORMS, listPlatforms, platformOf } from "./platforms.js";
import { Store } from "./store.js";
import { Story } from "./story.js";
import { shorten } from "./words.js";

const at = (id) => document.getElementById(id);
// The same borders as in style.css.
const wide = matchMedia("(min-width: 1240px) and (min-height: 501px)");
const roomy = matchMedia("(min-width: 820px) and (min-height: 501px)");
const LINKS = { connecting: "正在连接…", live: "已连接", lost: "连接断了，正在重连…" };
const TOAST_MS = 9000;

const store = new Store(await listPlatforms());
const apis = new Map(store.platforms.map((platform) => [platform, new Api(store, platform)]));
const phones = [0, 1].map(
  (slot) => new Phone(slot, { store, apis, onSwitch: openPeople, onPlatform: (phone, platform) => desk.switchPlatform(phone.slot, platform), onFocus: (phone) => desk.touch(phone.slot) }),
);
const desk = new Desk({ store, phones, isWide: () => wide.matches, onChange: () => changed(), onHand: enter });
const entered = new Set();
const shownKeys = () => desk.accounts.map((account) => store.holder(account)?.key);
const people = new People(at("people"), { store, shown: shownKeys, choose, aim: (target) => desk.aim(target), target: () => desk.target, administer });
const office = new Office(at("office"), { store, apis, current: () => phones[0].person });
const backstage = new Backstage(at("backstage"), { store, shown: () => desk.accounts.filter(Boolean) });
const story = new Story(at("story"), store);

function choose(key) {
  desk.choose(key);
  if (!roomy.matches) at("people").close();
  for (const account of store.people.get(key).accounts.values()) document.getElementById(`toast-${account}`)?.remove();
  people.reveal(key);
}

/** A sheet of people makes room for the office; beside it, they stay. */
function administer() {
  if (!roomy.matches) at("people").close();
  office.open();
}

/** Opening a chat is told to the bot, once per visit to this page. */
function enter(account) {
  if (entered.has(account)) return;
  entered.add(account);
  apis.get(platformOf(account)).enter(account);
}

function openPeople(phone) {
  if (wide.matches) desk.aim(phone.slot);
  const panel = at("people");
  if (!panel.open) panel.showModal();
  people.draw();
  people.field.focus();
}

function changed() {
  history.replaceState(null, "", `?${desk.query()}`);
  people.drawAim();
  refresh();
}

function refresh() {
  const { person } = phones[0];
  const elsewhere = store.waiting().filter((other) => other !== person).length;
  swap(at("switcher"), person ? [avatar(person, "small"), h("b", {}, person.name), person.about.post && h("span", {}, person.about.post)] : h("b", {}, "选择人员"), icon("down"), badge(elsewhere));
  at("switcher").setAttribute("aria-label", `${person ? `现在是${person.name}，` : ""}换人`);
  people.later();
  backstage.later();
}

/** Something came for somebody who is not on screen: fill the free phone, or say so. */
function announce(entry) {
  if (desk.accounts.includes(entry.account) || !entry.card?.buttons.length) return;
  const person = store.holder(entry.account);
  if (!person) return;
  const free = desk.freeSlot();
  if (free === null) toast(person, entry);
  else desk.show(entry.account, free);
}

function toast(person, entry) {
  const id = `toast-${entry.account}`;
  document.getElementById(id)?.remove();
  const go = () => {
    note.remove();
    if (!desk.accounts.includes(entry.account)) desk.show(entry.account, desk.slotFor(entry.account));
    desk.touch(desk.accounts.indexOf(entry.account));
    people.reveal(person.key);
  };
  const place = store.platforms.length > 1 ? [h(`span.tag.of-${platformOf(entry.account)}`, {}, PLATFORMS[platformOf(entry.account)].name)] : [];
  const what = shorten(entry.card.label || entry.card.title, 22);
  const note = h(
    "button.toast",
    { type: "button", id, onclick: go },
    avatar(person, "small"),
    h("span.who", {}, h("b", {}, `${person.name}收到一张卡片`), h("span", {}, place, what)),
    h("span.go", {}, "去看看"),
  );
  at("toasts").append(note);
  setTimeout(() => note.remove(), TOAST_MS);
}

function arrangePanels() {
  for (const [id, isFixed] of [["people", roomy.matches], ["backstage", wide.matches]]) {
    const panel = at(id);
    if (panel.open) panel.close();
    if (isFixed) panel.setAttribute("open", "");
  }
  refresh();
  desk.accounts.filter(Boolean).forEach(enter);
  for (const phone of phones) {
    phone.draw();
    phone.toEnd();
  }
}

function drawLink() {
  at("link").className = `link ${store.link}`;
  at("link").textContent = LINKS[store.link];
}

/** Somebody who has a superior and leads nobody, best a teacher, and best on every platform. */
function suggest() {
  const everybody = [...store.people.values()];
  const led = everybody.filter(({ leads, leaders }) => !leads.length && leaders.length);
  const onAll = led.filter(({ accounts }) => accounts.size === store.platforms.length);
  const choices = onAll.length ? onAll : led;
  return (choices.find(({ position }) => position.includes("教师")) ?? choices[0] ?? everybody[0])?.key;
}

at("phones").append(...phones.map((phone) => phone.element));
at("switcher").addEventListener("click", () => openPeople(phones[0]));
at("show-hint").addEventListener("click", () => story.show());
at("show-backstage").addEventListener("click", () => at("backstage").showModal());
for (const id of ["people", "backstage", "office"]) at(id).addEventListener("click", (event) => event.target === at(id) && !isInFlow(id) && at(id).close());
const isInFlow = (id) => ({ people: roomy, backstage: wide })[id]?.matches;
for (const query of [roomy, wide]) query.addEventListener("change", arrangePanels);
document.addEventListener("visibilitychange", () => phones.forEach((phone) => phone.draw()));
store.on("chat", refresh);
store.on("people", () => desk.renew(suggest()));
store.on("link", drawLink);
store.on("arrived", announce);

drawLink();
arrangePanels();
story.draw();
await Promise.all([...apis.values()].map((api) => api.start()));
desk.begin(location.search, suggest());
if (phones[0].person && !people.isSought) people.reveal(phones[0].person.key); // a quick hand may be searching already
