/** Who sits where: two phones, each with a person and a platform; by default both are the same person's. */

import { PLATFORMS, platformOf } from "./platforms.js";

export class Desk {
  /** `isWide()`: both phones are on screen; `onChange()` is called after every change; `onHand(account)` after a phone was handed over. */
  constructor({ store, phones, isWide, onChange, onHand }) {
    Object.assign(this, { store, phones, isWide, onChange, onHand, inHand: 0, wish: 0 });
    this.prefers = [store.platforms[0], store.platforms[1] ?? store.platforms[0]];
    if (this.hasTwo) this.wish = "both";
  }

  get hasTwo() {
    return this.store.platforms.length > 1;
  }

  /** Which phone the next person is for: 0, 1, or "both" for the same person on either. */
  get target() {
    if (this.isWide()) return this.wish;
    return this.hasTwo ? "both" : 0;
  }

  /** The accounts on screen. */
  get accounts() {
    return this.phones.filter((_, slot) => slot === 0 || this.isWide()).map((phone) => phone.account);
  }

  get isOnePerson() {
    return this.phones[0].person !== undefined && this.phones[0].person === this.phones[1].person;
  }

  aim(target) {
    this.wish = target;
    this.phones.forEach((phone) => phone.element.classList.toggle("aimed", phone.slot === target));
    this.onChange();
  }

  /** A phone was touched: with one platform the next person is for it. */
  touch(slot) {
    this.inHand = slot;
    if (this.wish !== "both" && this.wish !== slot) this.aim(slot);
  }

  /** Somebody was picked from the list. */
  choose(key) {
    const person = this.store.people.get(key);
    if (this.target === "both") return this.seatOnBoth(person);
    const slot = this.target;
    const account = this.accountFor(person, slot);
    if (account === null) return this.aim(1 - slot);
    this.seat(slot, account);
    this.aim(slot);
  }

  /** On both phones if somebody is on both platforms; else on the left one, and the right one is free. */
  seatOnBoth(person) {
    const first = person.accounts.get(this.prefers[0]) ?? [...person.accounts.values()][0];
    const second = [...person.accounts.values()].find((account) => account !== first) ?? null;
    this.seat(0, first);
    this.seat(1, second, second ? "" : `${person.name}只用${PLATFORMS[platformOf(first)].name}`);
    this.onChange();
  }

  /** The account to show on that phone: on its platform if there is one, never the one that the other phone shows. */
  accountFor(person, slot) {
    const wanted = person.accounts.get(this.prefers[slot]);
    const free = [wanted, ...person.accounts.values()].filter((account) => account && account !== this.accounts[1 - slot]);
    return free[0] ?? null;
  }

  seat(slot, account, reason = "") {
    if (this.phones[slot].account !== account || account === null) this.phones[slot].show(account, reason);
    if (account && this.accounts.includes(account)) this.onHand(account);
  }

  /** The same person's other phone; if the second one shows that already, the two change places. */
  switchPlatform(slot, platform) {
    const [phone, other] = [this.phones[slot], this.phones[1 - slot]];
    const [before, after] = [phone.account, phone.person.accounts.get(platform)];
    this.prefers[slot] = platform;
    if (other.account === after) {
      this.prefers[1 - slot] = platformOf(before);
      this.seat(1 - slot, before);
    }
    this.seat(slot, after);
    this.onChange();
  }

  /** A phone for something that came for somebody who is not on screen: the empty one, or one that only accompanies. */
  freeSlot() {
    if (!this.isWide()) return null;
    if (!this.phones[1].person) return 1;
    return this.isOnePerson ? 1 - this.inHand : null;
  }

  /** Where to show that account if asked to: its person's phone, else the one not in use. */
  slotFor(account) {
    if (!this.isWide()) return 0;
    const there = this.phones.findIndex((phone) => phone.person === this.store.holder(account));
    if (there >= 0 && !this.isOnePerson) return there;
    return this.wish === "both" ? 1 - this.inHand : 1 - this.wish;
  }

  /** Put an account on a phone; behind a single one its person's other account waits. */
  show(account, slot) {
    this.seat(slot, account);
    if (this.hasTwo && !this.isWide()) this.seat(1, [...this.phones[0].person.accounts.values()].find((other) => other !== account) ?? null);
    this.onChange();
  }

  /** The directory changed: who left gives the phone back, and the others are shown as they are called now. */
  renew(suggested) {
    const gone = this.phones.filter((phone) => phone.account && !phone.person);
    for (const phone of gone) this.seat(phone.slot, null, "这个人已经不在平台上了");
    for (const phone of this.phones) if (phone.person) phone.renew();
    if (!gone.length) return;
    const [first, second] = this.phones;
    if (!first.person && second.person) this.show(second.account, 0);
    if (!first.person && suggested) this.show(this.accountFor(this.store.people.get(suggested), 0), 0);
    if (second.account === first.account) this.seat(1, null);
    this.onChange();
  }

  /** As words for the address, so that a link brings somebody else to the same place. */
  query() {
    const [left, right] = this.phones;
    const parts = { as: left.person?.key, with: this.isOnePerson ? null : right.person?.key };
    if (this.hasTwo) Object.assign(parts, { on: left.platform, with_on: parts.with && right.platform });
    return new URLSearchParams(Object.entries(parts).filter(([, value]) => value)).toString();
  }

  /** Begin as an address wishes, else with `suggested`. */
  begin(query, suggested) {
    const wish = new URLSearchParams(query);
    if (this.store.platforms.includes(wish.get("on"))) this.prefers = [wish.get("on"), ...this.prefers.filter((platform) => platform !== wish.get("on"))];
    const first = [wish.get("as"), suggested].find((key) => this.store.people.has(key));
    if (!first) return;
    const beside = wish.get("with") === first ? undefined : this.store.people.get(wish.get("with"));
    if (this.hasTwo && !beside) this.seatOnBoth(this.store.people.get(first));
    else this.seat(0, this.accountFor(this.store.people.get(first), 0));
    if (beside) this.seat(1, beside.accounts.get(wish.get("with_on")) ?? this.accountFor(beside, 1));
    this.aim(this.wish);
  }
}
