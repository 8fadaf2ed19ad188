"""I1: whatever people write is shown as text, on every page, in a real browser."""

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from crm.core.db import Base, driver
from crm.core.firm import STAMP, FirmSetting
from crm.core.security import CSP
from tests.engines import Engine
from tests.journeys import payloads
from tests.journeys.conftest import DEMO_PASSWORD, Visitor, crm, watch
from tests.journeys.test_pages import addresses
from tests.server import Server

pytestmark = [pytest.mark.bar, pytest.mark.browser]
WHO: Final = ("admin@example.com", "partner@example.com")
LEAST: Final = 60
#: What breaks the policy on the way to running is told on the console.
POLICY: Final = "Content Security Policy"
#: Pages whose words come with what is typed, and reflected ones.
FOUND: Final = (
    f"/search?q={payloads.WORD}", f"/clients?q={payloads.WORD}", f"/people?q={payloads.WORD}",
    "/clients?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/search?q=%3Csvg%20onload=alert(1)%3E",
)  # fmt: skip
#: What of a page is no text any more though it came from a payload: handlers, addresses that run, elements of theirs.
LIVE: Final = """() => [...document.querySelectorAll('*')].filter((element) =>
  [...element.attributes].some((each) => /^on/i.test(each.name)
    || (/^(href|src|action|formaction|data|xlink:href|srcdoc)$/i.test(each.name)
      && /^(javascript|data:text|\\/\\/x\\.example|<)/i.test(each.value.replace(/\\s/g, '')))
    || (each.name === 'hx-get' && each.value === '/logout'))
  || /^(script|style)$/i.test(element.tagName) && /alert|x\\.example/.test(element.textContent)
  || element.matches('base, object, embed, marquee, math, audio, video, xss, svg script, svg animate, meta[http-equiv]')
).map((element) => element.outerHTML.slice(0, 120))"""
#: Shown to nobody: sign-ins are not verified again.
CLOSED: Final = "security.verify"
#: Columns of which the walk makes no words: its import changes no record.
EMPTY: Final = frozenset({"import_row.before"})
PICKERS: Final = {"/engagements/new": ("clients", "persons", "institutions"), "/tasks/new": ("clients", "people")}


@pytest.fixture
def scene(engine: Engine, tmp_path: Path, worker_id: str) -> Iterator[Server]:
    """Serve a demo firm of one's own: its words will be overwritten."""
    server = Server(engine.fresh(tmp_path, f"puente_xss_{worker_id}").database_url, tmp_path)
    crm(server, "demo")
    server.start()
    yield server
    server.kill()


class Watcher:
    """An administrator and a partner in a browser: dialogs, breaches of the policy and exceptions are counted."""

    def __init__(self, chromium: Browser, site: Server) -> None:
        self.site, self.opened = site, 0
        self.dialogs: list[str] = []
        self.complaints: list[str] = []
        #: Elements of a payload that stand in a page, also where nothing made them run.
        self.live: list[str] = []
        self.contexts = [chromium.new_context(locale="en-US", accept_downloads=True) for _who in WHO]
        self.pages = [self._sign_in(*both) for both in zip(self.contexts, WHO, strict=True)]

    def _sign_in(self, context: BrowserContext, email: str) -> Page:
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("dialog", self._dialog)
        watch(page, self.complaints)
        page.goto(self.site.url + "/login")
        page.locator("input[name=email]").fill(email)
        page.locator("input[name=password]").fill(DEMO_PASSWORD)
        page.locator("main form button.btn-primary").click()
        page.wait_for_url(self.site.url + "/")
        return page

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, address: str) -> Page:
        """Open a page as the first of the two who may."""
        told = []
        for page in self.pages:
            answer = page.goto(self.site.url + address)
            if answer is not None and answer.status == 200:
                self.opened += 1
                self.live += [f"{address}: {text}" for text in page.evaluate(LIVE)]
                return page
            told.append(answer and answer.status)
        raise AssertionError(f"{address}: nobody is shown it, but {told}")

    @property
    def faults(self) -> list[str]:
        refused = "the server responded with a status of 403"
        dialogs = [f"dialog {text}" for text in self.dialogs]
        return dialogs + self.live + [text for text in self.complaints if refused not in text]


def overwrite(site: Server, shift: int) -> Counter[str]:
    """Fill the firm with payloads, and let the server read its kept lists again."""
    module = {"module": driver()} if site.database_url.startswith("sqlite") else {}
    base = sa.create_engine(site.database_url, poolclass=sa.pool.NullPool, **module)
    with base.begin() as connection:
        written = payloads.fill(connection, shift)
        fresh = sa.update(FirmSetting).where(FirmSetting.key.startswith(STAMP))
        connection.execute(fresh.values(value=secrets.token_hex(8)))
    return written


