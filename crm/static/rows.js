// Repeating rows of a form (phones, addresses): one more, empty, up to the most that the server takes.

function another(box) {
  const button = box.querySelector("[data-add-row]");
  const rows = () => [...box.querySelectorAll(":scope > .row-of")];
  const tell = () => {
    button.hidden = rows().length >= Number(box.dataset.most);
  };
  button.addEventListener("click", () => {
    const last = rows().at(-1);
    const next = rows().length;
    const row = last.cloneNode(true);
    row.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+/, next + 1));
    for (const error of row.querySelectorAll(".invalid-feedback")) error.remove();
    for (const item of row.querySelectorAll("[id], [name], [for]")) {
      for (const name of ["id", "name", "for"]) {
        const value = item.getAttribute(name);
        if (value) item.setAttribute(name, value.replace(/-\d+-/, `-${next}-`));
      }
      item.classList.remove("is-invalid");
      for (const name of ["aria-describedby", "aria-invalid"]) item.removeAttribute(name);
    }
    for (const input of row.querySelectorAll("input")) {
      if (input.type === "checkbox") input.checked = false;
      else input.value = "";
    }
    last.after(row);
    row.querySelector("input").focus();
    tell();
  });
  tell();
}

for (const box of document.querySelectorAll("[data-rows][data-most]")) another(box);
