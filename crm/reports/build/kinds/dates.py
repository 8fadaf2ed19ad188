"""The days ahead as one table: meetings, promises that fall due, days of issues, key dates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from crm.commitments.models import Commitment
from crm.core.dates import clock, zone_place
from crm.core.feature import registry
from crm.core.offers import KeyDate
from crm.engagements.labels import CHANNELS
from crm.engagements.labels import STATES as ENGAGEMENT_STATES
from crm.engagements.models import Engagement
from crm.issues.key_dates import KINDS
from crm.issues.models import Issue
from crm.reports.build.kinds.asks.ahead import AHEAD
from crm.reports.build.kinds.grid import column, more_note, on_day, table_section
from crm.reports.build.kinds.told import Voice, client_names, party
from crm.reports.document import Section

#: More than these nobody reads; they are the soonest.
MOST_DATES = 60


@dataclass(frozen=True, slots=True)
class Ahead:
    """One day: what it is, in which words, and what says so."""

    day: date
    kind: str
    what: str
    source: str = ""


def planned_days(items: Iterable[Engagement], voice: Voice) -> list[Ahead]:
    """Return meetings to come, inside the firm by their subject; a requested one has no hour yet."""
    return [
        Ahead(item.starts_wall.date(), str(ENGAGEMENT_STATES[item.state]), _planned(item, voice), _details(item, voice))
        for item in items
    ]


def _planned(item: Engagement, voice: Voice) -> str:
    told = item.subject if voice.inside else voice.bodies(item)
    return ", ".join(filter(None, (told, str(CHANNELS[item.channel]))))


def _details(item: Engagement, voice: Voice) -> str:
    hour = f"{clock(item.starts_wall)} {zone_place(item.zone)}" if item.state == "planned" else item.number
    return "\n".join(filter(None, (hour, client_names(item) if voice.inside else "")))


def promised_days(items: Iterable[Commitment], voice: Voice, today: date) -> list[Ahead]:
    """Return open promises that fall due within the days ahead."""
    return [
        Ahead(item.due_on, _("Commitment due"), voice.said(item.text) or _("Wording to follow"),
              party(item, voice, made=True))
        for item in items if item.state == "open" and item.due_on and today <= item.due_on <= today + AHEAD
    ]  # fmt: skip


def issue_days(issues: Iterable[Issue], voice: Voice, today: date) -> list[Ahead]:
    """Return the days of issues: a measure takes effect, comments close."""
    return [
        Ahead(day, str(KINDS[kind]), voice.said(issue.title(voice.language)) or issue.number, issue.number)
        for issue in issues
        for day, kind in ((issue.effective_on, "effective"), (issue.comments_due_on, "comment_deadline"))
        if day and today <= day <= today + AHEAD
    ]


def key_days(entries: Iterable[KeyDate], voice: Voice, names: Mapping[int, str]) -> list[Ahead]:
    """Return key dates by their kinds; inside the firm with the clients among `names` that they touch."""
    kinds = {kind: str(label) for offer in registry().key_dates() for kind, label in offer.kinds.items()}
    told = []
    for entry in entries:
        whom = [names[key] for key in entry.client_ids if key in names] if voice.inside else []
        details = "\n".join([entry.source, *whom])
        told.append(Ahead(entry.day, kinds.get(entry.kind, _("Key date")), voice.said(entry.label), details))
    return [each for each in told if each.what]


def dates_section(heading: str, found: Iterable[Ahead], nothing: str) -> Section:
    """Return the days in order, the soonest MOST_DATES."""
    days: Sequence[Ahead] = sorted(found, key=lambda each: (each.day, each.kind, each.what))
    columns = (column(_("Date"), 0), column(_("Kind"), 1.1), column(_("What"), 3), column(_("Details"), 1.6))
    rows = [(on_day(each.day), each.kind, each.what, each.source) for each in days[:MOST_DATES]]
    section = table_section(heading, columns, rows, nothing)
    return Section(heading, (*section.blocks, *more_note(MOST_DATES, len(days))))
