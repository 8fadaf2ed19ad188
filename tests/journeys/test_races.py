"""Two tabs on one record: the one who saves later sees both texts and loses none."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.firsts import first_id

pytestmark = pytest.mark.browser

SAVED = re.compile("saved", re.IGNORECASE)


def race(page: Page, other: Page, address: str, label: str, *, typed: tuple[str, str]) -> None:
    """Open an address in two tabs, save the first and then the second, which is told so; save that again."""
    first, second = typed
    for tab in (page, other):
        tab.goto(address)
    for tab, text in ((other, first), (page, second)):
        tab.get_by_role("textbox", name=label, exact=True).fill(text)
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    # Not the drafts that a form keeps by itself.
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.request.is_navigation_request()
    ) as waiting:
        page.get_by_role("button", name="Save", exact=True).click()
    assert waiting.value.status == 409
    # A form with files has a place for their refusals, empty until one is refused.
    told = page.get_by_role("alert").filter(has_text="Somebody saved this record while you were writing.")
    expect(told).to_be_visible()
    # The words in which they differ are marked within the texts.
    expect(told.locator(".words").filter(has_text=first)).to_be_visible()
    expect(told.locator(".words").filter(has_text=second)).to_be_visible()
    expect(page.get_by_role("textbox", name=label, exact=True)).to_have_value(second)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("textbox", name=label, exact=True)).to_have_value(second)


@pytest.mark.parametrize(
    ("kind", "address", "label"),
    [
        ("client", "/clients/{id}/edit", "Business"),
        ("engagement", "/engagements/{id}/edit", "Engagement note"),
        ("task", "/tasks/{id}", "Notes"),
        ("person", "/team/{id}", "Office"),
    ],
)
def test_the_later_of_two_saves_sees_both_texts_and_keeps_its_own(
    visitor: Visit, kind: str, address: str, label: str
) -> None:
    someone = visitor("admin@example.com")
    record = address.format(id=first_id(someone.page, someone.site.url, kind))
    typed = ("The first words", "The second words")
    race(someone.page, someone.another_tab(), someone.site.url + record, label, typed=typed)


def test_two_people_race_as_two_tabs_do(visitor: Visit) -> None:
    one, two = visitor("partner@example.com"), visitor("consultant@example.com")
    record = f"{one.site.url}/clients/{first_id(two.page, two.site.url, 'client')}/edit"
    race(one.page, two.page, record, "Business", typed=("What the consultant wrote", "What the partner wrote"))
    assert two.complaints == []
