"""What is held for checking, as the page of sources shows it: the rule, how far it is passed, old and new figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.core.money import number
from crm.indicators import words
from crm.indicators.models import Series
from crm.indicators.plausible import RULES, Rule
from crm.indicators.queries.series import by_keys
from crm.sources.declared import SOURCES
from crm.sources.models import HandedIn, SourceState

_RULES: Final = {rule.name: rule for rule in RULES}
_SAID: Final[dict[str, Any]] = {
    "times": _l("%(measured)s times; held above %(limit)s times"),
    "share": _l("%(measured)s%% of its figures; held above %(limit)s%%"),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Rules that one series breaks, each in words with its numbers; `rows` have period, figure before and new one."""

    rules: Sequence[tuple[str, str]]
    series: str
    #: '' where the series is not here yet.
    key: str
    unit: str
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Held:
    """Figures that wait for a decision: of a source (`source` is its key) or of a file that was handed in."""

    name: str
    reason: str
    doubts: Sequence[Doubt]
    source: str = ""
    file_id: int = 0


def items(states: Mapping[str, SourceState], files: Sequence[HandedIn]) -> list[Held]:
    """Return what is held; one statement where anything is."""
    sources = [(str(SOURCES[key].label), state) for key, state in states.items() if state.held and key in SOURCES]
    waiting = [row for row in files if row.state == "held"]
    told = [*(state.told for _name, state in sources), *(row.told for row in waiting)]
    keys = {doubt["series"] for each in told for doubt in _doubts(each)}
    known = by_keys(tuple(sorted(keys))) if keys else {}
    return [
        *(Held(name, state.error, _told(state.told, known), source=state.key) for name, state in sources),
        *(Held(row.name, row.reason, _told(row.told, known), file_id=row.id) for row in waiting),
    ]


def _doubts(told: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    return [each for each in (told or {}).get("doubts", ()) if each["rule"] in _RULES]


def _told(told: Mapping[str, Any] | None, known: Mapping[str, Series]) -> list[Doubt]:
    """Return the doubts, those about the same figures of a series together."""
    alike: dict[str, list[Mapping[str, Any]]] = {}
    for each in _doubts(told):
        alike.setdefault(f"{each['series']} {each['rows']}", []).append(each)
    return [_doubt(found, known.get(found[0]["series"])) for found in alike.values()]


def _doubt(found: Sequence[Mapping[str, Any]], series: Series | None) -> Doubt:
    told = found[0]
    rows = [
        (words.period(series, date.fromisoformat(when)) if series else when, *(_figure(series, each) for each in both))
        for when, *both in told["rows"]
    ]
    return Doubt(
        [(str(_RULES[each["rule"]].says), _numbers(each)) for each in found],
        words.title(series) if series else told["series"], series.key if series else "",
        words.exact_unit(series) if series else "", rows,
    )  # fmt: skip


def _numbers(told: Mapping[str, Any]) -> str:
    """Return how far a rule is passed, and in how many series."""
    share = _("%(broken)s of %(judged)s series that could be judged", broken=number(told["broken"]),
              judged=number(told["judged"]))  # fmt: skip
    return " · ".join(filter(None, (_measured(_RULES[told["rule"]], Decimal(told["measured"])), share)))


def _measured(rule: Rule, measured: Decimal) -> str:
    """Return '1,000 times; held above 20 times', '100% of its figures; held above 50%'."""
    if not measured.is_finite():
        return ""
    parts, places = (100, 0) if rule.unit == "share" else (1, 0 if measured == measured.to_integral() else 1)
    return str(_SAID[rule.unit] % {
        "measured": number(measured * parts, places), "limit": number(Decimal(str(rule.limit)) * parts, 0),
    })  # fmt: skip


def _figure(series: Series | None, value: str | None) -> str:
    """Return a figure in full, a dash where there is none."""
    if value is None:
        return "—"
    return words.exact(series, Decimal(value)) if series else value
