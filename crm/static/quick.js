// Quick adding: what a line was understood as is shown while it is typed; Enter saves what is shown.

const form = document.querySelector("form[data-quick]");
const box = form?.elements.text;
const told = document.getElementById("quick-told");
let asked = 0;
let timer = 0;

function ready() {
  const made = told.querySelector("form[data-ready]");
  return made && made.dataset.ready === box.value.trim().replace(/\s+/g, " ") ? made : null;
}

async function ask() {
  const text = box.value.trim();
  const turn = ++asked;
  if (!text) {
    told.replaceChildren();
    return;
  }
  const query = new URLSearchParams({ text, part: "1", back: form.elements.back.value });
  try {
    const answer = await fetch(`${form.dataset.quick}?${query}`, { headers: { "X-Requested-With": "fetch" } });
    // Only what belongs to the last line typed is shown; a sign-in page is none of it.
    if (turn !== asked || !answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn === asked) told.replaceChildren(...page.body.childNodes);
  } catch {
    // Without an answer, Enter leads to the page that reads the line.
  }
}

if (form) {
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
  form.addEventListener("submit", (event) => {
    const made = ready();
    if (made) {
      event.preventDefault();
      made.requestSubmit();
    }
  });
  told.addEventListener("click", (event) => {
    const way = event.target.closest("[data-say]");
    if (!way) return;
    event.preventDefault();
    box.value = way.dataset.say;
    box.focus();
    ask();
  });
  if (box.value) ask();
}
