// Rows of a table: added and taken out without asking the server.

const MARK = "__row__"; // in names of the empty row, where its number belongs

export function growRows(form, changed) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name='.do']");
    const [verb] = button?.value.split(":") ?? [];
    if (verb === "add") {
      event.preventDefault();
      add(button, changed);
    } else if (verb === "cut") {
      event.preventDefault();
      cut(button, changed);
    }
  });
  form.querySelectorAll("[data-rows]").forEach(limit);
}

function add(button, changed) {
  const rows = button.parentElement.querySelector("[data-rows]");
  const places = [...rows.children].map((row) => Number(row.dataset.place));
  const place = String(Math.max(-1, ...places) + 1);
  const row = button.parentElement.querySelector("template").content.firstElementChild.cloneNode(true);
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of element.attributes) {
      attribute.value = attribute.value.replaceAll(MARK, place);
    }
  }
  rows.append(row);
  limit(rows);
  row.querySelector(":is(input, select, textarea)").focus();
  changed();
}

function cut(button, changed) {
  const row = button.closest(".row");
  const rows = row.parentElement;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  limit(rows);
  (next?.querySelector(".cut") ?? rows.parentElement.querySelector(".add")).focus();
  changed();
}

function limit(rows) {
  const most = Number(rows.dataset.most);
  rows.parentElement.querySelector(".add").hidden = rows.children.length >= most;
}
