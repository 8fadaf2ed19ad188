"""Every page, in both languages, wide and narrow: axe finds nothing serious, nothing overflows, no console error."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from tests.files.samples import pdf
from tests.journeys.conftest import Visit, Visitor, crm
from tests.journeys.firsts import FIRST, first_id
from tests.journeys.pages import NOT_PAGES, PAGES, PUBLIC
from tests.server import Server

ADMIN = "admin@example.com"
WAYS = [("en", 1440), ("es", 390), ("es", 1440), ("en", 390)]
#: Both languages and both widths, two ways in each run; the other two take four minutes more, under `make bar`.
USUAL = 2
EACH_WAY = pytest.mark.parametrize(
    ("language", "width"),
    [
        pytest.param(*way, id=f"{way[0]}-{way[1]}", marks=() if number < USUAL else pytest.mark.bar_only)
        for number, way in enumerate(WAYS)
    ],
)
#: Pages that answer with an error, by address: what a reader sees then is a page too.
ERRORS = {404: "/clients/999999", 403: "/clients/1/edit"}


def test_every_page_of_the_product_is_walked_here(app: Flask) -> None:
    readable = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    named = set(PAGES) | set(PUBLIC) | NOT_PAGES
    assert readable - named == set(), "a page without an address in tests/journeys/pages.py"
    assert named - readable == set(), "an address in tests/journeys/pages.py without a page"


def serious(page: Page) -> Iterator[str]:
    """Give axe's serious and critical faults in words."""
    for fault in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
        if fault["impact"] in {"serious", "critical"}:
            yield from (f"{fault['id']}: {node['html'][:140]}" for node in fault["nodes"][:3])


def faults_of(someone: Visitor, address: str, *, dark: bool) -> list[str]:
    """Look at the page that is open, in light and where asked in dark."""
    page = someone.page
    found = list(serious(page))
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the window")
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} headings of level 1")
    if dark:
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {fault}" for fault in serious(page)]
        page.emulate_media(color_scheme="light")
    found += [f"console: {text}" for text in someone.complaints if "the server responded with a status of" not in text]
    someone.complaints.clear()
    return [f"{address}: {fault}" for fault in found]


def add_file(page: Page, where: str) -> None:
    """Add a PDF to a record where it has none."""
    page.goto(where)
    if not page.locator("a.file-name").count():
        page.locator("#file").set_input_files(
            {"name": "Pedimento – año 2026.pdf", "mimeType": "application/pdf", "buffer": pdf(2)}
        )
        page.locator("form[data-files] button").click()
        page.locator("a.file-name").wait_for()


def add_view(page: Page, site: str) -> None:
    """Save a view of the list of clients where there is none."""
    page.goto(f"{site}/lists/clients/views")
    if not page.locator("main table.list").count():
        page.goto(f"{site}/clients?status=active")
        page.locator("details.drop summary").first.click()
        page.locator("#view-name").fill("Activos")
        page.locator("form:has(#view-name) button").click()
        page.wait_for_url(re.compile(r"view=\d+"))


def add_export(page: Page, site: str) -> str:
    """Export the list of clients; returns the id of an export of one's own."""
    page.goto(f"{site}/clients")
    page.locator("details:has(form[action='/clients/export']) > summary").click()
    with page.expect_download():
        page.locator("form[action='/clients/export'] button[value=csv]").click()
    answers = ((number, page.request.get(f"{site}/exports/{number}")) for number in range(1, 99))
    return next(str(number) for number, answer in answers if answer.ok)


def add_import(page: Page, site: str) -> None:
    """Have a file checked where there is none: one row that is new, one that can't be taken."""
    page.goto(f"{site}/imports")
    if page.locator("main table.list").count():
        return
    data = "Nombre;Tel;Cliente desde\nPeñasco;662 212 3456;03/04/2026\n;1;\n".encode()
    page.goto(f"{site}/imports/new")
    page.locator("#file").set_input_files({"name": "año.csv", "mimeType": "text/csv", "buffer": data})
    page.locator("main form button.btn-primary").click()
    page.locator("main form button.btn-primary").click()
    for name in ("phone_country", "order-own-client-since"):
        page.locator(f"input[name={name}]").first.check()
    page.locator("main form button.btn-primary").click()
    page.locator(".import-counts").wait_for(timeout=60_000)


def add_comment(page: Page, where: str) -> None:
    """Comment on a follow-up where none is one's own."""
    page.goto(where)
    if not page.locator(".comment-tools").count():
        page.locator("textarea[name=text]").fill("Año, ¿listo?")
        page.locator("form[action$='/comments'] button").click()
        page.locator(".comment-tools").first.wait_for()


