// Lists: drop-downs that close themselves, ticks that are counted, filters without empty parts. All works without it.

const drops = () => document.querySelectorAll("details.drop[open]");

document.addEventListener("click", (event) => {
  for (const drop of drops()) if (!drop.contains(event.target)) drop.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const drop of drops()) {
    drop.open = false;
    drop.querySelector("summary").focus();
  }
});

// An export leaves the page as it is: its form may be sent again, and its box closes.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-repeats]")) {
    setTimeout(() => {
      delete form.dataset.sent;
      const drop = form.closest("details");
      if (drop) drop.open = false;
    }, 500);
  }
  // An address says what is asked, not what is not.
  if (form.matches("form.filters")) {
    for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
  }
});
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form.filters :disabled")) field.disabled = false;
});

const bulk = document.getElementById("bulk");
if (bulk) {
  const all = document.querySelector("[data-pick-all]");
  const ticks = [...document.querySelectorAll('input[name="ids"][form="bulk"]')];
  const scope = bulk.elements.scope;
  const button = bulk.querySelector("button");
  const count = bulk.querySelector("[data-count]");
  all.hidden = false;
  const tell = () => {
    const number = ticks.filter((tick) => tick.checked).length;
    all.checked = number === ticks.length;
    all.indeterminate = number > 0 && !all.checked;
    count.textContent = scope.value ? "" : number ? bulk.dataset.some.replace("#", number) : bulk.dataset.none;
    button.disabled = !scope.value && !number;
  };
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    tell();
  });
  for (const tick of ticks) tick.addEventListener("change", tell);
  scope.addEventListener("change", tell);
  window.addEventListener("pageshow", tell);
  tell();
}
