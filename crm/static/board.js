// The board of the pipeline: cards go to another stage by mouse, touch (after a moment's hold) or keyboard.
// Each move is sent at once, with the version of the card; then the board is drawn anew by the server, so that its totals
// hold. All cards share one menu, which is the form that is sent.

const HOLD = 350;
const FAR = 6;
const says = document.getElementById("board-says");
const told = document.getElementById("board-told");
const menu = document.getElementById("board-menu");
let asked = null;
let lifted = null;

const board = () => document.querySelector("#board .board");
const columns = () => [...board().querySelectorAll(".col")];
const say = (text) => { says.textContent = text; };
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

function tell(text, bad = false) {
  say(text);
  told.textContent = text;
  told.classList.toggle("bad", bad);
  told.hidden = false;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { told.hidden = true; }, 6000);
}

function mark(column) {
  for (const each of columns()) each.classList.toggle("over", each === column);
}

async function redraw(id) {
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
  const left = board().scrollLeft;
  document.getElementById("board").replaceWith(fresh);
  board().scrollLeft = left;
  document.getElementById(`deal-${id}`)?.focus();
}

async function move(card, column) {
  const data = new FormData(menu);
  data.set("version", card.dataset.version);
  data.set("stage_id", column.dataset.stage);
  const address = menu.dataset.address.replace("/0/", `/${card.dataset.id}/`);
  card.classList.add("away");
  try {
    const answer = await fetch(address, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    if (answer.redirected) {
      location.href = answer.url;
      return;
    }
    const { said } = await answer.json();
    await redraw(card.dataset.id);
    tell(said, !answer.ok);
  } catch {
    card.classList.remove("away");
    tell(says.dataset.lost, true);
  }
}

// By pointer: a mouse moves a card as soon as it is pulled, a finger after a hold, so that the page still scrolls.
function pull(event) {
  const card = event.target.closest(".deal[tabindex]");
  if (!card || event.button || event.target.closest("a, button, form")) return;
  const from = card.closest(".col");
  const start = { x: event.clientX, y: event.clientY };
  let ghost = null;
  let over = null;
  const begin = () => {
    const box = card.getBoundingClientRect();
    ghost = card.cloneNode(true);
    ghost.removeAttribute("id");
    ghost.classList.add("ghost");
    ghost.style.width = `${box.width}px`;
    document.body.append(ghost);
    card.classList.add("away", "moving");
  };
  const timer = event.pointerType === "mouse" ? 0 : setTimeout(begin, HOLD);
  const go = (at) => {
    const far = Math.hypot(at.clientX - start.x, at.clientY - start.y) > FAR;
    if (!ghost && far && event.pointerType === "mouse") begin();
    else if (!ghost && far) end();
    if (!ghost) return;
    ghost.style.left = `${at.clientX - 40}px`;
    ghost.style.top = `${at.clientY - 20}px`;
    over = document.elementFromPoint(at.clientX, at.clientY)?.closest(".col") ?? null;
    mark(over);
    const edge = board().getBoundingClientRect();
    if (at.clientX > edge.right - 40) board().scrollLeft += 14;
    else if (at.clientX < edge.left + 40) board().scrollLeft -= 14;
  };
  const hold = (at) => { if (ghost) at.preventDefault(); };
  const end = () => {
    clearTimeout(timer);
    document.removeEventListener("pointermove", go);
    document.removeEventListener("pointerup", drop);
    document.removeEventListener("pointercancel", end);
    document.removeEventListener("touchmove", hold);
    ghost?.remove();
    card.classList.remove("away", "moving");
    mark(null);
  };
  const drop = () => {
    const moved = ghost && over && over !== from;
    end();
    if (moved) move(card, over);
  };
  document.addEventListener("pointermove", go);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", end);
  document.addEventListener("touchmove", hold, { passive: false });
  if (event.pointerType === "mouse") event.preventDefault(), card.focus();
}

// By keyboard: space lifts, arrows choose the stage, enter or space puts it there, escape leaves it.
function press(event) {
  const card = event.target.closest?.(".deal[tabindex]");
  if (!card || event.target !== card) return;
  const where = columns();
  if (!lifted && event.key === " ") {
    lifted = { card, at: where.indexOf(card.closest(".col")) };
    card.classList.add("lifted");
    say(fill(says.dataset.lifted, { what: card.dataset.name, stage: where[lifted.at].dataset.title }));
  } else if (lifted && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    lifted.at = Math.min(where.length - 1, Math.max(0, lifted.at + (event.key === "ArrowRight" ? 1 : -1)));
    mark(where[lifted.at]);
    where[lifted.at].scrollIntoView({ block: "nearest", inline: "nearest" });
    say(fill(says.dataset.over, { stage: where[lifted.at].dataset.title }));
  } else if (lifted && (event.key === "Enter" || event.key === " ")) {
    const column = where[lifted.at];
    leave();
    if (column !== card.closest(".col")) move(card, column);
    else say(says.dataset.left);
  } else if (lifted && event.key === "Escape") {
    leave();
    say(says.dataset.left);
  } else return;
  event.preventDefault();
}

function leave() {
  lifted?.card.classList.remove("lifted");
  lifted = null;
  mark(null);
}

document.addEventListener("pointerdown", pull);
document.addEventListener("keydown", press);
document.addEventListener("focusout", leave);

// By menu: it opens beside the dots that were pressed, without the stage in which the card is.
document.addEventListener("click", (event) => {
  const dots = event.target.closest(".mover");
  if (!dots || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  asked = dots.closest(".deal");
  const here = asked.closest(".col").dataset.stage;
  for (const button of menu.querySelectorAll("button")) button.hidden = button.value === here;
  menu.showPopover();
  const at = dots.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(at.bottom, innerHeight - menu.offsetHeight - 8))}px`;
  menu.querySelector("button:not([hidden])").focus();
});
menu?.addEventListener("toggle", (event) => {
  if (event.newState === "closed" && menu.contains(document.activeElement)) asked?.querySelector(".mover").focus();
});
menu?.addEventListener("submit", (event) => {
  event.preventDefault();
  const column = columns().find((each) => each.dataset.stage === event.submitter?.value);
  menu.hidePopover();
  if (column && asked?.isConnected) move(asked, column);
});
