"""Headless Chromium on the demo firm, served as in production."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask_security import hash_password
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from crm.accounts.actions import add_user
from crm.accounts.permissions import Role
from crm.app import create_app
from crm.core.db import db, unit_of_work
from tests.engines import Engine
from tests.server import Server
from tests.support import FAST_HASH, ROOT, skip_or_fail

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DEMO_PASSWORD = "puente-demo-2026"
#: The one consultant of the firm that is served on either engine.
AUTHOR = "consultant@example.com"


def crm(server: Server, *words: str) -> str:
    """Run a command beside a server and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "crm", *words],
        cwd=ROOT,
        env=server.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a fresh demo firm."""
    folder = tmp_path_factory.mktemp("demo")
    server = Server(f"sqlite:///{folder / 'puente.db'}", folder)
    crm(server, "demo")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def firm_site(engine: Engine, tmp_path: Path, worker_id: str) -> Iterator[Server]:
    """Serve a firm of one consultant, on either engine."""
    config = engine.fresh(tmp_path, f"puente_notes_{worker_id}")
    app = create_app(config, **FAST_HASH)
    with app.app_context():
        hashed = hash_password(DEMO_PASSWORD)
        with unit_of_work(None) as work:
            user = add_user(work, email=AUTHOR, name="Ana", role=Role.CONSULTANT, language="en",
                            time_zone="America/Phoenix")  # fmt: skip
            user.password = hashed
        db.session.remove()
        db.engine.dispose()
    server = Server(config.database_url, tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def drive() -> Iterator[Playwright]:
    """Start what drives browsers once: a process has room for one."""
    if CHROMIUM is None:
        skip_or_fail("no Chromium on this machine")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(drive: Playwright) -> Iterator[Browser]:
    """Start the browser once."""
    browser = drive.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@dataclass
class Visitor:
    """A browser window; what its console complains of is collected."""

    page: Page
    context: BrowserContext
    site: Server
    complaints: list[str]

    def open(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def another_tab(self) -> Page:
        page = self.context.new_page()
        watch(page, self.complaints)
        return page


Visit = Callable[..., Visitor]


def watch(page: Page, complaints: list[str]) -> None:
    """Collect console errors (a breach of the CSP is one) and uncaught exceptions."""
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))


@pytest.fixture
def visitor(chromium: Browser, demo_site: Server) -> Iterator[Visit]:
    """Give `visitor(email, language="en", width=1440)`: signs in and picks the language; `email=None` does not."""
    made: list[BrowserContext] = []

    def visit(email: str | None = "consultant@example.com", language: str = "en", width: int = 1440) -> Visitor:
        # Without motion no colour is weighed half-way between two.
        context = chromium.new_context(
            viewport={"width": width, "height": 1000},
            locale="en-US" if language == "en" else "es-MX",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(10_000)
        made.append(context)
        page = context.new_page()
        found = Visitor(page, context, demo_site, [])
        watch(page, found.complaints)
        page.goto(demo_site.url + "/login")
        if email is not None:
            page.locator("input[name=email]").fill(email)
            page.locator("input[name=password]").fill(DEMO_PASSWORD)
            page.locator("main form button.btn-primary").click()
            page.wait_for_url(demo_site.url + "/")
        page.locator(f".langs button[value={language}]").click()
        page.locator(f"html[lang={language}]").wait_for(state="attached")
        return found

    yield visit
    for each in made:
        each.close()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Give a folder for screenshots that a person looks at (not committed)."""
    folder = ROOT / "shots"
    folder.mkdir(exist_ok=True)
    return folder
