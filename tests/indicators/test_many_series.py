"""A catalogue of many series: facets and pages by the database, and a load that keeps its meaning when it copies."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.bulk import copy_many
from crm.core.db import db, unit_of_work
from crm.indicators import actions
from crm.indicators.models import Observation as Stored
from crm.indicators.models import Series
from crm.indicators.parsers.names import catalogue_names
from crm.indicators.parsers.shapes import Observation, ParsedFile
from crm.indicators.parsers.trade import Narrowed, census_series
from crm.indicators.queries.series import PAGE, Facets, listed
from tests.support import People, count_queries


def load_many(app: Flask, count: int) -> None:
    """Load so many series of headings that come from Arizona and Texas."""
    specs = tuple(
        census_series(Narrowed("imports", hs=f"{heading:04}", us_state=code), catalogue_names())
        for heading in range(801, 801 + count // 2)
        for code in ("AZ", "TX")
        if heading // 100 != 77
    )
    found = tuple(Observation(spec.key, date(2025, month, 1), Decimal(month)) for spec in specs for month in (1, 2))
    with app.app_context(), unit_of_work(None) as work:
        parsed = ParsedFile("census-api", "made up", "census-api", specs, found, len(found), len(found))
        told = actions.load(work, parsed, date(2025, 3, 1), "made up", "1" * 64)
        again = actions.load(work, parsed, date(2025, 3, 1), "made up", "1" * 64)
        assert (told.added + told.same, again.added, again.same) == (len(found), 0, len(found))


def test_what_is_split_twice_is_listed_for_who_narrows_to_it_a_page_at_a_time(app: Flask, people: People) -> None:
    load_many(app, 1400)
    with app.test_request_context():
        everything, following = listed(Facets())
        assert not any(item.series.hs_detail or (item.series.us_state and item.series.hs_code) for item in everything)
        assert following == 0
        first, following = listed(Facets(state="US-AZ"))
        rest, end = listed(Facets(state="US-AZ", after=following))
        assert (len(first), end) == (PAGE, 0)
        keys = [item.series.key for item in (*first, *rest)]
        assert len(keys) == len(set(keys)) == 700 + 2
        assert all(item.latest.value == 2 for item in rest if item.series.hs_detail)
        assert [item.series.key for item in listed(Facets(words=("hs0801", "imports"), language="en"))[0]] == [
            "census-state-AZ-hs0801-imports", "census-state-TX-hs0801-imports",
        ]  # fmt: skip
        assert {item.series.source for item in listed(Facets(source="banxico"))[0]} == set()
    page = people.dora.get("/indicators?state=US-AZ").text
    assert 'rel="next"' in page
    assert f"after={following}" in page
    assert "First page" in people.dora.get(f"/indicators?state=US-AZ&after={following}").text


def test_the_list_asks_as_much_for_many_series_as_for_few(app: Flask, people: People) -> None:
    counts = []
    for more in (20, 1000):
        load_many(app, more)
        people.dora.get("/indicators?state=US-TX&q=imports")
        with count_queries(app) as seen:
            assert people.dora.get("/indicators?state=US-TX&q=imports").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_copied_rows_keep_every_digit_and_go_with_their_transaction(app: Flask) -> None:
    value = Decimal("60549.615043")
    with app.app_context():
        series = db.session.execute(sa.select(Series.id).limit(1)).scalar_one()
        row = {
            "series_id": series, "period": date(1901, 1, 1), "vintage": date(1901, 2, 1), "value": value,
            "status": "published", "source": "a\tfile\\of 'ours'",
        }  # fmt: skip

        def breaks_off() -> None:
            with unit_of_work(None) as work:
                copy_many(work, Stored, [row])
                raise RuntimeError("taken back")

        with pytest.raises(RuntimeError):
            breaks_off()
        assert db.session.execute(sa.select(Stored).where(Stored.period == date(1901, 1, 1))).first() is None
        db.session.rollback()
        with unit_of_work(None) as work:
            copy_many(work, Stored, [row])
            copy_many(work, Stored, [])
        kept = db.session.execute(sa.select(Stored).where(Stored.period == date(1901, 1, 1))).scalar_one()
        assert (kept.value, kept.source) == (value, row["source"])
