"""What stands on each day of the calendar page, in the reader's zone and language."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import url_for

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.calendar import queries
from crm.calendar.labels import kind_told
from crm.calendar.spans import Span
from crm.core.dates import clock

#: A cell of a view shows so many; "+N more" leads to the day.
SHOWN: Final = {"month": 3, "week": 12, "day": queries.MOST}


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a day: kind (away, keydate, meeting or task), hour or '', text, where it leads, whose it is."""

    kind: str
    hour: str
    text: str
    url: str = ""
    state: str = ""
    who: Sequence[User] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A cell: its first items and how many more there are."""

    day: date
    outside: bool
    items: Sequence[Item]
    more: int


def weeks(user: User, span: Span, *, own: bool, key_dates: bool) -> tuple[list[list[Day]], bool]:
    """Return the weeks of a span, each with its days, and whether there was more than is read at once."""
    by_day, cut = _found(user, span, own=own, key_dates=key_dates)
    days, day = [], span.start
    while day <= span.end:
        rows = [make() for make in by_day[day][: SHOWN[span.view]]]
        outside = span.view == "month" and day.month != span.day.month
        days.append(Day(day, outside, rows, max(0, len(by_day[day]) - len(rows))))
        day += timedelta(days=1)
    return [days[start : start + 7] for start in range(0, len(days), 7)], cut


def _found(user: User, span: Span, *, own: bool, key_dates: bool) -> tuple[dict[date, list[Any]], bool]:
    """Return by day what makes its items, in their order: only what is shown is made."""
    by_day: dict[date, list[Any]] = defaultdict(list)
    for absence in queries.absences(span.start, span.end, user_id=user.id if own else None):
        day = max(absence.from_on, span.start)
        while day <= min(absence.to_on, span.end):
            by_day[day].append(lambda absence=absence: _away(user, absence))
            day += timedelta(days=1)
    for entry in queries.key_dates(user, span.start, span.end) if key_dates else ():
        url = url_for("keydates.show", entry=entry.entry)
        by_day[max(entry.day, span.start)].append(lambda entry=entry, url=url: Item("keydate", "", entry.label, url))
    meetings = queries.engagements(user, span.start, span.end, own=own)
    timed = sorted(_meetings(user, meetings, own=own), key=lambda row: row[0])
    due = queries.tasks(user, span.start, span.end, own=own)
    hours = [(moment, make) for moment, make in timed]
    for task in due:
        moment = task.due_at.astimezone(ZoneInfo(user.time_zone)) if task.due_at else None
        if moment is None and span.start <= task.due_on <= span.end:
            by_day[task.due_on].append(lambda task=task: _task(task, "", own=own))
        elif moment is not None and span.start <= moment.date() <= span.end:
            hours.append((moment, lambda task=task, moment=moment: _task(task, clock(moment), own=own)))
    for moment, make in sorted(hours, key=lambda row: row[0]):
        by_day[moment.date()].append(make)
    return by_day, queries.MOST in {len(meetings), len(due)}


def _meetings(user: User, rows: Sequence[Any], *, own: bool) -> Iterator[tuple[datetime, Any]]:
    people = people_by_id()
    with_us = {} if own else queries.consultants_of([row.id for row in rows])
    zone = ZoneInfo(user.time_zone)
    for row in rows:
        moment = row.starts_at.astimezone(zone)
        who = [people[key] for key in with_us.get(row.id, ()) if key in people]
        yield (
            moment,
            lambda row=row, moment=moment, who=who: Item(
                "meeting", clock(moment), row.subject, url_for("engagements.show", engagement_id=row.id), row.state, who
            ),
        )


def _task(row: Any, hour: str, *, own: bool) -> Item:
    who = () if own else (people_by_id()[row.assignee_id],)
    return Item("task", hour, row.title, url_for("tasks.show", task_id=row.id), "", who)


def _away(user: User, absence: Any) -> Item:
    return Item("away", "", f"{absence.user.name}: {kind_told(user, absence)}", url_for("calendar.absences"))
