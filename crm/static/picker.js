// The picker of records: an ARIA 1.2 combobox with a listbox. Without it the input takes an exact name.

const WAIT = 140;

class Picker {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector("input:not([type=checkbox])");
    this.list = root.querySelector("[role=listbox]");
    this.status = root.querySelector("[data-status]");
    this.chosen = root.querySelector(".picker-chosen");
    this.options = [];
    this.active = -1;
    this.asked = 0;
    // Enter was pressed before the answer came: the only one is taken, of several the first is marked.
    this.hasty = false;
    this.enhance();
    document.getElementById(root.dataset.adds)?.addEventListener("take", (event) => {
      this.options = [event.detail];
      this.take(0);
      event.target.close();
    });
  }

  enhance() {
    const set = (name, value) => this.input.setAttribute(name, value);
    set("role", "combobox");
    set("aria-autocomplete", "list");
    set("aria-expanded", "false");
    set("aria-controls", this.list.id);
    for (const item of [...this.chosen.children]) {
      const box = item.querySelector("input");
      item.replaceWith(this.chip(box.value, item.querySelector("span").textContent));
    }
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("click", () => this.list.hidden && this.ask());
    this.input.addEventListener("blur", () => this.close());
    // A press on an option must not take the focus from the input.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.at));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.hasty = false;
    this.waiting = true;
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const turn = ++this.asked;
    this.waiting = true;
    try {
      const answer = await fetch(`${this.root.dataset.src}?q=${encodeURIComponent(this.input.value)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = (await answer.json()).found;
      if (turn === this.asked && document.activeElement === this.input) {
        this.waiting = false;
        this.show(found);
        const hasty = this.hasty;
        this.hasty = false;
        if (hasty && this.options.filter((record) => !record.add).length === 1) this.take(0);
        else if (hasty && this.options.length) this.mark(0);
      }
    } catch {
      if (turn !== this.asked) return;
      this.close();
      this.say(this.root.dataset.failed);
    }
  }

  show(found) {
    const taken = new Set([...this.chosen.querySelectorAll("input")].map((box) => box.value));
    this.options = found.filter((record) => !taken.has(String(record.id)));
    const typed = this.input.value.trim();
    if (this.root.dataset.adds && typed) this.options.push({ add: typed, name: this.root.dataset.addWords.replace("#", typed), place: "" });
    this.list.replaceChildren(...this.options.map((record, at) => this.option(record, at)));
    if (!this.options.length) {
      const none = document.createElement("li");
      none.className = "dim";
      none.setAttribute("role", "presentation");
      none.textContent = this.root.dataset.none;
      this.list.append(none);
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(-1);
    this.say(this.options.length ? this.root.dataset.found.replace("#", this.options.length) : this.root.dataset.none);
  }

  option(record, at) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${at}`;
    item.dataset.at = at;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("b");
    name.textContent = record.name;
    const place = document.createElement("span");
    place.className = "sm dim";
    place.textContent = record.place;
    item.append(name, " ", place);
    return item;
  }

  mark(at) {
    this.active = at;
    [...this.list.children].forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === at));
      if (index === at) item.scrollIntoView({ block: "nearest" });
    });
    if (at >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const last = this.options.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.ask();
      else if (last >= 0) this.mark(event.key === "ArrowDown" ? (this.active >= last ? 0 : this.active + 1) : this.active <= 0 ? last : this.active - 1);
    } else if (event.key === "Enter" && this.waiting && this.input.value.trim()) {
      // Who types fast must not send the form, nor get what an older answer lists.
      event.preventDefault();
      this.hasty = true;
    } else if (event.key === "Enter" && !this.list.hidden && this.options.length) {
      event.preventDefault();
      if (this.active >= 0) this.take(this.active);
      else if (last === 0) this.take(0);
      else this.mark(0);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Backspace" && !this.input.value) {
      this.chosen.lastElementChild?.querySelector("button").click();
    }
  }

  take(at) {
    const record = this.options[at];
    if (!record) return;
    if (record.add) {
      this.close();
      quickAdd(document.getElementById(this.root.dataset.adds), this, record.add);
      return;
    }
    if ("single" in this.root.dataset) this.chosen.replaceChildren();
    this.chosen.append(this.chip(record.id, record.name));
    this.input.value = "";
    this.close();
    this.say(record.name);
    this.changed();
  }

  chip(id, name) {
    const item = document.createElement("li");
    item.className = "chip";
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = this.root.dataset.name;
    hidden.value = id;
    const text = document.createElement("span");
    text.textContent = name;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linkish";
    button.textContent = "×";
    button.setAttribute("aria-label", this.root.dataset.remove.replace("#", name));
    button.addEventListener("click", () => {
      item.remove();
      this.input.focus();
      this.changed();
    });
    item.append(hidden, text, button);
    return item;
  }

  // Other modules may follow what is chosen.
  changed() {
    this.root.dispatchEvent(new CustomEvent("picked", { bubbles: true }));
  }

  close() {
    clearTimeout(this.timer);
    this.waiting = this.hasty = false;
    this.asked++;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  say(text) {
    this.status.textContent = text;
  }
}

