// A request: looking for people, phrases of one's own, rows, the signature. Without this script one can still read it,
// decide, and fill in whatever has no rows.
import { findNames } from "./finder.js";
import { growRows } from "./rows.js";
import { openPad } from "./signature.js";

document.documentElement.classList.add("scripted");
document.getElementById("said")?.focus();
for (const form of document.querySelectorAll("form.act")) {
  findNames(form, () => {});
  growRows(form, () => {});
  form.addEventListener("submit", once);
}
for (const box of document.querySelectorAll(".phrases")) {
  box.hidden = false;
  box.addEventListener("click", (event) => put(box, event.target.closest("button")));
}
for (const box of document.querySelectorAll("[data-signing]")) {
  openPad(box);
}

// A second press while the first is under way would only be told that it came too late.
function once(event) {
  if (event.target.dataset.sent) {
    event.preventDefault();
  } else if (!event.defaultPrevented) {
    event.target.dataset.sent = "yes";
  }
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form.act")) {
    delete form.dataset.sent;
  }
});

function put(box, button) {
  if (button) {
    const area = document.getElementById(box.dataset.for);
    area.value = [area.value.trim(), button.textContent].filter(Boolean).join("，");
    area.focus();
  }
}
