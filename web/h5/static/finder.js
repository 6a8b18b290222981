// People and departments by a few letters of their name: a combobox as WAI-ARIA describes it.

const CALM = 200; // milliseconds between two letters

export function findNames(form, changed) {
  form.addEventListener("input", (event) => {
    if (event.target.closest(".finder") && event.target.type === "text") {
      look(form, event.target, changed);
    }
  });
  form.addEventListener("change", (event) => {
    if (event.target.closest(".chosen")) {
      event.target.closest("label").remove();
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.target.closest(".finder") && event.target.type === "text") {
      steer(event);
    }
  });
  form.addEventListener("focusout", (event) => {
    const finder = event.target.closest?.(".finder");
    if (finder && !finder.contains(event.relatedTarget)) {
      close(finder);
    }
  });
}

function look(form, input, changed) {
  clearTimeout(input.looking);
  input.looking = setTimeout(async () => {
    const finder = input.closest(".finder");
    const said = input.value.trim();
    if (!said) {
      close(finder);
      return;
    }
    const query = new URLSearchParams({ kind: finder.dataset.finder, q: said });
    const response = await fetch(`${form.dataset.find}?${query}`).catch(() => null);
    if (response?.ok && input.value.trim() === said) {
      offer(finder, input, await response.json(), changed);
    }
  }, CALM);
}

function offer(finder, input, found, changed) {
  close(finder);
  const list = document.createElement("ul");
  list.className = "found";
  list.id = `${input.id}-found`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "找到的名字");
  list.append(...found.map((each, at) => option(input, each, at)));
  if (!found.length) {
    const nobody = document.createElement("li");
    nobody.className = "nobody";
    nobody.setAttribute("role", "status");
    nobody.textContent = "没有找到，请换个写法";
    list.append(nobody);
  }
  list.addEventListener("pointerdown", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) {
      event.preventDefault();
      choose(finder, input, chosen, changed);
    }
  });
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.chooses = () => choose(finder, input, list.querySelector("[aria-selected=true]"), changed);
  finder.append(list);
}

function option(input, each, at) {
  const line = document.createElement("li");
  line.id = `${input.id}-found-${at}`;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.dataset.value = each.id;
  line.dataset.name = each.name;
  const note = document.createElement("span");
  note.textContent = each.note;
  line.append(each.name, note);
  return line;
}

function steer(event) {
  const input = event.target;
  const options = [...input.closest(".finder").querySelectorAll("[role=option]")];
  const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") {
    close(input.closest(".finder"));
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    input.chooses();
  } else if (options.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    select(input, options, (at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length);
  }
}

function select(input, options, at) {
  options.forEach((each, place) => each.setAttribute("aria-selected", String(place === at)));
  input.setAttribute("aria-activedescendant", options[at].id);
  options[at].scrollIntoView({ block: "nearest" });
}

function choose(finder, input, line, changed) {
  if (!line) {
    return;
  }
  const box = finder.querySelector(".chosen");
  const isThere = [...box.querySelectorAll("input")].some((each) => each.value === line.dataset.value);
  if (!("several" in finder.dataset)) {
    box.replaceChildren();
  }
  if (!isThere || !("several" in finder.dataset)) {
    box.append(chip(input.id, line));
  }
  input.value = "";
  close(finder);
  input.focus();
  changed(0);
}

function chip(name, line) {
  const label = document.createElement("label");
  const tick = document.createElement("input");
  const text = document.createElement("span");
  Object.assign(tick, { type: "checkbox", name, value: line.dataset.value, checked: true });
  text.textContent = line.dataset.name;
  label.append(tick, text);
  return label;
}

function close(finder) {
  finder.querySelector(".found")?.remove();
  const input = finder.querySelector("input[type=text]");
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}
