"""Every page, in both languages, wide and narrow: axe finds nothing serious, nothing overflows, no console error."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import Visitor
from tests.journeys.pages import PAGES, first_id

pytestmark = pytest.mark.browser

PARTNER = "partner@example.com"
WAYS = [("en", 1440), ("es", 1440), ("en", 390), ("es", 390)]


def addresses(visitor: Visitor) -> dict[str, str]:
    """Fill the patterns with records of the demo firm; makes one report."""
    page, site = visitor.page, visitor.site.url
    client = first_id(page, site, "/clients", "/clients/")
    ids = {
        "client": client,
        "engagement": first_id(page, site, "/engagements", "/engagements/"),
        "task": first_id(page, site, "/tasks", "/tasks/"),
    }
    page.goto(f"{site}/reports/new?client={client}")
    page.locator("main form[method=post] button.btn-primary").click()
    page.wait_for_load_state()
    ids["report"] = page.url.rstrip("/").rsplit("/", 1)[1]
    return {endpoint: pattern.format(**ids) for endpoint, pattern in PAGES.items()}


def serious(page: Page) -> list[str]:
    """Return axe's serious and critical faults in words."""
    answer = Axe().run(page).response
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in answer["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"][:3]
    ]


@pytest.mark.parametrize(("language", "width"), WAYS, ids=[f"{language}-{width}" for language, width in WAYS])
def test_every_page_is_accessible_and_fits(
    visitor: Callable[..., Visitor], pictures: Path, language: str, width: int
) -> None:
    someone = visitor(PARTNER, language, width)
    faults: list[str] = []
    for endpoint, address in addresses(someone).items():
        page = someone.open(address)
        faults += [f"{address}: {fault}" for fault in serious(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            faults.append(f"{address}: wider than the window at {width} px")
        if page.locator("h1").count() != 1:
            faults.append(f"{address}: {page.locator('h1').count()} headings of level 1")
        faults += [f"{address}: console: {text}" for text in someone.complaints]
        someone.complaints.clear()
        if os.environ.get("CRM_TEST_PICTURES"):
            page.screenshot(path=pictures / f"{endpoint}-{language}-{width}.png", full_page=True)
    assert not faults, "\n".join(faults)
