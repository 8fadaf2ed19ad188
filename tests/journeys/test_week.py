"""A week of the demo firm: a prospect signs, follow-ups recur, digests lie in the outbox in each language."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from crm.app import create_app
from crm.core.config import load_config
from crm.core.dates import today_in
from crm.core.db import db
from tests.journeys.conftest import DEMO_PASSWORD, crm
from tests.notices.clock import Clock
from tests.notices.records import look
from tests.server import Server

pytestmark = pytest.mark.browser

SignIn = Callable[[str, str], Page]


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Server]:
    """Serve a demo firm of its own: what happens in a week is not for the other walks to find."""
    server = Server(f"sqlite:///{tmp_path / 'puente.db'}", tmp_path)
    crm(server, "demo")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def sign_in(chromium: Browser, firm: Server) -> Iterator[SignIn]:
    """Give `sign_in(email, language)`: a window of its own."""
    made: list[BrowserContext] = []

    def go(email: str, language: str) -> Page:
        context = chromium.new_context(viewport={"width": 1440, "height": 1000}, reduced_motion="reduce")
        context.set_default_timeout(15_000)
        made.append(context)
        page = context.new_page()
        page.goto(firm.url + "/login")
        page.locator("input[name=email]").fill(email)
        page.locator("input[name=password]").fill(DEMO_PASSWORD)
        page.locator("main form > div > button.btn-primary, main form > button.btn-primary").last.click()
        page.wait_for_url(firm.url + "/")
        page.locator(f".langs button[value={language}]").click()
        page.locator(f"html[lang={language}]").wait_for(state="attached")
        return page

    yield go
    for context in made:
        context.close()


def last_number(page: Page) -> str:
    """Return the id at the end of the address of the page."""
    found = re.search(r"/(\d+)(?:#\w+)?$", page.url)
    assert found, page.url
    return found[1]


def prospect(page: Page, firm: Server, name: str) -> str:
    """Add a prospect and an opportunity with it; returns the opportunity's id."""
    page.goto(firm.url + "/clients/new")
    page.locator("input[name=name]").fill(name)
    page.locator("select[name=status]").select_option("prospect")
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_url(re.compile(r"/clients/\d+$"))
    page.goto(f"{firm.url}/opportunities/new?client={last_number(page)}")
    page.locator("input[name=title]").fill(f"Supplier search for {name}")
    page.locator("input[name=value_amount]").fill("48,000")
    page.locator("select[name=fee_basis]").select_option("retainer")
    page.locator("main form > div > button.btn-primary, main form > button.btn-primary").last.click()
    page.wait_for_url(re.compile(r"/opportunities/\d+$"))
    return last_number(page)


def sign(page: Page, firm: Server, deal: str) -> None:
    """Move a card on by keyboard, then sign it and say what the mandate is to reach."""
    page.goto(firm.url + "/pipeline")
    card = page.locator(f"#deal-{deal}")
    stages = page.locator(".board .col")
    expect(stages.nth(0).locator(f"#deal-{deal}")).to_be_visible()
    card.focus()
    for key in ("Space", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(stages.nth(1).locator(f"#deal-{deal}")).to_be_visible()
    expect(page.locator("#board-told")).to_contain_text("In conversation")
    page.goto(f"{firm.url}/opportunities/{deal}")
    page.locator("button.stage.signed").click()
    page.wait_for_url(re.compile(r"/sign"))
    page.locator("select[name=fee_rhythm]").select_option("month")
    page.get_by_role("button", name="Sign and make the mandate").click()
    page.wait_for_url(re.compile(r"/mandates/\d+$"))
    expect(page.locator("main")).to_contain_text("US$48,000 a month")
    page.goto(page.url + "/objectives/new")
    page.locator("input[name=title]").fill("Three suppliers audited")
    page.locator("main form > div > button.btn-primary, main form > button.btn-primary").last.click()
    expect(page.locator("#objectives")).to_contain_text("Three suppliers audited")


def weekly(page: Page, firm: Server, title: str) -> None:
    """Add a follow-up for every week, do it, and find the next one a week later."""
    page.goto(firm.url + "/tasks/new")
    page.locator("input[name=title]").fill(title)
    page.locator("input[name=due_on]").fill(today_in("America/Phoenix").isoformat())
    page.locator("details:has(select[name=repeat]) > summary").click()
    page.locator("select[name=repeat]").select_option("week")
    page.locator("main form > div > button.btn-primary, main form > button.btn-primary").last.click()
    page.goto(firm.url + "/tasks")
    page.locator("main").get_by_role("link", name=title).first.click()
    first = last_number(page)
    page.locator(".actions").get_by_role("button", name="Done").click()
    page.goto(firm.url + "/tasks")
    page.locator("main").get_by_role("link", name=title).first.click()
    assert last_number(page) != first


def a_week_passes(firm: Server, patch: pytest.MonkeyPatch) -> None:
    """Let the worker look every hour of eight days: the digest of a week from today goes out at seven that day."""
    firm.kill()
    settings = {"CRM_DATABASE_URL": firm.database_url, "CRM_INSTANCE": str(firm.instance), "CRM_FETCH": "off"}
    app = create_app(load_config(settings))
    with patch.context() as patched:
        clock = Clock(patched)
        look(app)
        for _time in range(8 * 24):
            clock.go(hours=1)
            look(app)
    # Back to today: a clock that goes back ends all sign-ins, and does so before anybody signs in again.
    look(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    firm.start()


def digests(page: Page, firm: Server) -> list[str]:
    """Return the texts of the digests in one's own outbox."""
    page.goto(firm.url + "/outbox")
    links = page.locator("main table a[href*='/outbox/']")
    found = []
    for address in [link.get_attribute("href") for link in links.all()]:
        page.goto(f"{firm.url}{address}")
        found.append(page.locator("main").inner_text())
    return found


def test_a_prospect_comes_in_and_signs_follow_ups_recur_and_digests_arrive_in_each_language(
    firm: Server, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    marisol, alejandro = sign_in("consultant@example.com", "en"), sign_in("partner@example.com", "es")
    deals = [prospect(marisol, firm, name) for name in ("Sierra Wafers", "Cananea Optics")]
    sign(marisol, firm, deals[0])
    weekly(marisol, firm, "Weekly call with Sierra Wafers")
    a_week_passes(firm, monkeypatch)
    marisol, alejandro = sign_in("consultant@example.com", "en"), sign_in("partner@example.com", "es")
    english, spanish = digests(marisol, firm), digests(alejandro, firm)
    assert any("Weekly call with Sierra Wafers" in text for text in english), english
    assert sum(text.startswith("Your day") for text in english) >= 5
    assert sum(text.startswith("Su día") for text in spanish) >= 5
    assert not any(text.startswith("Your day") for text in spanish)
    marisol.goto(firm.url + "/pipeline")
    expect(marisol.locator(f"#deal-{deals[1]}")).to_be_visible()
