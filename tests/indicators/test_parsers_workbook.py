"""The Census country workbook, whole and broken."""

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
import pytest

from crm.indicators.parsers.names import Names
from crm.indicators.parsers.recognise import parse_file
from crm.indicators.parsers.shapes import BadFile, Observation, ParsedFile, UnknownFile
from crm.indicators.parsers.workbook import HEADER, check_archive


def parse(data: bytes) -> ParsedFile:
    return parse_file("file", data, Names())


def by_period(parsed: ParsedFile, key: str) -> dict[str, Observation]:
    return {f"{o.period:%Y-%m}": o for o in parsed.observations if o.series == key}


def workbook(*rows: Sequence[object], header: Sequence[str] = HEADER) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (header, *rows):
        sheet.append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def country(year: int, code: str, imports: list[float], exports: list[float]) -> list[object]:
    flows = [flow + [0.0] * (12 - len(flow)) for flow in (imports, exports)]
    return [str(year), code, "Name", *flows[0], sum(flows[0]), *flows[1], sum(flows[1])]


def test_the_workbook_keeps_mexico_and_says_how_much_it_read() -> None:
    parsed = parse(workbook(country(2022, "2010", [1.5] * 12, [2.5] * 12), country(2022, "1220", [9.0], [9.0])))
    assert (parsed.source, parsed.rows_read, parsed.rows_kept) == ("census-country-workbook", 2, 1)
    assert [spec.key for spec in parsed.series] == ["census-us-imports-mx", "census-us-exports-mx"]
    assert by_period(parsed, "census-us-exports-mx")["2022-12"].value == Decimal("2.5")


def test_the_noise_of_floats_is_cut_at_the_dollar() -> None:
    parsed = parse(workbook(country(2022, "2010", [0.1 + 0.2] * 12, [23678.12606] * 12)))
    assert by_period(parsed, "census-us-imports-mx")["2022-01"].value == Decimal("0.300000")
    assert str(by_period(parsed, "census-us-exports-mx")["2022-01"].value) == "23678.126060"


def test_a_month_the_world_has_not_is_not_published_and_has_no_value() -> None:
    world, mexico = country(2023, "0015", [5.0, 5.0], [5.0, 5.0]), country(2023, "2010", [1.0], [1.0])
    found = by_period(parse(workbook(world, mexico)), "census-us-imports-mx")
    assert (found["2023-02"].value, found["2023-02"].status) == (Decimal(0), "published")
    assert (found["2023-03"].value, found["2023-03"].status) == (None, "not_published")


def test_without_the_world_the_zeros_of_both_flows_at_the_end_are_not_published() -> None:
    parsed = parse(workbook(country(2022, "2010", [1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 1.0])))
    found = by_period(parsed, "census-us-imports-mx")
    assert [found[f"2022-0{n}"].value for n in (1, 2, 3, 4, 5)] == [1, 0, 1, 0, None]


def test_columns_in_another_order_are_read_by_name() -> None:
    header = [*HEADER[:3], *HEADER[16:], *HEADER[3:16]]
    row = country(2022, "2010", [1.0] * 12, [2.0] * 12)
    parsed = parse(workbook([*row[:3], *row[16:], *row[3:16]], header=header))
    assert by_period(parsed, "census-us-exports-mx")["2022-05"].value == 2


def test_another_workbook_is_unknown() -> None:
    with pytest.raises(UnknownFile, match="Census country workbook"):
        parse(workbook(["a", "b"], header=["code", "title"]))


def test_a_workbook_without_mexico_is_bad() -> None:
    with pytest.raises(BadFile, match="no row of Mexico"):
        parse(workbook(country(2022, "1220", [1.0], [1.0])))


def test_a_year_given_twice_is_bad() -> None:
    row = country(2022, "2010", [1.0], [1.0])
    with pytest.raises(BadFile, match="second time"):
        parse(workbook(row, row))


def test_text_in_a_money_cell_is_bad() -> None:
    row = country(2022, "2010", [1.0], [1.0])
    for cell in ("see note", 1e300, True):
        row[5] = cell
        with pytest.raises(BadFile, match="USD millions"):
            parse(workbook(row))


def test_a_workbook_cut_anywhere_is_bad() -> None:
    whole = workbook(country(2022, "2010", [1.0] * 12, [2.0] * 12))
    for share in (0.1, 0.5, 0.9, 0.999):
        with pytest.raises(BadFile):
            parse(whole[: int(len(whole) * share)])


def test_a_zip_bomb_is_refused_before_it_opens() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    with pytest.raises(BadFile, match="would open to 20 MB"):
        check_archive(held.getvalue())


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"0" * 5_000_000)
    lie = held.getvalue().replace((5_000_000).to_bytes(4, "little"), (900).to_bytes(4, "little"))
    with pytest.raises(BadFile, match="damaged"):
        check_archive(lie)
