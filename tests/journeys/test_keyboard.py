"""Picking clients and ticking long lists without a mouse, as the ARIA patterns for them say."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser


def test_clients_are_picked_by_keyboard_alone(visitor: Visit) -> None:
    someone = visitor("partner@example.com")
    page = someone.open("/")
    shortcut = page.get_by_role("link", name="Log engagement").get_attribute("aria-keyshortcuts")
    assert shortcut
    page.keyboard.press(shortcut)
    box = page.get_by_role("combobox", name="Clients")
    box.focus()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("valle del y")
    listbox = page.get_by_role("listbox", name="Clients")
    option = listbox.get_by_role("option", name="Agrícola Valle del Yaqui")
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-controls") == listbox.get_attribute("id")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    chosen = page.get_by_role("button", name="Remove Agrícola Valle del Yaqui")
    expect(chosen).to_be_visible()
    expect(listbox).to_be_hidden()
    expect(box).to_be_focused()
    assert page.url.endswith("/engagements/new")
    page.keyboard.press("Backspace")
    expect(chosen).to_have_count(0)
    page.keyboard.type("xyzzy")
    expect(page.get_by_text("No client has this in its name.").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert someone.complaints == []


def test_a_long_list_is_filtered_and_ticked_by_keyboard_alone(visitor: Visit) -> None:
    page = visitor("partner@example.com").open("/clients/new")
    group = page.get_by_role("group", name="HS chapters traded southbound (US to Mexico)")
    expect(group.get_by_text("None chosen")).to_be_visible()
    group.locator("summary").press("Enter")
    box = group.get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.type("cereal")
    page.keyboard.press("Enter")
    expect(group.get_by_role("checkbox", name="10 Cereals")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(group.get_by_role("checkbox", checked=True)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(group.get_by_text("10 Cereals, 19 Cereal and bakery products", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    assert page.url.endswith("/clients/new")


def test_the_values_of_a_chart_are_read_by_keyboard_and_pointer(visitor: Visit) -> None:
    someone = visitor("partner@example.com")
    page = someone.open("/indicators/census-us-exports-mx")
    chart = page.locator("figure[data-values]")
    told = chart.locator("output")
    chart.focus()
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("Jul 2026: US$34.24 billion")
    page.keyboard.press("ArrowLeft")
    expect(told).to_contain_text("Jun 2026")
    page.keyboard.press("Home")
    expect(told).to_contain_text("Jul 2021")
    box = chart.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 12, box["y"] + 40)
    expect(told).to_contain_text("Jul 2026")
    assert someone.complaints == []
