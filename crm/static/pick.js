// Long multiple choices: a filter above the checkboxes and the chosen ones in the summary; states follow their country.

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function enhance(root) {
  const filter = root.querySelector("[data-filter]");
  const labels = [...root.querySelectorAll(".pick-list label")];
  const chosen = root.querySelector("[data-chosen]");
  const details = root.querySelector("details");

  if (labels.length > 8) filter.hidden = false;

  const tell = () => {
    const names = labels.filter((label) => label.querySelector("input").checked).map((label) => label.textContent.trim());
    chosen.textContent = names.join(", ") || root.dataset.empty;
  };

  const narrow = () => {
    const words = fold(filter.value).split(/\s+/).filter(Boolean);
    for (const label of labels) {
      const text = fold(label.textContent);
      label.hidden = !words.every((word) => text.includes(word));
    }
    for (const group of root.querySelectorAll(".pick-group")) group.hidden = !group.querySelector("label:not([hidden])");
  };

  root.addEventListener("change", tell);
  filter.addEventListener("input", narrow);
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    // Enter in the filter must not send the whole form; both keys go on to the first match.
    event.preventDefault();
    root.querySelector(".pick-list label:not([hidden]) input")?.focus();
  });
  root.querySelector(".pick-list").addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const boxes = labels.filter((label) => !label.hidden).map((label) => label.querySelector("input"));
    const at = boxes.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (at < 0 && !filter.hidden) filter.focus();
    else boxes[Math.max(0, Math.min(at, boxes.length - 1))]?.focus();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) {
      details.open = false;
      details.querySelector("summary").focus();
    }
  });
  details.addEventListener("toggle", () => {
    if (details.open && !filter.hidden && details.contains(document.activeElement)) filter.focus();
  });
  document.addEventListener("click", (event) => {
    if (details.open && !root.contains(event.target)) details.open = false;
  });
  tell();
}

function follow(box) {
  const country = document.getElementById(box.dataset.states);
  const state = box.querySelector("select:has(optgroup)");
  const sift = () => {
    for (const group of state.querySelectorAll("optgroup")) {
      const fits = group.querySelector("option")?.value.startsWith(`${country.value}-`);
      group.hidden = group.disabled = !fits;
    }
    // A state of the country that was chosen before is no longer meant.
    if (state.value && !state.value.startsWith(`${country.value}-`)) state.value = "";
  };
  country.addEventListener("change", sift);
  sift();
}

for (const root of document.querySelectorAll("[data-pick]")) enhance(root);
for (const box of document.querySelectorAll("[data-states]")) follow(box);
