// Files: sent one by one as soon as they are chosen, so that a slow one loses nothing that was written.

const KILOBYTE = 1024;
const LARGEST = 20 * KILOBYTE * KILOBYTE; // bytes, as domain/attachment.py takes

export function bringFiles(form, send) {
  form.addEventListener("change", async (event) => {
    if (event.target.type === "file") {
      event.stopImmediatePropagation();
      await bringAll(form, event.target, send);
    }
  });
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name='.do']");
    if (button?.value.startsWith("drop:")) {
      event.preventDefault();
      const answer = await send(() => body(form, button.value));
      show(form, button.value.split(":")[1], answer);
    }
  });
}

async function bringAll(form, input, send) {
  const progress = input.closest(".bring").querySelector(".progress");
  const field = input.name.split(":")[1];
  const files = [...input.files];
  const refusals = [];
  for (const [at, file] of files.entries()) {
    if (file.size > LARGEST) {
      refusals.push(`没有传上：${file.name} 超过 20 MB，请压缩或拆开后再传`);
      continue;
    }
    progress.textContent = `正在上传 ${file.name}（${at + 1}/${files.length}）…`;
    const answer = await send(() => {
      const posted = body(form, "bring");
      posted.append(input.name, file);
      return posted;
    });
    show(form, field, answer);
    refusals.push(...(answer.refused ? [`没有传上：${file.name}，请重试`] : answer.problems));
  }
  progress.textContent = refusals.join("；");
  input.value = "";
}

function body(form, verb) {
  const posted = new FormData();
  posted.set(".mark", form.elements[".mark"].value);
  posted.set(".seen", form.elements[".seen"].value);
  posted.set(".do", verb);
  return posted;
}

function show(form, field, answer) {
  const files = answer.files?.[field];
  if (files) {
    const list = form.querySelector(`[data-files="${CSS.escape(field)}"]`);
    list.replaceChildren(...files.map((file) => line(form, field, file)));
  }
}

function line(form, field, file) {
  const [entry, link, size, button] = ["li", "a", "span", "button"].map((tag) => document.createElement(tag));
  Object.assign(link, { href: `${form.dataset.file}${file.id}`, target: "_blank", rel: "noopener", textContent: file.name });
  Object.assign(size, { className: "size", textContent: sizeInWords(file.size) });
  Object.assign(button, { className: "small", name: ".do", value: `drop:${field}:${file.id}`, textContent: "移除" });
  button.setAttribute("aria-label", `移除 ${file.name}`);
  entry.append(link, size, button);
  return entry;
}

function sizeInWords(size) {
  const kilobytes = Math.max(1, Math.floor(size / KILOBYTE));
  return kilobytes < KILOBYTE ? `${kilobytes} KB` : `${(kilobytes / KILOBYTE).toFixed(1)} MB`;
}
