"""What the demo firm's people wrote for three reports, in both languages: letters, meanings, what is needed.

No figure of trade stands in these texts (`content/report_words.json`): figures come from the series alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from crm.demo.content_files import read
from crm.indicators.choice import chapter_key, crossing_key
from crm.indicators.parsers.series import CENSUS_KEYS, EXCHANGE_KEY

_GROWER: Final = "agricola-valle-yaqui"
_MAQUILADORA: Final = "baja-wire-harness"
_SEMICONDUCTORS: Final = "saguaro-microdevices"

#: The series of each report, in their order.
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    _GROWER: (
        chapter_key("07", "imports"), crossing_key("2604", "trucks"), CENSUS_KEYS["imports"], EXCHANGE_KEY,
    ),
    _MAQUILADORA: (
        chapter_key("85", "imports"), crossing_key("2507", "trucks"), CENSUS_KEYS["imports"], EXCHANGE_KEY,
    ),
    _SEMICONDUCTORS: (
        chapter_key("85", "exports"), chapter_key("85", "imports"), crossing_key("2604", "trucks"), EXCHANGE_KEY,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The texts of one report; `figures` are (key of a series, what it means), the rest as a report plans it."""

    figures: tuple[tuple[str, str], ...]
    letter: str
    signed_by: str
    at_risk: str
    needed: str
    planned: str


def written(slug: str, language: str) -> ReportWords | None:
    """Return what was written for the report of a client of the demo firm, None where nothing was."""
    found = [row for row in read("report_words") if (row["client"], row["language"]) == (slug, language)]
    if not found:
        return None
    row = found[0]
    return ReportWords(
        figures=tuple(zip(_KEYS[slug], row["meanings"], strict=True)), letter=row["letter"], signed_by=row["signed_by"],
        at_risk=row["at_risk"], needed="\n".join(row["needed"]), planned="\n".join(row["planned"]),
    )  # fmt: skip
