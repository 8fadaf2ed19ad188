import csv
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm.reference import catalogue

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
DATA = Path(catalogue.__file__).parent / "data"
MEASURES = {
    "trucks",
    "truck-containers-loaded",
    "truck-containers-empty",
    "personal-vehicles",
    "personal-vehicle-passengers",
    "buses",
    "bus-passengers",
    "pedestrians",
    "trains",
}
READERS: list[tuple[Callable[[], tuple[Any, ...]], str, int]] = [
    (catalogue.sectors, "code", 35),
    (catalogue.naics_sectors, "code", 20),
    (catalogue.hs_chapters, "code", 98),
    (catalogue.countries, "iso2", 239),
    (catalogue.states, "code", 84),
    (catalogue.ports, "code", 28),
    (catalogue.usmca_chapters, "number", 34),
]
TITLED = [reader for reader in READERS if reader[0] is not catalogue.ports]


def shared(name: str) -> list[dict[str, str]]:
    """The rows of a published file; skips where the shared folder is not beside the repository."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip("../shared/data is not here")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize(("read", "key", "count"), READERS)
def test_every_file_has_its_rows_and_unique_codes(read: Callable[[], tuple[Any, ...]], key: str, count: int) -> None:
    rows = read()
    assert len(rows) == count
    assert len({getattr(row, key) for row in rows}) == count
    assert read() is rows


@pytest.mark.parametrize(("read", "key", "count"), TITLED)
def test_every_row_has_a_tidy_title_in_both_languages(
    read: Callable[[], tuple[Any, ...]], key: str, count: int
) -> None:
    for row in read():
        for title in (row.title_en, row.title_es):
            assert title, row
            assert title == " ".join(title.split()), row
            assert not title.endswith((",", ";")), row


def test_every_file_says_what_is_ours() -> None:
    for path in DATA.glob("*.csv"):
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert {"ours", "es_ours"} & set(header), path.name


def test_spanish_differs_from_english_where_it_must() -> None:
    same = {row.code for row in catalogue.sectors() if row.title_en == row.title_es}
    same |= {row.code for row in catalogue.naics_sectors() if row.title_en == row.title_es}
    same |= {row.code for row in catalogue.hs_chapters() if row.title_en == row.title_es}
    same |= {row.code for row in catalogue.hs_chapters() if row.short_en == row.short_es}
    same |= {str(row.number) for row in catalogue.usmca_chapters() if row.title_en == row.title_es}
    assert same == set()
    titles = {row.code: (row.title_en, row.title_es) for row in catalogue.states()}
    assert titles["MX-CMX"] == ("Mexico City", "Ciudad de México")
    assert titles["MX-MEX"] == ("State of Mexico", "Estado de México")
    assert titles["MX-NLE"] == ("Nuevo León", "Nuevo León")
    assert titles["US-NM"] == ("New Mexico", "Nuevo México")
    names = {row.iso2: (row.title_en, row.title_es) for row in catalogue.countries()}
    assert names["US"] == ("United States", "Estados Unidos")
    assert names["MX"] == ("Mexico", "México")
    assert names["NA"] == ("Namibia", "Namibia")


def test_a_us_state_is_marked_as_our_translation_only_when_we_translated_it() -> None:
    for row in catalogue.states():
        assert row.es_ours == (row.country == "US" and row.title_en != row.title_es), row


def test_hs_chapters_are_01_to_99_without_77_and_carry_short_names() -> None:
    rows = catalogue.hs_chapters()
    assert [row.code for row in rows] == [f"{n:02d}" for n in range(1, 100) if n != 77]
    assert [row.code for row in rows if not row.section] == ["98", "99"]
    for row in rows:
        assert row.short_en, row
        assert row.short_es, row
        assert max(len(row.short_en), len(row.short_es)) <= 45, row
        assert row.es_ours, row
        assert row.short_ours, row
    assert len({row.short_en for row in rows}) == len({row.short_es for row in rows}) == 98


def test_sectors_form_a_two_level_tree_of_four() -> None:
    rows = catalogue.sectors()
    tops = [row.code for row in rows if not row.parent]
    assert tops == ["technology", "agriculture", "manufacturing", "tourism"]
    for row in rows:
        assert row.ours, row
        assert row.certainty in {"A", "B"}, row
        if row.parent:
            assert row.parent in tops, row
            assert re.fullmatch(rf"{row.parent}\.[a-z]+(-[a-z]+)*", row.code), row
            assert row.naics, row


def test_sector_chapters_headings_and_ports_exist() -> None:
    chapters = {row.code for row in catalogue.hs_chapters()}
    ports = {row.code for row in catalogue.ports()}
    for row in catalogue.sectors():
        assert set(row.hs_chapters) <= chapters, row
        assert set(row.hs_partial) <= set(row.hs_chapters), row
        assert {heading[:2] for heading in row.headings} <= set(row.hs_chapters), row
        assert all(re.fullmatch(r"\d{4}", heading) for heading in row.headings), row
        assert set(row.follow_ports) <= ports, row
        assert set(row.follow) <= MEASURES, row


def test_goods_sectors_follow_trucks_and_services_have_no_chapter() -> None:
    rows = {row.code: row for row in catalogue.sectors()}
    goods = [row for row in rows.values() if row.hs_chapters]
    assert len(goods) == 20
    assert all(row.follow == ("trucks", "truck-containers-loaded") for row in goods)
    assert sum(row.is_service for row in rows.values()) == 11
    assert not rows["tourism"].is_service
    assert rows["tourism.medical-travel"].follow_ports == ("2502", "2604", "2608")
    assert rows["tourism.passenger-transport"].follow_ports == ("2582",)
    assert rows["agriculture.processed-food"].hs_chapters == ("16", "17", "18", "19", "20", "21", "22")


def test_states_are_32_mexican_and_52_of_the_us() -> None:
    countries = [row.country for row in catalogue.states()]
    assert (countries.count("MX"), countries.count("US")) == (32, 52)
    for row in catalogue.states():
        assert re.fullmatch(r"US-[A-Z]{2}|MX-[A-Z]{3}", row.code), row
        assert row.code.startswith(row.country), row
        assert row.bts or row.code == "US-PR", row
    assert len({(row.country, row.bts) for row in catalogue.states()}) == 84


def test_ports_run_from_the_pacific_and_meet_existing_states() -> None:
    rows = catalogue.ports()
    states = {row.code for row in catalogue.states()}
    assert [row.order for row in rows] == list(range(1, 29))
    assert (rows[0].name, rows[-1].name) == ("San Ysidro", "Brownsville")
    for row in rows:
        assert row.us_state in states, row
        assert row.mexican_side_state in states, row
        assert row.mexican_side_city, row
        assert bool(row.note_en) == bool(row.note_es), row
        assert row.watch or not row.comparison, row
        assert row.ours, row
        assert Decimal(25) < row.latitude < Decimal(33), row
        assert Decimal(-118) < row.longitude < Decimal(-97), row
    assert sum(row.watch for row in rows) == 10
    nogales = next(row for row in rows if row.code == "2604")
    assert nogales.crossings == ("Mariposa", "DeConcini", "Morley Gate")


def test_a_wrong_yes_or_no_is_refused_with_its_words() -> None:
    with pytest.raises(catalogue.CatalogueError, match="'yes'"):
        catalogue._flag("yes")


def test_a_malformed_file_is_refused_with_its_name_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(catalogue, "files", lambda _package: tmp_path)
    head = "number,title_en,title_es,es_ours"
    wrong = {
        "short": f"{head}\n1,a\n",
        "long": f"{head}\n1,a,b,0,0\n",
        "columns": "x,y\n",
        "flag": f"{head}\n1,a,b,no\n",
    }
    for name, text in wrong.items():
        (tmp_path / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
        with pytest.raises(catalogue.CatalogueError, match=rf"{name}\.csv, line \d"):
            catalogue._read(f"{name}.csv", catalogue.UsmcaChapterRow)


@pytest.mark.shared
def test_hs_titles_are_the_published_ones() -> None:
    column = {"bts": "title_bts", "un-comtrade": "title_un_comtrade"}
    published = {row["hs2"]: row for row in shared("hs_chapters.csv")}
    assert {row.code for row in catalogue.hs_chapters()} == set(published)
    for row in catalogue.hs_chapters():
        assert row.title_en == published[row.code][column[row.title_source]]
        assert row.section == published[row.code]["section"]


@pytest.mark.shared
def test_naics_sectors_are_the_published_ones_and_sector_codes_exist() -> None:
    published = shared("naics_2022_sectors.csv")
    sectors = {row["naics_2022"]: row["title"] for row in published if row["level"] == "sector"}
    assert {row.code: row.title_en for row in catalogue.naics_sectors()} == sectors
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(SHARED / "naics_2022_2-6_digit.xlsx", read_only=True)
    codes = {str(cell).strip() for line in book.active.iter_rows(values_only=True) for cell in line if cell}
    book.close()
    used = {code for row in catalogue.sectors() for code in row.naics}
    assert used - codes == set()


@pytest.mark.shared
def test_countries_cover_schedule_c() -> None:
    published = shared("census_schedule_c_countries.csv")
    ours = {code: row.iso2 for row in catalogue.countries() for code in row.schedule_c}
    assert set(ours) == {row["cty_code"] for row in published}
    moved = {row["iso2"]: ours[row["cty_code"]] for row in published if row["iso2"] != ours[row["cty_code"]]}
    assert moved == {"KV": "XK", "GZ": "PS", "WE": "PS"}
    assert {row.iso2 for row in catalogue.countries() if row.ours} == {"XK", "PS"}


@pytest.mark.shared
def test_mexican_states_ports_and_treaty_chapters_are_the_published_ones() -> None:
    states = {row["iso_3166_2"]: row["bts_transborder_code"] for row in shared("mexican_states.csv")}
    assert {row.code: row.bts for row in catalogue.states() if row.country == "MX"} == states
    ports = {row["port_code"]: row for row in shared("us_mexico_border_ports.csv")}
    assert {row.code for row in catalogue.ports()} == set(ports)
    names = {row.code: row.title_en for row in catalogue.states()}
    for port in catalogue.ports():
        line = ports[port.code]
        assert port.published_name == line["bts_port_name"]
        assert (port.latitude, port.longitude) == (Decimal(line["latitude"]), Decimal(line["longitude"]))
        assert names[port.us_state] == line["state"]
    chapters = {int(row["chapter"]): row["title"] for row in shared("usmca_chapters.csv")}
    assert {row.number: row.title_en for row in catalogue.usmca_chapters()} == chapters


@pytest.mark.shared
def test_us_state_codes_are_those_of_the_trade_figures() -> None:
    published = {(row["StateCode"], row["State"]) for row in shared("bts_transborder_mexico_us_state_annual.csv")}
    ours = {(row.bts, row.title_en) for row in catalogue.states() if row.country == "US" and row.bts}
    assert {pair for pair in published if pair[0] != "DU"} == ours
