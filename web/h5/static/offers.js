// The list of forms, narrowed while one types. Without this script the button asks the server for the same.
const search = document.querySelector(".search");
const box = document.getElementById("q");
const count = document.getElementById("count");
const groups = [...document.querySelectorAll(".group")];

if (search && !box.value) {
  box.addEventListener("input", narrow);
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    narrow();
  });
}

function narrow() {
  const wanted = box.value.trim().toLowerCase();
  const seen = new Set();
  for (const group of groups) {
    let some = false;
    for (const line of group.querySelectorAll("li")) {
      const text = `${line.dataset.names} ${line.textContent}`.toLowerCase();
      line.hidden = !text.includes(wanted);
      some ||= !line.hidden;
      if (!line.hidden) {
        seen.add(line.querySelector("b").textContent);
      }
    }
    group.hidden = !some;
  }
  count.textContent = wanted ? `找到 ${seen.size} 项。` : "";
}

// A press while the first is under way would only come to the same draft; it is not sent.
document.querySelector(".offers")?.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) {
    event.preventDefault();
  }
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => delete document.querySelector(".offers")?.dataset.sent);
