// Names after an @ in a comment: a list of colleagues who may see the follow-up, by mouse or arrow keys.

function mention(box) {
  const area = box.querySelector("textarea");
  const list = box.querySelector("[role=listbox]");
  const status = box.querySelector("[data-status]");
  let turn = 0;
  let place = -1;
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);

  const before = () => area.value.slice(0, area.selectionStart).match(/(?:^|[\s(])@([\p{L}\p{N}_.'-]*)$/u);

  function close() {
    list.hidden = true;
    list.replaceChildren();
    area.removeAttribute("aria-activedescendant");
    place = -1;
  }

  function mark(next) {
    const items = [...list.children];
    place = (next + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", index === place));
    area.setAttribute("aria-activedescendant", items[place].id);
    items[place].scrollIntoView({ block: "nearest" });
  }

  function choose(name) {
    const typed = before();
    if (typed) {
      const start = area.selectionStart - typed[1].length;
      area.setRangeText(`${name.replaceAll(" ", "_")} `, start, area.selectionStart, "end");
    }
    close();
    area.focus();
  }

  async function ask() {
    const typed = before();
    const asked = ++turn;
    if (!typed) return close();
    const answer = await fetch(`${box.dataset.mention}?${new URLSearchParams({ q: typed[1] })}`).catch(() => null);
    if (asked !== turn || !answer?.ok || answer.redirected) return;
    const { found } = await answer.json();
    close();
    status.textContent = found.length ? found.map((each) => each.name).join(", ") : box.dataset.none;
    for (const each of found) {
      const item = document.createElement("li");
      item.id = `mention-${each.id}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = each.name;
      item.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        choose(each.name);
      });
      list.append(item);
    }
    list.hidden = !found.length;
    if (found.length) mark(0);
  }

  area.addEventListener("input", ask);
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(place + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter" || event.key === "Tab") choose(list.children[place].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

for (const box of document.querySelectorAll("[data-mention]")) mention(box);
