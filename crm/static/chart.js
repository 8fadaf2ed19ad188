// Values of a chart under the pointer and by keyboard: arrows go over the points of the picture that is shown, home and
// end to its ends; the value stands under the chart and is said. Without a script the browser shows each point's title.
for (const figure of document.querySelectorAll("figure[data-values]")) {
  const told = figure.querySelector("output");
  let here = null;

  const points = () => [...figure.querySelectorAll(".chart-hit")].filter((point) => point.getClientRects().length);

  const tell = (point) => {
    here?.classList.remove("chart-here");
    here = point;
    here.classList.add("chart-here");
    told.textContent = here.querySelector("title").textContent;
  };

  figure.addEventListener("keydown", (event) => {
    const all = points();
    const at = all.indexOf(here);
    const start = at < 0 ? all.length : at;
    const goes = { ArrowLeft: start - 1, ArrowRight: at < 0 ? all.length - 1 : at + 1, Home: 0, End: all.length - 1 };
    if (!(event.key in goes) || !all.length || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    tell(all[Math.min(Math.max(goes[event.key], 0), all.length - 1)]);
  });

  figure.addEventListener("pointermove", (event) => {
    const distance = (point) => {
      const box = point.getBoundingClientRect();
      return Math.abs(box.left + box.width / 2 - event.clientX);
    };
    const all = points();
    if (all.length) tell(all.reduce((best, point) => (distance(point) < distance(best) ? point : best)));
  });
}
