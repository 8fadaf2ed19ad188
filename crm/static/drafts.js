// Keeps what is being written on the server, at most two seconds after it was typed; nothing stays in the browser.

const WAIT = 2000;
const ASK_AGAIN = 4000;
// A page that goes away may still send this much.
const LAST_WORDS = 60000;

class Draft {
  constructor(form) {
    this.form = form;
    this.says = form.querySelector("[data-draft-state]");
    this.name = form.elements.draft;
    this.turn = Number(form.dataset.turn);
    this.changed = false;
    this.sending = null;
    this.signedOut = false;
    this.leaving = false;
    // The browser's own memory of a form lies on the disk: with a draft on the server nobody needs it.
    form.setAttribute("autocomplete", "off");
    for (const event of ["input", "change", "picked"]) form.addEventListener(event, () => this.later());
    form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.flush() : this.signedOut && this.renew()));
    window.addEventListener("focus", () => this.signedOut && this.renew());
    window.addEventListener("pagehide", () => this.last());
    window.addEventListener("pageshow", () => (this.leaving = false));
  }

  // Counted from the first sign that is not kept, not from the last one typed: who types on and on is kept, too.
  later() {
    this.changed = true;
    this.timer ??= setTimeout(() => this.flush(), WAIT);
  }

  body() {
    const body = new FormData();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && name !== "once") body.append(name, value);
    }
    body.set("turn", ++this.turn);
    body.set("engagement", this.form.dataset.record);
    return body;
  }

  async flush() {
    clearTimeout(this.timer);
    this.timer = null;
    while (this.sending) await this.sending;
    if (!this.changed) return true;
    this.changed = false;
    this.sending = this.send();
    const kept = await this.sending;
    this.sending = null;
    if (!kept) {
      this.changed = true;
      this.timer ??= setTimeout(() => (this.signedOut ? this.renew() : this.flush()), ASK_AGAIN);
    } else if (this.changed) {
      this.timer ??= setTimeout(() => this.flush(), WAIT);
    }
    return kept;
  }

  // Resolves to whether the words are kept now.
  async send() {
    let answer;
    try {
      answer = await fetch(this.form.dataset.keep, { method: "POST", body: this.body(), headers: { Accept: "application/json" } });
    } catch {
      this.say(this.form.dataset.waitingWords);
      return false;
    }
    if (answer.ok) {
      this.say(this.form.dataset.keptWords.replace("#", (await answer.json()).kept));
      return true;
    }
    if (answer.status === 409) {
      // It was saved, thrown away, or goes on in another tab: these words get a draft of their own.
      this.name.value = `${this.form.dataset.person}-${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;
      this.turn = 0;
      return this.send();
    }
    if (answer.status === 401 || answer.status === 400) this.tellSignedOut();
    else if (answer.status === 413) this.say(this.form.dataset.longWords);
    else if (answer.status === 422) {
      const { problem, other } = await answer.json();
      // Somebody else must not save these words as their own.
      if (other) this.tellSignedOut(problem);
      else this.say(problem);
    }
    else this.say(this.form.dataset.waitingWords);
    return false;
  }

  // The page goes: what was not kept yet is sent on without waiting.
  last() {
    if (!this.changed || this.leaving) return;
    const body = this.body();
    if ((this.form.elements.note?.value.length ?? 0) < LAST_WORDS / 3) navigator.sendBeacon(this.form.dataset.keep, body);
    else fetch(this.form.dataset.keep, { method: "POST", body }).catch(() => {});
  }

  // Nothing is sent off while somebody is signed out: the answer would be a page without the words.
  async submit(event) {
    if (this.leaving) return;
    event.preventDefault();
    if (this.saving) return;
    this.saving = true;
    const button = event.submitter;
    this.changed = true;
    const kept = await Promise.race([this.flush(), new Promise((done) => setTimeout(done, 10000, "late"))]);
    this.saving = false;
    if (!kept && this.signedOut) {
      this.notice.scrollIntoView({ block: "center" });
      return;
    }
    this.leaving = true;
    setTimeout(() => (this.leaving = false), 5000);
    this.form.requestSubmit(button);
  }

  say(text) {
    this.says.textContent = text;
  }

  tellSignedOut(words = this.form.dataset.signedOutWords) {
    this.signedOut = true;
    this.notice?.remove();
    this.notice = document.createElement("div");
    this.notice.className = "alert alert-warning signed-out";
    this.notice.setAttribute("role", "alert");
    const link = document.createElement("a");
    link.href = this.form.dataset.login;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = this.form.dataset.signInWords;
    this.notice.append(`${words} `, link);
    this.form.querySelector(".savebar").before(this.notice);
    this.say("");
  }

  // After a new sign-in every form of the page gets its token, and the words are kept.
  async renew() {
    clearTimeout(this.timer);
    this.timer = null;
    try {
      const answer = await fetch(this.form.dataset.token, { redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.ok) {
        const { token } = await answer.json();
        for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = token;
        this.signedOut = false;
        this.notice?.remove();
        this.notice = null;
        this.say(this.form.dataset.backWords);
        await this.flush();
        return;
      }
    } catch {
      this.say(this.form.dataset.waitingWords);
    }
    this.timer ??= setTimeout(() => this.renew(), ASK_AGAIN);
  }
}

const form = document.querySelector("form[data-keep]");
if (form) new Draft(form);
