// The form of an engagement: more rows for follow-ups, the reason only when cancelled, no hour while it is requested,
// planned when it lies ahead.

const form = document.querySelector("form[data-engagement]");
const MOST = 20;

function addRows(form) {
  const rows = form.querySelector("[data-rows]");
  const button = form.querySelector("[data-add-row]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const last = rows.lastElementChild;
    const next = rows.children.length;
    const row = last.cloneNode(true);
    row.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+/, next + 1));
    for (const error of row.querySelectorAll(".invalid-feedback")) error.remove();
    for (const item of [row, ...row.querySelectorAll("[id], [name], [for]")]) {
      for (const name of ["id", "name", "for"]) {
        const value = item.getAttribute(name);
        if (value) item.setAttribute(name, value.replace(/^follow_ups-\d+/, `follow_ups-${next}`));
      }
      item.classList.remove("is-invalid");
      for (const name of ["aria-describedby", "aria-invalid"]) item.removeAttribute(name);
    }
    for (const input of row.querySelectorAll("input")) input.value = "";
    row.querySelector("select").value = last.querySelector("select").value;
    rows.append(row);
    row.querySelector("input").focus();
    button.hidden = rows.children.length >= MOST;
  });
}

function followState(form) {
  const state = form.elements.state;
  const start = form.elements.starts_wall;
  const reason = form.querySelector("[data-reason]");
  const request = form.querySelector("[data-request]");
  const hour = form.querySelector("[data-start]");
  const letter = form.querySelector("[data-letter]");
  let touched = form.querySelector("input[name=version]") !== null;
  const show = () => {
    reason.hidden = state.value !== "cancelled";
    hour.hidden = state.value === "requested";
  };
  form.elements.channel.addEventListener("change", (event) => {
    if (event.target.value === "letter") letter.open = true;
  });
  state.addEventListener("change", () => {
    touched = true;
    show();
    if (state.value === "requested") request.open = true;
  });
  start.addEventListener("change", () => {
    if (!touched && start.value) state.value = new Date(start.value) > new Date() ? "planned" : "held";
  });
  show();
}

if (form) {
  addRows(form);
  followState(form);
  if (location.hash === "#follow-ups") {
    const fold = form.querySelector("[data-rows]").closest("details");
    fold.open = true;
    fold.scrollIntoView({ block: "center" });
  }
}
