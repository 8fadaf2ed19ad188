"""The timeline reader over kinds made of numbers: no table is needed to test its order and its pages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.access import Reader
from crm.core.db import UTCDateTime
from crm.core.feature import Feature, Registry, TimelineKind
from crm.core.timeline import read_timeline

READER = Reader(1, "consultant")
START = datetime(2026, 1, 1, tzinfo=UTC)


def kind(name: str, hours: Sequence[int], hidden: frozenset[int] = frozenset()) -> TimelineKind:
    """A kind whose events have ids 1, 2, … at these hours; hidden ones are gone when they are loaded."""

    def select(_user: Any, _record_id: int) -> sa.Select[str, datetime, int]:
        rows = [
            sa.select(
                sa.literal(name), sa.literal(START + timedelta(hours=hour), UTCDateTime), sa.literal(number, sa.Integer)
            )
            for number, hour in enumerate(hours, start=1)
        ]
        made = sa.union_all(*rows).subquery()
        return sa.select(*made.c)

    def load(_user: Any, ids: Sequence[int]) -> dict[int, str]:
        return {number: f"{name} {number}" for number in ids if number not in hidden}

    return TimelineKind("thing", name, select, load, f"{name}.html")


def all_pages(app: Flask, kinds: list[TimelineKind], size: int) -> list[list[str]]:
    with app.app_context():
        app.extensions["crm_features"] = Registry((replace(Feature("x"), timeline=kinds),))
        pages, cursor = [], None
        while True:
            page = read_timeline("thing", READER, 1, cursor, size)
            pages.append([str(item.record) for item in page.items])
            assert page.first == (cursor is None)
            if page.after is None:
                return pages
            cursor = page.after


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_kinds_are_mixed_newest_first_and_ties_at_a_page_end_lose_nothing(app: Flask, size: int) -> None:
    kinds = [kind("call", [5, 5, 5, 1]), kind("task", [5, 9, 5, 0])]
    told = [text for page in all_pages(app, kinds, size) for text in page]
    assert told == ["task 2", "task 3", "task 1", "call 3", "call 2", "call 1", "call 4", "task 4"]


def test_an_event_that_is_gone_when_loaded_is_left_out(app: Flask) -> None:
    assert all_pages(app, [kind("call", [1, 2], frozenset({2}))], 5) == [["call 1"]]


def test_a_page_without_kinds_or_with_a_damaged_cursor_starts_anew(app: Flask) -> None:
    assert all_pages(app, [], 5) == [[]]
    with app.app_context():
        app.extensions["crm_features"] = Registry((replace(Feature("x"), timeline=[kind("call", [1])]),))
        for cursor in ("", "xyz", "WzEsMiwzXQ"):
            assert [item.record for item in read_timeline("thing", READER, 1, cursor).items] == ["call 1"]
