"""A client and a person typed twice: the warning is followed by keyboard, and the record is saved all the same."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser


def test_a_client_typed_twice_is_told_of_while_typing_and_saved_all_the_same_by_keyboard(visitor: Visit) -> None:
    someone = visitor("partner@example.com")
    page = someone.open("/clients/new")
    page.get_by_label("Name", exact=False).first.focus()
    page.keyboard.type("nogales plaza shops llc", delay=20)
    told = page.get_by_role("status").filter(has_text="This may be here already:")
    link = told.get_by_role("link", name="Nogales Plaza Shops")
    expect(link).to_be_visible()
    assert re.search(r"/clients/\d+$", link.get_attribute("href") or "")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.get_by_label("Business", exact=False).first.fill("words that stay")
    page.get_by_label("Business", exact=False).first.press("Enter")
    warning = page.get_by_role("alert").filter(has_text="Not saved yet")
    expect(warning.get_by_role("link", name="Nogales Plaza Shops")).to_be_visible()
    expect(page.get_by_label("Business", exact=False).first).to_have_value("words that stay")
    warning.get_by_role("button", name="Save it all the same").press("Enter")
    page.wait_for_url(re.compile(r"/clients/\d+$"))
    page.goto(someone.site.url + "/duplicates")
    pair = page.get_by_role("region", name="Nogales Plaza Shops and nogales plaza shops llc")
    pair.get_by_role("button", name="Not duplicates").press("Enter")
    expect(page.get_by_role("region", name="nogales plaza shops llc")).to_have_count(0)
    page.get_by_role("link", name="Kept apart").click()
    expect(page.get_by_role("region", name="Nogales Plaza Shops and nogales plaza shops llc")).to_be_visible()
    assert [said for said in someone.complaints if "422" not in said] == []


def test_a_person_typed_twice_in_a_dialog_is_taken_from_those_who_are_there(visitor: Visit) -> None:
    someone = visitor("consultant@example.com")
    page = someone.open("/engagements/new")
    box = page.get_by_role("combobox", name="People")
    box.fill("Rebeca Noriega Peralta")
    page.get_by_role("option", name="Add “Rebeca Noriega Peralta”").click()
    dialog = page.get_by_role("dialog", name="Add a person")
    dialog.get_by_label("Second surname").fill("")
    take = dialog.get_by_role("button", name="Take Rebeca Noriega", exact=True)
    expect(take).to_be_visible()
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_role("button", name="Add all the same")).to_be_visible()
    take.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Remove Rebeca Noriega", exact=True)).to_be_visible()
    assert [said for said in someone.complaints if "422" not in said] == []
