"""How each source says that it has no figure, or that one is preliminary: bodies in each publisher's own form."""

from datetime import date
from decimal import Decimal

import pytest

from crm.indicators.parsers.banxico import read_banxico
from crm.indicators.parsers.census_api import read_census_api
from crm.indicators.parsers.crossings import read_crossings_api
from crm.indicators.parsers.fred import read_fred_api
from crm.indicators.parsers.shapes import BadFile, ParsedFile
from tests.indicators.test_parsers_api import NAMES, body
from tests.indicators.test_parsers_refusals import CHAPTERS, CROSSINGS, crossing, parse
from tests.indicators.test_parsers_workbook import workbook

Said = list[tuple[Decimal | None, str]]


def sheet(*imports: object) -> bytes:
    """Return a workbook of 2022 with these imports and exports of 1 as long, months to come 0."""
    flows = [[*cells, *[0.0] * (12 - len(cells)), 1.0] for cells in (imports, [1.0] * len(imports))]
    return workbook(["2022", "2010", "Mexico", *flows[0], *flows[1]])


def said(parsed: ParsedFile, key: str = "") -> Said:
    return [(o.value, o.status) for o in parsed.observations if o.series == key or not key]


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("(S)", "suppressed"), ("S", "suppressed"), ("(D)", "suppressed"), ("D", "suppressed"), ("", "missing"),
        (None, "missing"), ("-", "missing"), ("(-)", "missing"), ("(NA)", "missing"), ("(X)", "missing"),
    ],
)  # fmt: skip
def test_census_says_suppressed_and_missing_and_prints_zero_as_0(cell: str | None, status: str) -> None:
    head = ["CTY_CODE", "E_COMMODITY", "ALL_VAL_MO", "time"]
    rows = [["2010", "87", cell, "2026-06"], ["2010", "87", "0", "2026-07"], ["2010", "87", "12(P)", "2026-08"]]
    found = read_census_api(body([head, *rows]), "exports", NAMES)
    assert said(found) == [(None, status), (Decimal(0), "published"), (Decimal(12), "provisional")]
    months = said(parse(sheet(1.0, cell or "", 0.0, 1.0)), "census-us-imports-mx")
    assert months[:3] == [(Decimal(1), "published"), (None, status), (Decimal(0), "published")]


def test_a_month_that_is_suppressed_at_the_end_of_the_workbook_is_out() -> None:
    flows = [[1.0, "(D)", *[0.0] * 10, 1.0]] * 2
    months = said(parse(workbook(["2022", "2010", "Mexico", *flows[0], *flows[1]])), "census-us-imports-mx")
    assert [status for _value, status in months[:3]] == ["published", "suppressed", "not_published"]


def test_a_marked_number_in_the_workbook_is_read_and_another_text_is_refused() -> None:
    months = said(parse(sheet("7.5 (P)", "8 r")), "census-us-imports-mx")
    assert months[:2] == [(Decimal("7.5"), "provisional"), (Decimal(8), "published")]
    with pytest.raises(BadFile, match="USD millions"):
        parse(sheet("about 7"))


def test_banxico_says_n_e_and_fred_a_dot_or_nothing() -> None:
    days = [{"fecha": "02/11/2026", "dato": "N/E"}, {"fecha": "03/11/2026", "dato": "18.5"}]
    found = read_banxico(body({"bmx": {"series": [{"idSerie": "SF43718", "datos": days}]}}))
    assert said(found) == [(None, "missing"), (Decimal("18.5"), "published")]
    rows = [{"date": f"2026-0{n}-01", "value": value} for n, value in enumerate((".", "", "0"), start=5)]
    answer = read_fred_api(body({"observations": rows}), "IMPMX")
    assert said(answer) == [(None, "missing"), (None, "missing"), (Decimal(0), "published")]


def test_bts_leaves_a_count_empty_or_gives_two() -> None:
    rows = "".join(
        crossing(*row) for row in (("Jan 2024", ""), ("Feb 2024", "0"), ("Mar 2024", "5"), ("Mar 2024", "6"))
    )
    expected: Said = [(None, "missing"), (Decimal(0), "published"), (None, "conflict")]
    assert said(parse(CROSSINGS + rows)) == expected
    items = [
        {"port_name": "Nogales", "port_code": "2604", "border": "US-Mexico Border", "measure": "Trucks",
         "date": f"2024-0{month}-01T00:00:00.000"} | ({"value": value} if value else {})
        for month, value in ((1, ""), (2, "0"), (3, "5"), (3, "6"))
    ]  # fmt: skip
    assert said(read_crossings_api(body(items), NAMES)) == expected


def test_a_mode_without_a_figure_leaves_the_sum_of_all_modes_without_one() -> None:
    rows = ("2024,07,V,G,Truck,Import,5,", "2024,07,V,G,Rail,Import,(D),", "2025,07,V,G,Truck,Import,5,",
            "2025,07,V,G,Rail,Import,0,")  # fmt: skip
    found = parse(CHAPTERS + "".join(f"{row}\n" for row in rows))
    assert said(found, "transborder-hs07-imports") == [(None, "suppressed"), (Decimal(5), "published")]
    assert said(found, "transborder-hs07-truck-imports") == [(Decimal(5), "published")] * 2
    assert {o.period for o in found.observations} == {date(2024, 1, 1), date(2025, 1, 1)}
