// A form that is being filled in: kept as it is written, with what shows, hides and computes itself. Without this
// script the same form works by its buttons alone.
import { bringFiles } from "./files.js";
import { findNames } from "./finder.js";
import { growRows } from "./rows.js";

const CALM = 900; // milliseconds without a change, after which what was written is kept
const FORBIDDEN = 403;
const NOT_SENT = "没有存上，请检查网络；写的内容还在本页";
const LOGGED_OUT = "没有存上：登录已过期。请先复制写好的内容，再重新打开本页";
const form = document.getElementById("sheet");
const kept = document.getElementById("kept");
const live = new Set(form.dataset.live.split(" ").filter(Boolean));
let timer = 0;
let running = Promise.resolve();
let waiting = 0; // answers that are still to come
let isLeaving = false;

document.documentElement.classList.add("scripted");
growRows(form, changed);
findNames(form, changed);
bringFiles(form, send);

form.addEventListener("input", () => changed());
form.addEventListener("change", (event) => {
  const name = (event.target.name ?? "").split(".")[0];
  changed(live.has(name) ? 0 : CALM);
});
// Enter in a line goes on to nothing: whoever means to submit presses the button.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input:not([type=checkbox], [type=radio], [type=file])")) {
    event.preventDefault();
  }
});
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (waiting || isLeaving) {
    event.preventDefault(); // what is under way makes a new version, and this form would be older than that
    const { submitter } = event;
    running.then(() => isLeaving || form.requestSubmit(submitter));
  } else {
    isLeaving = true;
  }
});
addEventListener("pageshow", () => {
  isLeaving = false;
});
focusErrors();
document.getElementById("errors").addEventListener("click", (event) => {
  const field = document.getElementById(event.target.closest("a")?.hash.slice(1) ?? "");
  if (field) {
    event.preventDefault();
    field.querySelector("input:not([type=hidden]), select, textarea").focus();
  }
});

function changed(delay = CALM) {
  clearTimeout(timer);
  timer = setTimeout(() => isLeaving || send(written), delay);
}

function written() {
  const posted = new FormData(form);
  for (const [name, value] of [...posted]) {
    if (value instanceof File) {
      posted.delete(name);
    }
  }
  posted.set(".do", "keep");
  return new URLSearchParams(posted);
}

// One after the other, because each answer brings the version that the next one has to name.
function send(build) {
  waiting += 1;
  const sent = running.then(() => post(build())).finally(() => {
    waiting -= 1;
  });
  running = sent;
  return sent;
}

// Takes over what the answer says of the form; `refused` says why nothing was kept.
async function post(body) {
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } })
    .then((response) => (response.status === FORBIDDEN ? { refused: LOGGED_OUT } : response.json()))
    .catch(() => ({ refused: NOT_SENT }));
  kept.classList.toggle("failed", Boolean(answer.refused));
  kept.textContent = answer.refused ?? answer.kept;
  if (answer.version) {
    takeOver(answer);
  }
  return answer;
}

function takeOver(answer) {
  form.elements[".seen"].value = answer.version;
  for (const field of answer.fields) {
    const box = document.getElementById(`field-${field.name}`);
    box.hidden = field.hidden;
    const mark = box.querySelector(":scope > :is(label, legend) > .optional");
    if (mark) {
      mark.hidden = field.required;
    }
    if (field.shown !== null) {
      document.getElementById(field.name).textContent = field.shown || "—";
    }
  }
}

function focusErrors() {
  const errors = document.getElementById("errors");
  if (errors && !errors.hidden) {
    errors.focus();
  }
}
