// The native color chooser beside a typed color: each follows the other. Without this the typed one is enough.

const whole = /^#?([0-9a-f]{6})$/i;

for (const chooser of document.querySelectorAll("[data-colour-of]")) {
  const typed = document.getElementById(chooser.dataset.colourOf);
  const ours = chooser.value;
  chooser.hidden = false;
  chooser.addEventListener("input", () => {
    typed.value = chooser.value;
  });
  typed.addEventListener("input", () => {
    const found = whole.exec(typed.value.trim());
    if (found) chooser.value = `#${found[1].toLowerCase()}`;
    else if (!typed.value.trim()) chooser.value = typed.placeholder || ours;
  });
}
