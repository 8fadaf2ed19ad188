"""The board moved by mouse, keyboard, menu and finger: each time the server's own board shows it, totals included."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visit, Visitor

pytestmark = pytest.mark.browser


def column(page: Page, title: str) -> Locator:
    """Return the column of a stage."""
    return page.locator(f'.col[data-title="{title}"]')


def count(page: Page, title: str) -> int:
    """Return how many a column says that it has in all."""
    return int(column(page, title).locator("header > span").inner_text().split(" ")[0])


def first(page: Page, title: str) -> Locator:
    """Return the first card of a column, by its id: it stays the same card wherever it goes."""
    key = column(page, title).locator(".deal").first.get_attribute("id")
    return page.locator(f"#{key}")


def moved(someone: Visitor, act: Callable[[Page, Locator], None], *, start: str, end: str) -> None:
    """Move the first card of a column, and look at the board as the server draws it anew."""
    page = someone.open("/pipeline")
    before = count(page, start), count(page, end)
    card = first(page, start)
    key = card.get_attribute("id")
    version = card.get_attribute("data-version")
    with page.expect_response(lambda answer: answer.url.endswith("/move")) as waiting:
        act(page, card)
    assert waiting.value.status == 200
    expect(column(page, end).locator(f"#{key}")).to_be_visible()
    expect(page.locator("#board-told")).to_contain_text(f"now “{end}”")
    expect(page.locator("#board-says")).to_contain_text(f"now “{end}”")
    expect(page.locator(f"#{key}")).to_be_focused()
    assert (count(page, start), count(page, end)) == (before[0] - 1, before[1] + 1)
    page.reload()
    assert (count(page, start), count(page, end)) == (before[0] - 1, before[1] + 1)
    expect(column(page, end).locator(f"#{key}")).not_to_have_attribute("data-version", version or "")
    assert someone.complaints == []


def drag(page: Page, card: Locator, end: str) -> None:
    """Pull a card to a column with the mouse."""
    card.scroll_into_view_if_needed()
    at, to = card.bounding_box(), column(page, end).bounding_box()
    assert at
    assert to
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] - 6)
    page.mouse.down()
    page.mouse.move(at["x"] + at["width"] / 2 + 12, at["y"] + at["height"] + 8, steps=3)
    # At the height of the card: the head of a long column may lie under the page's own.
    page.mouse.move(to["x"] + to["width"] / 2, at["y"] + at["height"] / 2, steps=6)
    page.mouse.up()


def by_keys(page: Page, card: Locator) -> None:
    """Lift a card with space, choose the next stage, put it there."""
    card.focus()
    page.keyboard.press("Space")
    expect(page.locator("#board-says")).to_contain_text("lifted")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#board-says")).to_contain_text("Over")
    page.keyboard.press("Enter")


def by_menu(page: Page, card: Locator) -> None:
    """Open the menu of a card from the keyboard and choose a stage in it."""
    dots = card.get_by_role("link", name=re.compile("^Move "))
    dots.focus()
    page.keyboard.press("Enter")
    menu = page.locator("#board-menu")
    expect(menu).to_be_visible()
    expect(menu.get_by_role("button", name="In conversation", exact=True)).to_be_hidden()
    menu.get_by_role("button", name="Identified", exact=True).click()


def test_a_card_is_moved_by_mouse_keyboard_and_menu(visitor: Visit) -> None:
    someone = visitor("partner@example.com")
    moved(someone, lambda page, card: drag(page, card, "Proposal sent"), start="In conversation", end="Proposal sent")
    moved(someone, by_keys, start="Proposal sent", end="Agreeing terms")
    moved(someone, by_menu, start="In conversation", end="Identified")


def test_a_finger_moves_a_card_after_a_hold(visitor: Visit) -> None:
    someone = visitor("partner@example.com")

    def press(page: Page, card: Locator) -> None:
        card.scroll_into_view_if_needed()
        at, to = card.bounding_box(), column(page, "Proposal sent").bounding_box()
        assert at
        assert to
        session = someone.context.new_cdp_session(page)
        x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] - 6

        def touch(kind: str, *points: tuple[float, float]) -> None:
            given = [{"x": left, "y": top} for left, top in points]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": given})

        touch("touchStart", (x, y))
        expect(page.locator(".ghost")).to_be_visible()
        end = to["x"] + to["width"] / 2
        for step in range(1, 6):
            touch("touchMove", (x + (end - x) * step / 5, y))
        touch("touchEnd")

    moved(someone, press, start="Agreeing terms", end="Proposal sent")


def test_escape_leaves_a_card_where_it_was(visitor: Visit) -> None:
    someone = visitor("partner@example.com")
    page = someone.open("/pipeline")
    before, card = count(page, "In conversation"), first(page, "In conversation")
    card.focus()
    for key in ("Space", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    expect(page.locator("#board-says")).to_have_text("Left where it was.")
    card.get_by_role("link", name=re.compile("^Move ")).click()
    expect(page.locator("#board-menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#board-menu")).to_be_hidden()
    expect(card.locator(".mover")).to_be_focused()
    page.reload()
    assert count(page, "In conversation") == before


def test_the_later_of_two_moves_is_told_and_sees_the_board_as_it_is(visitor: Visit) -> None:
    someone = visitor("partner@example.com", width=2400)
    page, other = someone.open("/pipeline"), someone.another_tab()
    other.goto(f"{someone.site.url}/pipeline")
    key = first(page, "In conversation").get_attribute("id")
    with other.expect_response(lambda answer: answer.url.endswith("/move")):
        drag(other, other.locator(f"#{key}"), "Agreeing terms")
    expect(column(other, "Agreeing terms").locator(f"#{key}")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/move")) as waiting:
        drag(page, page.locator(f"#{key}"), "Identified")
    assert waiting.value.status == 409
    expect(page.locator("#board-told")).to_contain_text("Somebody changed this opportunity meanwhile")
    expect(page.locator("#board-told")).to_have_class(re.compile("bad"))
    expect(column(page, "Agreeing terms").locator(f"#{key}")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/move")) as again:
        # The board that was drawn anew has the version of now, and the card is where one was.
        expect(page.locator(f"#{key}")).to_be_focused()
        for pressed in ("Space", "ArrowLeft", "Enter"):
            page.keyboard.press(pressed)
    assert again.value.status == 200
    expect(column(page, "Proposal sent").locator(f"#{key}")).to_be_visible()


def test_a_stage_that_asks_for_more_opens_its_page(visitor: Visit) -> None:
    someone = visitor("partner@example.com", width=2400)
    page = someone.open("/pipeline")
    drag(page, first(page, "In conversation"), "Not won")
    expect(page.get_by_label("Why it was not won")).to_be_visible()
    assert "/not-won" in page.url


def test_without_a_script_the_dots_lead_to_where_a_card_is_moved(visitor: Visit) -> None:
    someone = visitor("partner@example.com", width=2400)
    page = someone.open("/pipeline")
    link = first(page, "In conversation").locator(".mover").get_attribute("href")
    page.goto(f"{someone.site.url}{link}")
    page.get_by_role("navigation", name="Stage").get_by_role("button", name="On hold").click()
    expect(page.get_by_role("status").filter(has_text="now “On hold”")).to_be_visible()
    page.get_by_role("navigation", name="Stage").get_by_role("button", name="In conversation").click()
    expect(page.get_by_role("status").filter(has_text="now “In conversation”")).to_be_visible()
