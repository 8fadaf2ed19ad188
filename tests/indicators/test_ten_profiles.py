"""Ten client profiles: what the product shows equals what the published files give when read by themselves.

The files are read here with the csv module alone; nothing of the product's parsers or queries is used to recompute.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client
from crm.clients.models.depth import ClientState
from crm.core.db import db, unit_of_work
from crm.indicators.crosses import client_panel
from crm.indicators.queries import splits
from crm.indicators.queries.border import crossings
from crm.indicators.queries.figures import figures_for
from crm.indicators.queries.profile import chosen_for
from tests.indicators.support import add_client
from tests.indicators.test_pages import user
from tests.support import SHARED

pytestmark = pytest.mark.shared

#: Sectors, chapters with directions, ports, partner states.
PROFILES: Final = (
    ("agriculture.fresh-vegetables", (("07", "northbound"),), ("2604",), ("US-AZ",)),
    ("agriculture.fresh-fruit", (("08", "northbound"), ("20", "northbound")), ("2604", "2506"), ("US-CA",)),
    ("manufacturing.electrical-appliances", (("85", "both"),), ("2402", "2408"), ("US-TX",)),
    ("manufacturing.automotive", (("87", "both"), ("84", "southbound")), ("2304",), ("US-MI", "US-TX")),
    ("manufacturing.medical-devices", (("90", "northbound"),), ("2506",), ("US-CA",)),
    ("agriculture.livestock-meat-dairy", (("02", "southbound"), ("01", "northbound")), ("2408", "2601"), ("US-NM",)),
    ("agriculture.grains-oilseeds", (("10", "southbound"), ("12", "southbound")), ("2304", "2303"), ("US-IA",)),
    ("manufacturing.mining", (("74", "northbound"), ("26", "both")), ("2604", "2601"), ("US-AZ",)),
    ("tourism.lodging", (), ("2602", "2604"), ()),
    ("manufacturing.logistics", (), ("2304", "2305"), ()),
)
FLOW: Final = {"Import": "imports", "Export": "exports"}
WAY: Final = {"imports": {"northbound", "both"}, "exports": {"southbound", "both"}}
MODE: Final = {"Truck": "truck", "Rail": "rail", "Vessel": "vessel", "Air": "air", "Pipeline": "pipeline",
               "Mail (U.S. Postal Service)": "mail", "Foreign Trade Zones (FTZs)": "ftz", "Other/Unknown": "other",
               }  # fmt: skip
MEASURES: Final = ("trucks", "truck-containers-loaded", "personal-vehicle-passengers", "pedestrians")


def rows(name: str) -> Iterator[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def sums(name: str, *keys: str) -> dict[tuple[str, ...], Decimal]:
    """Return dollars by direction, year and columns of a file."""
    found: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in rows(name):
        found[FLOW[row["TradeType"]], row["Year"], *(row[key] for key in keys)] += Decimal(row["TradeValue"])
    return found


@cache
def counted() -> dict[tuple[str, str, str], set[Decimal]]:
    """Return the values of the file of crossings by port, measure and month; doubtful ones have two."""
    found: dict[tuple[str, str, str], set[Decimal]] = defaultdict(set)
    for row in rows("bts_border_crossings_mexico_2010-2025.csv"):
        place = (row["Port Code"].zfill(4), row["Measure"].lower().replace(" ", "-"), row["Date"])
        found[place].add(Decimal(row["Value"]))
    return found


def months_to_february(port: str, measure: str, year: int) -> list[Decimal]:
    """Return the twelve months to February of a year, those without one value left out."""
    months = [f"{date(year if m < 3 else year - 1, m, 1):%b %Y}" for m in range(1, 13)]
    values = [counted().get((port, measure, month), set()) for month in months]
    return [next(iter(found)) for found in values if len(found) == 1]


@pytest.fixture
def profiles(app: Flask, shared: Path) -> list[int]:
    made = [
        add_client(app, f"Client {n}", sectors=[sector], chapters=chapters, ports=ports)
        for n, (sector, chapters, ports, _states) in enumerate(PROFILES)
    ]
    with app.app_context(), unit_of_work(None) as work:
        work.add_all([
            ClientState(client_id=client, state_code=state)
            for client, profile in zip(made, PROFILES, strict=True)
            for state in profile[3]
        ])  # fmt: skip
    return made


def test_splits_of_ten_profiles_equal_the_files_to_the_last_digit(app: Flask, profiles: list[int]) -> None:
    by_chapter = sums("bts_transborder_mexico_hs2_annual.csv", "HSCode")
    by_mode = sums("bts_transborder_mexico_hs2_annual.csv", "HSCode", "Mode")
    with app.test_request_context():
        for _sector, chapters, _ports, _states in PROFILES:
            for flow, ways in WAY.items():
                codes = [code for code, way in chapters if way in ways]
                found = splits.of_chapters(codes, flow) if codes else {}  # type: ignore[arg-type]
                if not codes:
                    continue
                assert {p.code: (p.value, p.before) for p in found["hs_code"].parts} == {
                    code: (by_chapter[flow, "2025", code], by_chapter[flow, "2024", code]) for code in codes
                }
                for (way, year, code, mode), value in by_mode.items():
                    assert way != flow or year != "2025" or code not in codes or MODE[mode] in {
                        part.code for part in found["mode"].parts
                    } or not value, (code, mode)  # fmt: skip
                assert {p.code: p.value for p in found["mode"].parts} == {
                    slug: value
                    for name, slug in MODE.items()
                    if any((flow, "2025", code, name) in by_mode for code in codes)
                    for value in [sum(by_mode.get((flow, "2025", code, name), Decimal(0)) for code in codes)]
                }
        whole = splits.of_all_chapters("imports")
        assert whole is not None
        assert whole.total == sum(v for (way, year, _c), v in by_chapter.items() if (way, year) == ("imports", "2025"))


def test_states_and_ports_of_ten_profiles_equal_the_files(app: Flask, profiles: list[int]) -> None:
    by_state = sums("bts_transborder_mexico_us_state_annual.csv", "StateCode")
    with app.test_request_context():
        for flow in WAY:
            parts = {p.code: p for p in splits.of_all_goods(flow)["us_state"].parts}  # type: ignore[arg-type]
            for state in {state[3:] for profile in PROFILES for state in profile[3]}:
                assert (parts[state].value, parts[state].before) == (
                    by_state[flow, "2025", state], by_state[flow, "2024", state],
                ), state  # fmt: skip
        found = crossings(tuple(sorted(MEASURES)))
        for port in sorted({port for profile in PROFILES for port in profile[2]}):
            for measure in MEASURES:
                now, before = (months_to_february(port, measure, year) for year in (2025, 2024))
                shown = found.get((port, measure))
                assert (shown.now.value if shown else 0) == (sum(now) if len(now) in {0, 12} else None), (port, measure)
                assert (12 - shown.now.missing if shown else 0) == len(now)
                if shown is not None and shown.before is not None:
                    assert shown.before.value == (sum(before) if len(before) == 12 else None)


def test_every_series_chosen_for_ten_profiles_ends_on_the_figure_of_its_file(app: Flask, profiles: list[int]) -> None:
    by_chapter = sums("bts_transborder_mexico_hs2_annual.csv", "HSCode")
    by_state = sums("bts_transborder_mexico_us_state_annual.csv", "StateCode")
    goods = list(rows("us_mexico_goods_monthly.csv"))[-1]
    checked = 0
    with app.test_request_context():
        for client in db.session.execute(sa.select(Client).where(Client.id.in_(profiles))).scalars():
            chosen = chosen_for(client, "en")[1]
            figures = figures_for([item.series.id for item in chosen], last=1)
            for item in chosen:
                series, last = item.series, figures[item.series.id][-1]
                if series.hs_code:
                    expected = by_chapter[str(series.flow), f"{last.period.year}", series.hs_code]
                elif series.us_state:
                    expected = by_state[str(series.flow), f"{last.period.year}", series.us_state]
                elif series.port_code:
                    (expected,) = counted()[series.port_code, str(series.measure), f"{last.period:%b %Y}"]
                elif series.flow:
                    way = "us_exports_to_mexico_musd" if series.flow == "exports" else "us_imports_from_mexico_musd"
                    expected = Decimal(goods[way])
                else:
                    continue
                assert last.value == expected, series.key
                checked += 1
        panel = client_panel(user("alice"), db.session.get_one(Client, profiles[0]))
        assert panel is not None
        (northbound,) = panel["directions"]
        assert [row.label for row in northbound.tables[0].rows] == ["07 Vegetables"]
        share = by_chapter["imports", "2025", "07"] / sum(
            value for (way, year, _code), value in by_chapter.items() if (way, year) == ("imports", "2025")
        ) * 100  # fmt: skip
        assert northbound.tables[0].rows[0].share == share
    assert checked > 50
