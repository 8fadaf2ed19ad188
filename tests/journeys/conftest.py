"""Headless Chromium on the demo firm, served as in production."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.server import Server
from tests.support import ROOT, skip_or_fail

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DEMO_PASSWORD = "puente-demo-2026"


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a fresh demo firm."""
    folder = tmp_path_factory.mktemp("demo")
    server = Server(f"sqlite:///{folder / 'puente.db'}", folder)
    made = subprocess.run(
        [sys.executable, "-m", "crm", "demo"],
        cwd=ROOT,
        env=server.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser once."""
    if CHROMIUM is None:
        skip_or_fail("SKIPPED: no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A signed-in browser window; what its console complains of is collected."""

    page: Page
    context: BrowserContext
    site: Server
    complaints: list[str]

    def open(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page


@pytest.fixture
def visitor(request: pytest.FixtureRequest, chromium: Browser, demo_site: Server) -> Iterator[Any]:
    """Give `visitor(email, language="en", width=1440)`: signs in and picks the language."""
    made: list[Visitor] = []

    def visit(email: str = "consultant@example.com", language: str = "en", width: int = 1440) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 1000}, locale="en-US" if language == "en" else "es-MX"
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(demo_site.url + "/login")
        page.locator("input[name=email]").fill(email)
        page.locator("input[name=password]").fill(DEMO_PASSWORD)
        page.locator("main form button.btn-primary").click()
        page.wait_for_url(demo_site.url + "/")
        page.locator(f".langs button[value={language}]").click()
        page.wait_for_load_state()
        complaints.clear()
        found = Visitor(page, context, demo_site, complaints)
        made.append(found)
        return found

    yield visit
    for each in made:
        each.context.close()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Give a folder for screenshots that a person looks at (not committed)."""
    folder = ROOT / "shots"
    folder.mkdir(exist_ok=True)
    return folder