def draft(someone: Watcher) -> None:
    """Begin a note that My day will offer."""
    page = someone.open("/engagements/new")
    page.locator("input[name=subject]").fill("A draft")
    page.locator("textarea[name=note]").fill("Words")
    page.locator("[data-draft-state]", has_text="Draft kept at").wait_for()


def rewrite(someone: Watcher, address: str) -> None:
    """Edit a note full of payloads, so that a version of it is kept."""
    page = someone.open(address)
    page.locator("textarea[name=note]").fill("\n\n".join(reversed(payloads.PAYLOADS)))
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url(re.compile(r"/engagements/\d+$"))


def walk(scene: Server, chromium: Browser, shifts: range) -> tuple[Watcher, Counter[str]]:
    """Open every page for each shift of the payloads."""
    someone = Watcher(chromium, scene)
    named = addresses(Visitor(someone.pages[0], someone.contexts[0], scene, someone.complaints))
    written = Counter[str]()
    draft(someone)
    for shift in shifts:
        written |= overwrite(scene, shift)
        if shift == shifts[0]:
            rewrite(someone, named["engagements.edit"])
        for address in (*(each for endpoint, each in named.items() if endpoint != CLOSED), *FOUND):
            someone.open(address)
        if shift == shifts[0]:
            for address, names in PICKERS.items():
                page = someone.open(address)
                for name in names:
                    page.locator(f"[data-picker][data-name={name}] input").first.type(payloads.WORD)
                    page.locator(f"[data-picker][data-name={name}] [role=option]").first.wait_for()
    return someone, written


def tell(someone: Watcher, written: Counter[str], engine: Engine, figure: Callable[..., None]) -> None:
    empty = {f"{each.table.name}.{each.name}" for each in payloads.columns()} - written.keys()
    reports = sum(POLICY in text for text in someone.complaints)
    told = f"{len(someone.dialogs)} dialogs, {reports} CSP reports, {len(someone.live)} elements or handlers of theirs"
    where = f"{len(written)} columns, {written.total()} values a round, {someone.opened} pages in Chromium"
    figure(
        "I1", engine.name, f"{len(payloads.PAYLOADS)} payloads (a short column holds those that fit), {where}: {told}"
    )
    assert empty <= EMPTY, f"no row of the demo firm holds words in {sorted(empty - EMPTY)}"
    assert not someone.faults, "\n".join(someone.faults[:20])


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.bar_only)], indirect=True)
def test_what_people_write_never_runs(
    scene: Server, chromium: Browser, engine: Engine, figure: Callable[..., None]
) -> None:
    tell(*walk(scene, chromium, range(1)), engine, figure)


@pytest.mark.bar_only
def test_no_payload_in_any_column_runs_on_any_page(
    scene: Server, chromium: Browser, engine: Engine, figure: Callable[..., None]
) -> None:
    """As many rounds as there are payloads: each stands once in each column of the record that a page shows."""
    tell(*walk(scene, chromium, range(len(payloads.PAYLOADS))), engine, figure)


def test_there_are_enough_payloads_and_every_exception_has_its_column() -> None:
    assert len(set(payloads.PAYLOADS)) == len(payloads.PAYLOADS) >= LEAST
    assert all(payloads.WORD in payload for payload in payloads.PAYLOADS)
    known = {
        name
        for table in Base.metadata.tables.values()
        for c in table.columns
        for name in (c.name, f"{table.name}.{c.name}")
    }
    assert {name for names in payloads.MADE_HERE.values() for name in names.split()} - known == set()


def test_a_page_that_forgets_to_escape_is_noticed(chromium: Browser) -> None:
    context = chromium.new_context()
    page, complaints, dialogs = context.new_page(), list[str](), list[str]()
    watch(page, complaints)

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    policy = {"Content-Security-Policy": CSP}
    body = "<!doctype html><p>" + "<p>".join(payloads.PAYLOADS[:32])
    page.route("http://x.example/", lambda route: route.fulfill(body=body, content_type="text/html", headers=policy))
    page.route("http://y.example/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("http://x.example/")
    assert sum(POLICY in text for text in complaints) >= 10
    assert len(page.evaluate(LIVE)) >= 20
    page.goto("http://y.example/")
    assert dialogs
    context.close()
