// Files are sent one after another with a bar for each, and may be dropped on the form; without this the form works too.

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const tooLarge = (input, file) => file.size > Number(input.dataset.most) * 1e6;

for (const form of document.querySelectorAll("form[data-files]")) start(form);

// In a form with other fields: said before it is sent, so that nothing typed is at risk.
for (const input of document.querySelectorAll("form:not([data-files]) input[type=file][data-most]")) {
  const said = document.createElement("div");
  said.className = "invalid-feedback d-block";
  said.setAttribute("role", "alert");
  input.after(said);
  input.addEventListener("change", () => {
    const files = [...input.files];
    const large = files.find((file) => tooLarge(input, file));
    const many = files.length > Number(input.dataset.atOnce);
    said.textContent = large ? filled(input.dataset.tooLarge, { name: large.name }) : many ? input.dataset.tooMany : "";
    if (large || many) input.value = "";
  });
}

function start(form) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-progress]");
  const { sent, lost, sending } = form.dataset;
  form.querySelector("[data-drop-help]").hidden = false;

  function line(name) {
    const item = document.createElement("li");
    const words = document.createElement("span");
    const bar = document.createElement("progress");
    words.textContent = name;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    item.append(words, bar);
    list.append(item);
    return {
      tell(part) {
        bar.value = part;
        words.textContent = filled(sending, { name, part: Math.floor(part * 100) });
      },
      end(text, bad) {
        bar.remove();
        words.textContent = text;
        words.className = bad ? "bad" : "";
      },
    };
  }

  // Resolves to whether the file was taken.
  function send(file) {
    const shown = line(file.name);
    if (tooLarge(input, file)) {
      shown.end(filled(input.dataset.tooLarge, { name: file.name }), true);
      return Promise.resolve(false);
    }
    return new Promise((done) => {
      const body = new FormData();
      body.set("csrf_token", form.elements.csrf_token.value);
      body.append("file", file);
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) shown.tell(event.loaded / event.total);
      });
      request.addEventListener("load", () => {
        const taken = request.status < 400;
        shown.end(taken ? filled(sent, { name: file.name }) : reason(request, file.name), !taken);
        done(taken);
      });
      request.addEventListener("error", () => {
        shown.end(filled(lost, { name: file.name }), true);
        done(false);
      });
      request.open("POST", form.action);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.send(body);
    });
  }

  async function sendAll(files) {
    if (form.dataset.busy || !files.length) return;
    form.dataset.busy = "yes";
    list.replaceChildren();
    const taken = [];
    for (const file of files) taken.push(await send(file));
    delete form.dataset.busy;
    form.reset();
    // The list above is the server's: it is read again, unless something must be read here first.
    if (taken.every(Boolean)) window.location.reload();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendAll([...input.files]);
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    sendAll([...event.dataTransfer.files]);
  });
}

// What the page that refuses says, or its heading where another page answered.
function reason(request, name) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const told = page.querySelector("[data-refused]") ?? page.querySelector("h1");
  const words = told ? told.textContent.trim().replace(/\s+/g, " ") : String(request.status);
  return words.includes(name) ? words : `${name}: ${words}`;
}
