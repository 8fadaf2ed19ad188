// Draws the report beside the builder as it would be with what is typed now.
const PAUSE = 700;

const form = document.querySelector("[data-preview]");
const here = document.querySelector("[data-preview-here]"), told = document.querySelector("[data-preview-told]");
const usual = told.textContent;
let waiting = 0, drawn = 0;

async function draw() {
  const mine = (drawn += 1);
  told.textContent = told.dataset.drawing;
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
    if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== drawn) return; // somebody typed on: a later one is under way
    here.replaceChildren(...page.body.childNodes);
    told.textContent = usual;
  } catch {
    if (mine === drawn) told.textContent = told.dataset.failed;
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(draw, PAUSE);
});
draw();
