"""The page of sources: how each did, what is loaded, when more is expected. `crm indicators status` says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core.dates import long_date
from crm.core.i18n import language
from crm.core.money import number
from crm.indicators.models import IndicatorLoad
from crm.indicators.releases import Expected, expected, loaded_periods, releases
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
    succeeded_at: datetime | None
    next_at: datetime | None
    error: str
    held: bool
    at_work: bool
    series: int
    vintages: int
    last_period: date | None
    last_rows: int | None
    release: str
    #: What was due and is not here; '' where nothing is late.
    overdue: str


def lines(today: date, moment: datetime, states: Mapping[str, SourceState]) -> Sequence[Line]:
    """Return the sources in the order of their declaration: three statements, however many figures there are."""
    loads, never = queries.last_loads(), SourceState(error="")
    return [_line(source, states.get(source.key, never), loads, today, moment) for source in SOURCES.values()]


def _line(
    source: Source, state: SourceState, loads: Mapping[str, IndicatorLoad], today: date, moment: datetime
) -> Line:  # fmt: skip
    loaded = queries.loaded()
    here = [loaded[name] for name in source.publishers if name in loaded]
    rows = [loads[name].rows_read for name in source.publishers if name in loads]
    return Line(
        source=source, key=_key(source), succeeded_at=state.succeeded_at, next_at=state.next_at, error=state.error,
        held=bool(state.held), at_work=state.claimed_until is not None and state.claimed_until > moment,
        series=sum(each.series for each in here), vintages=max((each.vintages for each in here), default=0),
        last_period=max((each.newest for each in here), default=None), last_rows=sum(rows) if rows else None,
        release=_release(source.release, today), overdue=_overdue(source.release, today),
    )  # fmt: skip


def _key(source: Source) -> str:
    """Return whether a key is set, in words; '' where none is needed."""
    if not source.setting:
        return ""
    if source.key_of(current_app.config["CRM"]):
        return str(_("key is set"))
    return str(_("no key: asked without one")) if source.without_key else str(_("no key"))


def _release(agency: str, today: date) -> str:
    """Return when the next figures are expected: a window of days, never a promise."""
    found = _windows(agency, today, today + AHEAD)
    if not found:
        return ""
    first = min(found, key=lambda each: each.end)
    return str(_("%(what)s: between %(start)s and %(end)s", what=_named(first),
                 start=long_date(first.start, language()), end=long_date(first.end, language())))  # fmt: skip


def _overdue(agency: str, today: date) -> str:
    """Return 'Border crossings, March 2025, was due by Jun 9, 2025 and is not here', and how many came due since."""
    newest = loaded_periods().get(agency, today)
    late = [each for each in _windows(agency, newest, today) if each.end < today]
    if not late:
        return ""
    first = min(late, key=lambda each: each.end)
    said = _("%(what)s, was due by %(day)s and is not here", what=_named(first), day=long_date(first.end, language()))
    more = ngettext("%(num)s later release is overdue too", "%(num)s later releases are overdue too", len(late) - 1)
    return f"{said}; {more}" if len(late) > 1 else str(said)


def overdue_by_hand(today: date) -> list[str]:
    """Return what was due of those publishers whose files are handed in alone."""
    fetched = {source.release for source in SOURCES.values()}
    agencies = dict.fromkeys(release.source for release in releases() if release.source not in fetched)
    return [told for agency in agencies if (told := _overdue(agency, today))]


def _windows(agency: str, start: date, end: date) -> list[Expected]:
    return [each for each in expected(start, end, loaded_periods()) if each.release.source == agency]


def _named(each: Expected) -> str:
    label = each.release.texts[language()]["label"]
    return label % {"period": month_in_full(each.period) if each.release.period == "month" else f"{each.period.year}"}


def told(account: Mapping[str, Any]) -> str:
    """Return what a file brought in one line."""
    return str(_("%(added)s added, %(changed)s corrected, %(same)s were here already", added=number(account["added"]),
                 changed=number(account["changed"]), same=number(account["same"])))  # fmt: skip
