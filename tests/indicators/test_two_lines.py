"""Two series on one axis, and a series as a workbook: real dates and numbers, and where they come from."""

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
from flask import Flask

from crm.indicators.queries.series import comparable_to, get_series
from tests.support import People

IMPORTS, EXPORTS = "census-us-imports-mx", "census-us-exports-mx"


def test_two_series_of_one_kind_share_an_axis_and_others_are_not_offered(app: Flask, people: People) -> None:
    page = people.dora.get(f"/indicators/{IMPORTS}?with={EXPORTS}").text
    assert "US imports from Mexico, all goods / US exports to Mexico, all goods" in page
    assert "US exports to Mexico, all goods, Jul 2026: US$34.24 billion" in page
    assert page.count("Figures as published") == 1
    assert '<h2 id="other">US exports to Mexico, all goods</h2>' in page
    alone = people.dora.get(f"/indicators/{IMPORTS}?with=crossings-2604-trucks").text
    assert 'id="other"' not in alone
    with app.test_request_context():
        trucks = get_series("crossings-2604-trucks")
        assert trucks is not None
        offered = comparable_to(trucks)
        assert {series.measure for series in offered} == {"trucks"}
        chapter = get_series("transborder-hs07-imports")
        assert chapter is not None
        assert {(s.basis, s.frequency, s.mode, s.us_state) for s in comparable_to(chapter)} == {
            ("transborder", "year", None, None)
        }
    drawn = people.charlie.get(f"/indicators/{IMPORTS}.svg?with={EXPORTS}").text
    assert drawn.count('class="chart-line') == 2


def test_a_workbook_has_dates_numbers_a_chart_and_its_source(app: Flask, people: People) -> None:
    assert people.dora.get(f"/indicators/{IMPORTS}.xlsx").status_code == 403
    answer = people.charlie.get(f"/indicators/{IMPORTS}.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    figures, about = book.worksheets
    newest: list[Any] = [cell.value for cell in figures[figures.max_row]]
    assert newest[:2] == [datetime(2026, 7, 1), 60549.615043]
    assert newest[2] == "provisional"
    assert round(newest[3], 3) == 0.336
    assert newest[4:6] == ["September 2026", "FRED"]
    assert figures.max_row == 500
    assert "xl/charts/chart1.xml" in ZipFile(BytesIO(answer.data)).namelist()
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert (told["Unit"], told["Seasonally adjusted"], told["Series"]) == ("US$ million", "no", IMPORTS)
    containers = people.charlie.get("/indicators/crossings-2304-truck-containers-loaded.xlsx")
    loaded = openpyxl.load_workbook(BytesIO(containers.data))
    changes = {str(row[0].value)[:10]: row[3].value for row in loaded.worksheets[0].iter_rows(min_row=2)}
    assert changes["2024-06-01"] is None
    assert changes["2025-01-01"] is not None
