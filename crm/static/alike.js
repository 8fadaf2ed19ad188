// While a record is written: records that look the same, told politely below its fields.

const WAIT = 350;

class Alike {
  constructor(box) {
    this.box = box;
    this.root = box.closest("dialog") ?? box.closest("form");
    this.fields = box.dataset.fields.split(" ").map((field) => [field.split("=")[0], field.split("=").at(-1)]);
    this.asked = 0;
    this.told = "";
    this.root.addEventListener("input", (event) => this.concerns(event.target) && this.later());
    this.root.addEventListener("alike", (event) => this.show(event.detail));
    this.root.addEventListener("close", () => this.show([]));
  }

  concerns(input) {
    const name = input.dataset.name ?? input.name;
    return this.fields.some(([, field]) => field === name);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const turn = ++this.asked;
    const query = new URLSearchParams({ kind: this.box.dataset.like, id: this.box.dataset.id ?? "" });
    for (const [name, field] of this.fields) {
      const input = this.root.querySelector(`[name="${field}"], [data-name="${field}"]:not([data-picker])`);
      if (input?.value) query.set(name, input.value);
    }
    try {
      const answer = await fetch(`${this.box.dataset.url}?${query}`, { headers: { Accept: "application/json" } });
      if (answer.ok && turn === this.asked) this.show((await answer.json()).found);
    } catch {
      // A warning that does not come is none: the save asks again.
    }
  }

  // Tells only what is new: a reader aloud is not to hear the same list at every letter.
  show(found) {
    const told = JSON.stringify(found);
    if (told === this.told) return;
    this.told = told;
    if (!found.length) {
      this.box.replaceChildren();
      return;
    }
    const title = document.createElement("p");
    title.textContent = this.box.dataset.title;
    const list = document.createElement("ul");
    list.append(...found.map((each) => this.line(each)));
    this.box.replaceChildren(title, list);
  }

  line(each) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    [link.href, link.target, link.rel, link.textContent] = [each.url, "_blank", "noopener", each.name];
    const tab = document.createElement("span");
    tab.className = "visually-hidden";
    tab.textContent = ` ${this.box.dataset.tab}`;
    link.append(tab);
    const why = document.createElement("span");
    why.className = "dim";
    why.textContent = ` (${each.why})`;
    item.append(link, each.place ? ` · ${each.place}` : "", why);
    if (this.box.dataset.use) item.append(" ", this.taker(each));
    return item;
  }

  taker(each) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-secondary btn-sm";
    button.textContent = this.box.dataset.use.replace("#", each.name);
    button.addEventListener("click", () => this.root.dispatchEvent(new CustomEvent("take", { detail: each })));
    return button;
  }
}

for (const box of document.querySelectorAll("[data-like]")) new Alike(box);
