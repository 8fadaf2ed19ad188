// What an engagement is written with: the follow-ups of the note as it is typed, files dropped and chats pasted.

const BOX = /^[ \t]*[-*+][ \t]+\[[ \t]?\][ \t]+(\S.*?)[ \t]*$/gm;
const CHAT = /^[\u200e\u200f]*(\[\d{1,2}[/.:-]\d{2}.{4,24}\] ?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}[:.]\d{2}.{0,9} - )[^:\n]{1,80}: /m;
const WAIT = 250;
const MOST = 20;

function followLines(form) {
  const note = form.elements.note;
  const box = form.querySelector("[data-lines]");
  // Those that stood there before were asked for before.
  const before = form.elements.version ? boxes(note.defaultValue) : [];
  let timer;
  let asked = 0;
  let shown = "";

  function boxes(text) {
    return [...text.matchAll(BOX)].map((found) => found[1]);
  }

  function fresh() {
    const known = [...before];
    return boxes(note.value).filter((line) => {
      const at = known.indexOf(line);
      if (at >= 0) known.splice(at, 1);
      return at < 0;
    });
  }

  async function ask() {
    const lines = fresh().slice(0, MOST);
    const clients = [...form.querySelectorAll("input[name=clients]")].map((input) => input.value);
    const key = JSON.stringify([lines, clients]);
    if (key === shown) return;
    const turn = ++asked;
    if (!lines.length) {
      shown = key;
      box.hidden = true;
      return;
    }
    const body = new FormData();
    for (const line of lines) body.append("line", line);
    for (const client of clients) body.append("clients", client);
    body.set("csrf_token", form.elements.csrf_token.value);
    try {
      const answer = await fetch(form.dataset.read, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { found } = await answer.json();
      if (turn === asked) {
        show(found);
        shown = key;
      }
    } catch {
      // What they become is said again when it is saved.
      if (turn === asked) box.hidden = true;
    }
  }

  function show(found) {
    const list = document.createElement("ul");
    for (const line of found) {
      const item = document.createElement("li");
      item.textContent = line.problem || [line.title, line.who, line.due || form.dataset.noDayWords].join(" · ");
      item.className = line.problem ? "bad" : "";
      list.append(item);
    }
    const head = document.createElement("b");
    head.textContent = form.dataset.linesWords;
    box.replaceChildren(head, list);
    box.hidden = false;
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  };
  note.addEventListener("input", later);
  form.addEventListener("picked", later);
  later();
}

function takeFiles(form) {
  const input = form.querySelector("#captured");
  const send = form.querySelector("[data-capture-send]");
  if (!input) return;
  const read = () => {
    input.closest("details").open = true;
    form.requestSubmit(send);
  };
  input.addEventListener("change", () => input.files.length && read());
  const isOurs = (file) => /\.(ics|eml|txt)$/i.test(file.name);
  document.addEventListener("dragover", (event) => {
    if (![...(event.dataTransfer?.items ?? [])].some((item) => item.kind === "file")) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || form.classList.remove("dropping"));
  document.addEventListener("drop", (event) => {
    form.classList.remove("dropping");
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    const mine = files.find(isOurs);
    const target = mine ? input : form.querySelector("input[type=file][name=files]");
    if (!target) return;
    const chosen = new DataTransfer();
    for (const file of mine ? [mine] : files) chosen.items.add(file);
    target.files = chosen.files;
    target.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("paste", (event) => pasted(event, form, read));
}

// A chat that is pasted into the note may be meant as words: it is asked.
function pasted(event, form, read) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (event.target.id === "pasted" || !CHAT.test(text)) return;
  const box = form.elements.pasted;
  document.querySelector("[data-chat-offer]")?.remove();
  const offer = document.createElement("div");
  offer.className = "alert alert-info draft-offer";
  offer.dataset.chatOffer = "";
  offer.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = form.dataset.chatWords;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-primary btn-sm";
  button.textContent = form.dataset.chatButton;
  button.addEventListener("click", () => {
    const note = form.elements.note;
    const plain = text.replace(/\r\n?/g, "\n");
    note.value = note.value.replace(plain, "");
    box.value = text;
    read();
  });
  offer.append(words, button);
  form.querySelector("[data-lines]").before(offer);
}

const form = document.querySelector("form[data-engagement]");
if (form) {
  followLines(form);
  takeFiles(form);
  const wide = window.matchMedia("(pointer: fine)").matches;
  if (wide && !form.elements.version && !location.hash && document.activeElement === document.body) form.elements.subject.focus();
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".savebar button"));
  });
}
