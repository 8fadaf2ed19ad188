"""The page of sources: how each did, what is loaded, when more is expected. `crm indicators status` says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from crm.core.dates import long_date
from crm.core.i18n import language
from crm.core.money import number
from crm.indicators.models import IndicatorLoad
from crm.indicators.releases import expected
from crm.indicators.words import month_in_full
from crm.sources import queries
from crm.sources.declared import SOURCES, Source
from crm.sources.models import SourceState

#: Days in which a release is looked for.
AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Line:
    """One source as it is shown. `error` is '' where the last attempt went well or there was none."""

    source: Source
    key: str
    tried_at: datetime | None
    succeeded_at: datetime | None
    next_at: datetime | None
    error: str
    held: bool
    at_work: bool
    job_id: int | None
    series: int
    vintages: int
    last_period: date | None
    last_rows: int | None
    release: str


def lines(today: date, moment: datetime) -> Sequence[Line]:
    """Return the sources in the order of their declaration: five statements, however many figures there are."""
    states, agencies = queries.states(), queries.newest_by_agency()
    loaded = _Loaded(queries.newest_periods(), queries.loaded_of(), queries.last_loads())
    never = SourceState(error="")
    return [
        _line(source, states.get(source.key, never), loaded, _release(source, today, agencies), moment)
        for source in SOURCES.values()
    ]


@dataclass(frozen=True, slots=True)
class _Loaded:
    newest: Mapping[str, date]
    counted: Mapping[str, tuple[int, int]]
    loads: Mapping[str, IndicatorLoad]


def _line(source: Source, state: SourceState, loaded: _Loaded, release: str, moment: datetime) -> Line:
    counted = [loaded.counted[name] for name in source.publishers if name in loaded.counted]
    rows = [loaded.loads[name].rows_read for name in source.publishers if name in loaded.loads]
    return Line(
        source=source, key=_key(source), tried_at=state.tried_at, succeeded_at=state.succeeded_at,
        next_at=state.next_at, error=state.error, held=bool(state.held), job_id=state.job_id,
        at_work=state.claimed_until is not None and state.claimed_until > moment,
        series=sum(pair[0] for pair in counted), vintages=max((pair[1] for pair in counted), default=0),
        last_period=max((loaded.newest[name] for name in source.publishers if name in loaded.newest), default=None),
        last_rows=sum(rows) if rows else None, release=release,
    )  # fmt: skip


def _key(source: Source) -> str:
    """Return whether a key is set, in words; '' where none is needed."""
    if not source.setting:
        return ""
    if source.key_of(current_app.config["CRM"]):
        return str(_("key is set"))
    return str(_("no key: asked without one")) if source.without_key else str(_("no key"))


def _release(source: Source, today: date, agencies: Mapping[str, date]) -> str:
    """Return when the next figures are expected: a window of days, never a promise."""
    found = [each for each in expected(today, today + AHEAD, agencies) if each.release.source == source.release]
    if not found:
        return ""
    first = min(found, key=lambda each: each.end)
    label = first.release.texts[language()]["label"]
    period = month_in_full(first.period) if first.release.period == "month" else f"{first.period.year}"
    return str(_("%(what)s: between %(start)s and %(end)s", what=label % {"period": period},
                 start=long_date(first.start, language()), end=long_date(first.end, language())))  # fmt: skip


def told(account: Mapping[str, Any]) -> str:
    """Return what a file brought in one line."""
    return str(_("%(added)s added, %(changed)s corrected, %(same)s were here already", added=number(account["added"]),
                 changed=number(account["changed"]), same=number(account["same"])))  # fmt: skip
