"""The clients' published figures: the newest value, its source, and how it moved since the last meeting."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from crm.accounts.permissions import Permission
from crm.briefs.build.meeting import Meeting
from crm.briefs.document import Line, Part
from crm.indicators import words
from crm.indicators.choice import candidates, choose, on_tiles
from crm.indicators.derive import is_current, year_before
from crm.indicators.models import Series
from crm.indicators.queries.figures import Shown, figures_for
from crm.indicators.queries.profile import profiles_of
from crm.indicators.queries.series import by_keys
from crm.indicators.since import since
from crm.indicators.status_words import published, why_no_change

SHOWN: Final = 3
#: Of each client the series that say most are looked at.
EACH: Final = 2
#: Figures of a series that are read: enough for the year before, and for a meeting two years ago.
PERIODS: Final = 37


def figures_part(meeting: Meeting) -> Part:
    """Return the figures of the clients' own series: those that their pages show first."""
    if not meeting.clients or not meeting.user.may(Permission.INDICATOR_READ):
        return Part("", ())
    chosen = _chosen(meeting)
    found = figures_for([series.id for series in chosen], last=PERIODS)
    lines = [_line(series, found[series.id], meeting) for series in chosen if found[series.id]]
    where = url_for("indicators.of_client", client_id=meeting.client_ids[0])
    return Part(_("Figures"), lines[:SHOWN], max(0, len(lines) - SHOWN), where)


def _chosen(meeting: Meeting) -> list[Series]:
    """Return each series once, the first of every client before the second of any."""
    profiles = profiles_of({client.id: client.country for client in meeting.clients}, meeting.speaks)
    ranked: list[tuple[int, Series]] = []
    for client in meeting.clients:
        profile = profiles[client.id]
        known = by_keys(candidates(profile))
        few = on_tiles(choose(profile, known), max(EACH, SHOWN + 1 - len(meeting.clients)))
        ranked += [(rank, known[choice.key]) for rank, choice in enumerate(few)]
    return list({series.key: series for _rank, series in sorted(ranked, key=lambda pair: pair[0])}.values())


def _line(series: Series, figures: Sequence[Shown], meeting: Meeting) -> Line:
    latest = figures[-1]
    value = words.value(series, latest.value)
    said = value if series.unit == "USD" else f"{value} {words.unit(series)}".strip()
    moved = ", ".join(filter(None, (_on_year(series, figures), _since(series, figures, meeting.since_day))))
    source = f"{words.source(series, latest.publisher)}, {published(latest)}"
    text = f"{said}, {words.period(series, latest.period)}{f' ({moved})' if moved else ''}. {source}"
    old = (
        ""
        if is_current(words.frequency(series), latest.period, meeting.today)
        else words.not_current(series, latest.period)
    )
    return Line(text, url_for("indicators.show", key=series.key), f"S-{series.id}", words.title(series), old,
                "warn" if old else "")  # fmt: skip


def _on_year(series: Series, figures: Sequence[Shown]) -> str:
    latest = figures[-1]
    before = next((f.value for f in figures if f.period == year_before(latest.period)), None)
    if before is None:
        return why_no_change(series, figures, latest.period)
    return words.change_on_year(series, latest.value, before, latest.period)


def _since(series: Series, figures: Sequence[Shown], met: date | None) -> str:
    """Return what changed since the last period that was over when they last met; months of a season as twelve."""
    if met is None:
        return ""
    moved = since(series, figures, met)
    return str(_("since we last met %(change)s", change=moved) if moved else _("no newer figure since we last met"))
