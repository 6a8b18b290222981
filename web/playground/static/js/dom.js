/** Builds elements. What people wrote goes in as text nodes only, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/** `h("button.plain", { type: "button", onclick }, "文字")`; null and false children are left out. */
export function h(selector, attributes = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== false && child !== undefined && child !== ""));
  return element;
}

function set(element, name, value) {
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (value === true) element.setAttribute(name, "");
  else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
}

/** An icon of the sprite in index.html; decoration, so the button around it carries the label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

const HUES = 8;

const LONGEST_NAME = 4;

/** The picture of a person: the end of the name, as campus software does it; of a long label the beginning of the post. */
export function avatar(person, size = "") {
  const hue = [...person.key].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7) % HUES;
  const letters = [...person.name];
  const short = (letters.length > LONGEST_NAME && person.position ? [...person.position].slice(0, 2) : letters.slice(-2)).join("");
  return h(`span.avatar.hue-${hue}${size && `.${size}`}`, { "aria-hidden": "true" }, short);
}

export const botAvatar = () =>
  h("span.avatar.bot", { "aria-hidden": "true" }, h("img", { src: "/playground/static/bell.svg", alt: "", width: 36, height: 36 }));

export function badge(count) {
  return count ? h("span.badge", { "aria-label": `${count} 条未读` }, count > 99 ? "99+" : String(count)) : null;
}

export function swap(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child));
}

/** `swap` for a group of switches: who pressed one of them by the keyboard stays there. */
export function swapSwitches(element, ...children) {
  const isFocused = element.contains(document.activeElement);
  swap(element, ...children);
  if (isFocused) element.querySelector('[aria-pressed="true"]')?.focus({ preventScroll: true });
}
