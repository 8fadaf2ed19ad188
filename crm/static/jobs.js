// Keeps the progress bars of jobs true; reads the page again when one is over.
const EVERY = 1000;

async function follow(box) {
  const bar = box.querySelector("progress"), told = box.querySelector("[data-told]");
  for (let failures = 0; failures < 60;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    let job;
    try {
      const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
      if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
      job = await answer.json();
    } catch {
      failures += 1;
      continue;
    }
    failures = 0;
    if (job.percent === null) bar.removeAttribute("value");
    else bar.value = job.percent;
    if (told.textContent !== job.told) told.textContent = job.told;
    if (job.over) {
      location.reload();
      return;
    }
  }
}

for (const box of document.querySelectorAll("[data-job]")) follow(box);
