"""Section 10: the next 90 days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _

from crm.core.closed_days import SATURDAY
from crm.core.dates import long_date
from crm.core.feature import registry
from crm.core.offers import KeyDate
from crm.reports.build.facts import AHEAD, Facts
from crm.reports.build.rows import empty, held_at, table
from crm.reports.build.sections.contacts import who
from crm.reports.build.sections.issues import issue_title
from crm.reports.document import Column, Section

#: What other features know of and a client may read: filings and reviews, certifications that end, holidays.
_OFFERED: Final = frozenset({"statutory", "certification", "holiday"})
_MOST: Final = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the calendar; `kind` is meeting, issue, deliverable, or that of another feature's key date."""

    day: date
    when: str
    kind: str
    what: str
    label: str


def calendar_section(facts: Facts) -> Section:
    """Return meetings, deadlines, filings and holidays that close offices, by day."""
    heading = _("Calendar: the next 90 days")
    found = entries(facts)
    if not found:
        return empty(heading, _("Nothing is planned or due in the next 90 days."))
    columns = (Column(_("Date"), 1.7), Column(_("Kind"), 1.1), Column(_("What"), 4))
    rows = [((entry.when, entry.day), entry.label, entry.what) for entry in found[:_MOST]]
    return Section(heading, (table(columns, rows, sheet=_("Calendar")),))


def entries(facts: Facts) -> list[Entry]:
    """Return the lines of the calendar, the soonest first."""
    found = [*_meetings(facts), *_issues(facts), *_deliverables(facts), *_offered(facts)]
    return sorted(found, key=lambda entry: (entry.day, entry.kind, entry.what))


def _meetings(facts: Facts) -> Iterator[Entry]:
    if facts.say.may("engagement", "institution"):
        for item in facts.planned:
            when = held_at(item, facts.language)
            yield Entry(item.starts_wall.date(), when, "meeting", who(item, facts), _("Meeting"))


def _issues(facts: Facts) -> Iterator[Entry]:
    words = {"comments": _("Comments close"), "effective": _("Takes effect")}
    for item in facts.issues:
        days = {"comments": item.issue.comments_due_on, "effective": item.issue.effective_on}
        for kind, day in days.items():
            if day is not None and facts.today <= day <= facts.today + AHEAD:
                title = issue_title(item, facts)
                yield Entry(day, long_date(day, facts.language), "issue", title, words[kind])


def _deliverables(facts: Facts) -> Iterator[Entry]:
    for row in facts.mandates.deliverables:
        title = facts.say.told(row, "title")
        ahead = row.due_on is not None and facts.today <= row.due_on <= facts.today + AHEAD
        if row.due_on is not None and ahead and row.delivered_on is None and title:
            yield Entry(row.due_on, long_date(row.due_on, facts.language), "deliverable", title, _("Deliverable"))


def _offered(facts: Facts) -> Iterator[Entry]:
    """Yield the client's filings, reviews and certifications, and the holidays that close offices on a working day."""
    until, client_id = facts.today + AHEAD, facts.client.id
    closed: dict[tuple[date, str], list[str]] = {}
    for offer in registry().key_dates():
        if not _OFFERED & set(offer.kinds):
            continue
        for found in offer.between(facts.reader, facts.today, until, [client_id]):
            if found.kind == "holiday" and found.day.weekday() < SATURDAY:
                closed.setdefault((found.day, found.label), []).append(found.country)
            elif client_id in found.client_ids or found.every:
                yield _duty(found, facts)
    for (day, label), where in closed.items():
        countries = {"MX": _("Mexico"), "US": _("United States")}
        what = f"{label} ({', '.join(countries[code] for code in where)})"
        yield Entry(day, long_date(day, facts.language), "holiday", what, _("Holiday"))


def _duty(found: KeyDate, facts: Facts) -> Entry:
    label = _("Certification") if found.kind == "certification" else _("Filing or review")
    what = facts.say.free(found.label) or _("Wording to follow")
    return Entry(found.day, long_date(found.day, facts.language), found.kind, what, label)