def add_merge(page: Page, site: str) -> str:
    """Merge two institutions that are made for it; returns the merge's id."""
    made = []
    for name in ("Oficina de prueba", "Oficina de prueba, Hermosillo"):
        page.goto(f"{site}/institutions/new")
        for field in ("#name_en", "#name_es"):
            page.locator(field).fill(name)
        page.locator("main form[method=post] button.btn-primary").click()
        if page.locator("#alike").count():
            # They are alike on purpose, and to those of an earlier walk.
            page.locator("#alike button").click()
        page.wait_for_url(re.compile(r"/institutions/\d+$"))
        made.append(page.url.rsplit("/", 1)[1])
    page.goto(f"{site}/merges/institutions/{made[0]}/{made[1]}")
    page.locator("form.merge button.btn-primary").click()
    page.wait_for_url(re.compile(r"/merges/\d+$"))
    return page.url.rsplit("/", 1)[1]


def addresses(someone: Visitor) -> dict[str, str]:
    """Fill the patterns with records of the demo firm; makes one of each that the firm has none of."""
    page, site = someone.page, someone.site.url
    add_view(page, site)
    add_import(page, site)
    add_comment(page, f"{site}/tasks/{first_id(page, site, 'task')}")
    add_file(page, f"{site}/clients/{first_id(page, site, 'client')}/files")
    ids = {kind: first_id(page, site, kind) for kind in FIRST} | {"export": add_export(page, site)}
    page.goto(f"{site}/reports/new?client={ids['client']}")
    page.locator("main form[method=post] button.btn-primary").click()
    page.wait_for_url(re.compile(r"/reports/\d+$"))
    ids["report"], ids["merge"] = page.url.rsplit("/", 1)[1], add_merge(page, site)
    return {endpoint: pattern.format(**ids) for endpoint, pattern in PAGES.items()}


@pytest.mark.browser
@EACH_WAY
def test_every_page_is_accessible_and_fits(visitor: Visit, pictures: Path, language: str, width: int) -> None:
    someone = visitor(ADMIN, language, width)
    faults, rooms = list[str](), set[str]()
    for endpoint, address in addresses(someone).items():
        page = someone.open(address)
        # Dark differs from light in colours only, which a room's pages share: one way, and one page of each room.
        room = endpoint.partition(".")[0]
        faults += faults_of(someone, address, dark=(language, width) == ("en", 1440) and room not in rooms)
        rooms.add(room)
        if os.environ.get("CRM_TEST_PICTURES"):
            page.screenshot(path=pictures / f"{endpoint}-{language}-{width}.png", full_page=True)
    assert not faults, "\n".join(faults)


@pytest.mark.browser
@EACH_WAY
def test_pages_before_sign_in_are_accessible_and_fit(
    visitor: Visit, demo_site: Server, language: str, width: int
) -> None:
    someone = visitor(None, language, width)
    printed = crm(demo_site, "user", "reset", "samuel.ortega@example.com")
    link = re.search(r"/link/(\S+)", printed)
    assert link, printed
    faults: list[str] = []
    for address in [*(pattern.format(link=link[1]) for pattern in PUBLIC.values()), "/link/over", "/nowhere"]:
        someone.open(address)
        faults += faults_of(someone, address, dark=True)
    assert not faults, "\n".join(faults)


@pytest.mark.browser
@EACH_WAY
def test_pages_that_say_no_are_accessible_and_fit(visitor: Visit, language: str, width: int) -> None:
    someone = visitor("analyst@example.com", language, width)
    faults: list[str] = []
    for status, address in ERRORS.items():
        answer = someone.page.goto(someone.site.url + address)
        assert answer is not None
        assert answer.status == status
        faults += faults_of(someone, address, dark=True)
    assert not faults, "\n".join(faults)


@pytest.mark.browser
def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(visitor: Visit) -> None:
    page = visitor("consultant@example.com", "en", 390).open("/clients")
    menu, link = page.get_by_role("button", name="Menu", exact=True), page.get_by_role("link", name="Indicators")
    assert not link.is_visible()
    menu.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("navigation", name="Main").is_visible()
    assert link.is_visible()
    page.keyboard.press("Escape")
    assert not link.is_visible()
    assert menu.evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.get_by_role("button", name="Close menu").evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    assert not link.is_visible()


@pytest.mark.browser
def test_the_menu_marks_where_one_is(visitor: Visit) -> None:
    someone = visitor("partner@example.com")
    client = first_id(someone.page, someone.site.url, "client")
    for address, marked in (
        ("/", ["My day"]), ("/clients", ["Clients"]), (f"/clients/{client}/engagements", ["Clients"]),
        ("/settings/ports", ["Settings"]), ("/account", []),
    ):  # fmt: skip
        here = someone.open(address).get_by_role("navigation", name="Main").locator("[aria-current]")
        assert [text.strip().split("\n")[0] for text in here.all_inner_texts()] == marked, address
