// Tags of a client: the firm's own words as buttons, narrowed by what is being typed. Without script the field is plain.

const most = 12;
const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

function offer(box) {
  const input = box.querySelector("input");
  const group = box.querySelector(".tag-offers");
  if (!group) return;
  const buttons = [...group.querySelectorAll("[data-tag]")];
  const words = () => input.value.split(/[,;]/).map((word) => word.trim());
  const show = () => {
    const typed = words();
    const has = new Set(typed.map(bare));
    const last = bare(typed.at(-1) ?? "");
    // A word that is a tag already is not being typed any more.
    const part = buttons.some((button) => bare(button.dataset.tag) === last) ? "" : last;
    let shown = 0;
    for (const button of buttons) {
      const name = bare(button.dataset.tag);
      const fits = !has.has(name) && (part === "" || name.includes(part));
      button.hidden = !fits || shown >= most;
      if (!button.hidden) shown += 1;
    }
    group.hidden = shown === 0;
  };
  for (const button of buttons) {
    button.setAttribute("aria-label", group.dataset.label.replace("#", button.dataset.tag));
    button.addEventListener("click", () => {
      const typed = words();
      const last = bare(typed.at(-1) ?? "");
      // A word that is half typed gives way to the one chosen.
      if (last !== "" && bare(button.dataset.tag).includes(last)) typed.pop();
      input.value = `${[...typed.filter(Boolean), button.dataset.tag].join(", ")}, `;
      input.focus();
      show();
    });
  }
  input.addEventListener("input", show);
  show();
}

for (const box of document.querySelectorAll("[data-tags]")) offer(box);
