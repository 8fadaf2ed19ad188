// Small behaviours on native elements; every page works without them.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const box = document.querySelector(".find input");
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    const link = document.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
    if (link) {
      event.preventDefault();
      link.click();
    }
  }
});

// On a phone the row of tabs scrolls: the open one is in sight.
for (const here of document.querySelectorAll(".tabs [aria-current]")) {
  const row = here.parentElement;
  row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.clientWidth) / 2;
}

// A filter or a tick that changes is sent at once.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});

// A form is sent once: a double click makes one record.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
