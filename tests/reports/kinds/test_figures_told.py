"""Figures in issue reports and sector briefs are the published ones: value, change, shares, missing months."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.core.money import dollars, percent_change
from crm.indicators.models import Observation, Series
from crm.indicators.queries.figures import figures_for
from crm.indicators.queries.series import by_keys
from crm.reference.models import Port
from crm.reports.build.kinds.figures import figure, percent, read
from crm.reports.document import Figure, Table
from tests.issues.records import add_issue
from tests.reports.kinds.firm import TODAY, Firm, made, section
from tests.reports.kinds.firm import tables as tables_of


@pytest.fixture
def issue(app: Flask) -> Iterator[Firm]:
    """Give an issue of tomatoes at Nogales."""
    with app.app_context():
        port = db.session.execute(sa.select(Port.id).where(Port.code == "2604")).scalar_one()
    return Firm(0, 0, 0, add_issue(app, "Winter hours", hs_codes=["0702"], ports=[port]))  # type: ignore[return-value]


def test_an_issue_has_the_figures_of_its_chapters_and_ports_as_published(app: Flask, issue: Firm) -> None:
    keys = ["transborder-hs07-imports", "transborder-hs07-exports", "crossings-2604-trucks",
            "crossings-2604-truck-containers-loaded"]  # fmt: skip
    with app.test_request_context():
        built = made("issue", "alice", issue)
        found = {key: figures_for([series.id])[series.id] for key, series in by_keys(tuple(keys)).items()}
        blocks = section(built.document, "Figures of its chapters and ports").blocks
        charts = [block for block in blocks if isinstance(block, Figure)]
        table = next(block for block in blocks if isinstance(block, Table))
        now, before = found[keys[0]][-1], found[keys[0]][-2]
        change = percent_change((now.value - before.value) / before.value * 100)
        assert charts[0].value == dollars(now.value, "en")
    assert list(found) == keys
    assert charts[0].change == f"{change} on {before.period.year}"
    assert table.rows[0][3] == change
    assert [row[2] for row in table.raw] == [rows[-1].value for rows in found.values()]
    assert [row[1] for row in table.raw] == [rows[-1].period for rows in found.values()]
    assert built.figures >= {(key, rows[-1].period, rows[-1].vintage) for key, rows in found.items()}
    assert {key for key, _period, _vintage in built.figures} == set(keys)
    trucks = {point.period: point.value for point in charts[2].points}
    assert trucks == {each.period: each.value for each in found[keys[2]] if each.period in trucks}
    assert len(trucks) == 25


def test_a_sector_s_chapters_are_those_of_the_table_of_all_and_their_shares_add_up(app: Flask) -> None:
    with app.test_request_context():
        document = made("sector", "alice", Firm(0, 0, 0, 0)).document
        keys = [f"transborder-hs{code}-imports" for code in ("07", "08", "22")]
        values = {key: figures_for([series.id])[series.id][-1] for key, series in by_keys(tuple(keys)).items()}
    splits = [table for table in tables_of(document) if " · " in table.caption]
    chapters = next(table for table in splits if "HS chapters" in table.caption)
    told = {row[0][:2]: raw[1] for row, raw in zip(chapters.rows, chapters.raw, strict=True)}
    for key in keys:
        assert told[key[14:16]] == values[key].value
    for table in splits:
        total = sum((Decimal(str(raw[3])) for raw in table.raw), Decimal(0))
        assert abs(total - 100) < Decimal("0.001"), table.caption


def test_a_missing_month_is_no_zero_and_a_break_in_counting_no_change(app: Flask) -> None:
    with app.app_context(), unit_of_work(None) as work:
        for key, measure in (("gap", "trucks"), ("broken", "truck-containers-loaded")):
            series = Series(key=key, title_en=key, title_es=key, source="bts-border-crossing", frequency="month",
                            unit="count", basis="crossing", measure=measure, port_code="2604")  # fmt: skip
            work.add(series)
            work.flush()
            for month in (1, 3):
                for year in (2023, 2024):
                    work.add(Observation(series_id=series.id, period=date(year, month, 1), vintage=date(2024, 6, 1),
                                         value=Decimal(100 * year), source="bts-border-crossing"))  # fmt: skip
    with app.test_request_context():
        gap, broken = read(("gap", "broken"), TODAY)
        shown = figure(gap, TODAY)
        assert [point.value for point in shown.points if point.period == date(2024, 2, 1)] == [None]
        assert not any(point.value == 0 for point in shown.points)
        assert "January to" not in shown.change
        assert percent(gap) is not None
        assert (percent(broken), "counted otherwise" in figure(broken, TODAY).change) == (None, True)
        assert shown.not_current.startswith("Not current")
