/** Above a phone: who holds it, a way to hand it over, and on which platform it is. */

import { avatar, badge, h, icon, swap, swapSwitches } from "./dom.js";
import { PLATFORMS } from "./platforms.js";

export class Owner {
  /** `onSwitch()` asks for somebody else, `onPlatform(platform)` for the same person's other phone. */
  constructor(store, { onSwitch, onPlatform }) {
    Object.assign(this, { store, onSwitch, onPlatform, badges: new Map() });
    this.element = h("header.owner");
  }

  show(person, platform) {
    Object.assign(this, { person, platform });
    this.badges.clear();
    if (!person) return swap(this.element, h("p.nobody", {}, "第二部手机"));
    const holder = h(
      "button.holder",
      { type: "button", onclick: this.onSwitch, "aria-label": `换人，现在是${person.name}` },
      avatar(person),
      h("span.who", {}, h("b", {}, person.name), h("span", {}, person.about.place)),
      h("span.swap", {}, h("span.word", {}, "换人"), icon("down")),
    );
    swapSwitches(this.element, holder, this.store.platforms.length > 1 && this.drawPlatforms());
    this.count();
  }

  /** A switch for who is on both, a label for who is not. */
  drawPlatforms() {
    const places = [...this.person.accounts.keys()];
    const buttons = this.store.platforms.filter((platform) => places.includes(platform)).map((platform) => this.drawPlatform(platform, places.length > 1));
    return h(`div.platforms${places.length > 1 ? "" : ".single"}`, { role: "group", "aria-label": "平台" }, buttons);
  }

  drawPlatform(platform, isChoice) {
    const { name } = PLATFORMS[platform];
    if (!isChoice) return h(`span.of-${platform}`, {}, `只用${name}`);
    const count = h("span.count");
    this.badges.set(platform, count);
    const isNow = platform === this.platform;
    return h(`button.of-${platform}`, { type: "button", "aria-pressed": String(isNow), onclick: () => isNow || this.onPlatform(platform) }, name, count);
  }

  /** What has come to the phone that is not shown. */
  count() {
    for (const [platform, element] of this.badges) {
      const { unread } = this.store.chat(this.person.accounts.get(platform));
      swap(element, badge(platform === this.platform ? 0 : unread));
    }
  }
}
