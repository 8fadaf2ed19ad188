"""U2: a published figure is revised: both stay, the page says so, and what was shown before can be shown again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db
from crm.indicators.models import Observation, Series
from tests.engines import Engine
from tests.indicators.support import goods_file, load
from tests.support import People

ADDRESS = "/indicators/census-us-exports-mx"
AS_OF = "?vintage=2026-10-01"


def lines(people: People, as_of: str) -> list[str]:
    """Return the lines of the revised months in the download, without the title, which has a comma."""
    text = people.alice.get(f"{ADDRESS}.csv{as_of}").text.replace(', all goods"', '"')
    return [line for line in text.splitlines() if any(f",2026-0{month}," in line for month in (5, 6, 7))]


@pytest.mark.bar
def test_a_revised_figure_keeps_both_and_what_was_published_then_stays_to_the_letter(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    before = people.alice.get(f"{ADDRESS}.csv").data
    assert people.alice.get(f"{ADDRESS}.csv{AS_OF}").data == before
    revised: dict[date, str | None] = {date(2026, month, 1): f"{30_000 + month}.5" for month in (5, 6, 7)}
    load(app, goods_file(revised), date(2026, 11, 6))
    kept = (
        sa.select(Observation.period, Observation.vintage, Observation.value)
        .join(Series, Series.id == Observation.series_id)
        .where(Series.key == "census-us-exports-mx", Observation.period >= date(2026, 5, 1))
        .order_by(Observation.period, Observation.vintage)
    )
    with app.app_context():
        rows = [tuple(row) for row in db.session.execute(kept)]
    assert [row[1] for row in rows] == [date(2026, 10, 1), date(2026, 11, 6)] * 3
    assert {Decimal("34240.1"), Decimal("30007.5")} <= {row[2] for row in rows}
    page = people.alice.get(ADDRESS).text
    assert page.count("revised; before 34,240.1, as published in October 2026") == 1
    assert [line.split(",")[4] for line in lines(people, AS_OF)] == ["provisional"] * 3
    assert all('"provisional, revised"' in line for line in lines(people, ""))
    bad = people.alice.get(f"{ADDRESS}.csv{AS_OF}").data != before
    assert people.alice.get(f"{ADDRESS}.csv").data != before
    assert not bad
    figure("U2", engine.name, "3 revised months: both vintages of each kept, the page says revised, the figures as of "
           "the day before are equal to the byte")  # fmt: skip