// A dialog that adds a record from within the form; it stands in the form, so its inputs carry no name of their own.
function quickAdd(dialog, picker, typed) {
  const inputs = [...dialog.querySelectorAll("[data-name]")];
  const at = (name) => inputs.find((input) => input.dataset.name === name);
  const errors = dialog.querySelector("[data-errors]");
  const form = picker.root.closest("form");
  const client = firstClient(form);
  for (const input of inputs) input.value = "";
  errors.textContent = "";
  const words = typed.split(/\s+/);
  // Two surnames are the rule in Mexico: of three words the last two are surnames.
  const given = words.length > 2 ? words.slice(0, -2) : words.slice(0, 1);
  [at("given_name").value, at("surname").value, at("second_surname").value] = [given.join(" "), words[given.length] ?? "", words[given.length + 1] ?? ""];
  const role = dialog.querySelector("[data-role]");
  if (role) {
    role.hidden = !client;
    role.dataset.words ??= role.querySelector("span").textContent;
    if (client) role.querySelector("span").textContent = role.dataset.words.replace("#", client.name);
  }
  const button = dialog.querySelector("[data-save]");
  button.dataset.words ??= button.textContent;
  button.textContent = button.dataset.words;
  let seen = "";
  const save = async () => {
    const body = new FormData();
    for (const input of inputs) body.set(input.dataset.name, input.value);
    body.set("csrf_token", form.querySelector("[name=csrf_token]").value);
    if (client) body.set("client_id", client.id);
    if (seen) body.set("duplicate_ok", seen);
    try {
      const answer = await fetch(dialog.dataset.url, { method: "POST", body, headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (answer.ok) {
        dialog.dispatchEvent(new CustomEvent("take", { detail: said }));
      } else if (said.alike) {
        // Somebody who looks the same: the list is below the fields, and a second press adds them all the same.
        seen = `seen-${said.alike.map((each) => each.id).join("-")}`;
        button.textContent = button.dataset.again;
        errors.textContent = "";
        dialog.dispatchEvent(new CustomEvent("alike", { detail: said.alike }));
      } else {
        errors.textContent = Object.values(said.errors ?? {}).join(" ") || dialog.dataset.failed;
        at(Object.keys(said.errors ?? {})[0])?.focus();
      }
    } catch {
      errors.textContent = dialog.dataset.failed;
    }
  };
  button.onclick = save;
  dialog.querySelector("[data-cancel]").onclick = () => dialog.close();
  dialog.onkeydown = (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    save();
  };
  dialog.onclose = () => picker.input.focus();
  dialog.showModal();
  at("honorific").focus();
}

// The client that the form is about: the first one chosen.
function firstClient(form) {
  const chosen = form.querySelector("[data-picker][data-name=clients] .picker-chosen li");
  return chosen && { id: chosen.querySelector("input").value, name: chosen.querySelector("span").textContent };
}

for (const root of document.querySelectorAll("[data-picker]")) new Picker(root);
