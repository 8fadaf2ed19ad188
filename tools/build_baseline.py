"""Writes crm/indicators/baseline/*.txt from the published files in a folder.

    .venv/bin/python tools/build_baseline.py FOLDER

FOLDER holds the files named in RECIPES, as published (data/README.md beside them says where each was found). They
are read by the product's own parsers; this tool only chooses series and months and states the vintage. Where the
publisher states none, the vintage is the earliest month in which the file can have been published, so that any
later file wins over it.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crm.indicators.baseline.textform import Batch, write_batch  # noqa: E402 - run as a script, from any folder
from crm.indicators.parsers.recognise import parse_file  # noqa: E402
from crm.indicators.parsers.shapes import ParsedFile, SeriesSpec  # noqa: E402

CROSSINGS = {
    "trucks", "truck-containers-loaded", "truck-containers-empty", "buses", "bus-passengers", "personal-vehicles",
    "personal-vehicle-passengers", "pedestrians",
}  # fmt: skip

_YEARLY = "Vintage not stated: February 2026 is the earliest month in which December 2025 can have been out"
#: Splits by mode and port are shown for the last year, with the change on the one before.
LAST_YEARS = date(2024, 1, 1)


@dataclass(frozen=True)
class Recipe:
    """One published file, where its figures go, and its vintage with the reason for it."""

    target: str
    file: str
    vintage: date
    because: str
    wanted: Callable[[SeriesSpec], bool] = lambda _spec: True
    #: Figures from this period on.
    since: date = date.min


RECIPES = (
    Recipe("goods", "census_country_2023-03.xlsx", date(2023, 3, 1), "As published in March 2023",
           lambda spec: spec.flow == "exports"),
    Recipe("goods", "census_country_mexico_2026-10_relaid.xlsx", date(2026, 10, 1),
           "As published on about 1 October 2026, rounded to US$0.1 million", lambda spec: spec.flow == "exports"),
    Recipe("goods", "fred_IMPMX.csv", date(2026, 9, 1), "As published in September 2026"),
    Recipe("chapters", "bts_transborder_mexico_hs2_annual.csv", date(2026, 2, 1), _YEARLY,
           lambda spec: spec.mode is None),
    Recipe("splits", "bts_transborder_mexico_hs2_annual.csv", date(2026, 2, 1), _YEARLY,
           lambda spec: spec.mode is not None, LAST_YEARS),
    Recipe("splits", "bts_transborder_texas_ports_annual.csv", date(2026, 2, 1), _YEARLY, since=LAST_YEARS),
    *(Recipe("states", f"bts_transborder_{name}_annual.csv", date(2026, 2, 1), _YEARLY)
      for name in ("mexico_us_state", "mexican_state")),
    Recipe("crossings", "bts_border_crossings_mexico_2010-2025.csv", date(2025, 3, 1),
           "Vintage not stated: March 2025 is the earliest month in which February 2025 can have been out",
           lambda spec: spec.measure in CROSSINGS),
    Recipe("exchange", "fred_DEXMXUS.csv", date(2026, 4, 1),
           "Vintage not stated: the last noon rate is of 24 April 2026"),
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Write the files; 2 without a folder."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: build_baseline.py FOLDER (with the published files)", file=sys.stderr)
        return 2
    for target in dict.fromkeys(recipe.target for recipe in RECIPES):
        lines = ["# Published figures, written by tools/build_baseline.py; the form is described in textform.py."]
        for recipe in RECIPES:
            if recipe.target == target:
                lines.extend(write_batch(_batch(recipe, Path(arguments[0]))))
        path = ROOT / "crm" / "indicators" / "baseline" / f"{target}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes, {len(lines)} lines")
    return 0


def _batch(recipe: Recipe, folder: Path) -> Batch:
    parsed = parse_file(recipe.file, (folder / recipe.file).read_bytes())
    return Batch(recipe.vintage, _chosen(parsed, recipe))


def _chosen(parsed: ParsedFile, recipe: Recipe) -> ParsedFile:
    series = tuple(spec for spec in parsed.series if recipe.wanted(spec))
    keys = {spec.key for spec in series}
    found = tuple(o for o in parsed.observations if o.series in keys and o.period >= recipe.since)
    conflicts = sum(o.status == "conflict" for o in found)
    notes = (recipe.because, *((f"{conflicts} month with two different values is left out",) if conflicts else ()))
    return replace(parsed, series=series, observations=found, notes=notes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
