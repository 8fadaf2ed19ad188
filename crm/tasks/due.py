"""When a follow-up is due, in the words and the colour that a reader sees."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import gettext as _

from crm.core.dates import LOCALES, ago, long_date, now, today_in, zone_place
from crm.core.i18n import language
from crm.tasks.models import Task

#: Days ahead that are close enough to be named by their weekday and marked.
SOON: Final = 3


@dataclass(frozen=True)
class Due:
    """A text and the kind of its chip: bad (late), warn (soon) or none; `late` counts days."""

    text: str
    kind: str
    late: int = 0


def due(task: Task) -> Due:
    """Return how a follow-up stands today, by its assignee's own calendar; one with a time is late from then on."""
    if task.due_on is None:
        return Due(_("No date"), "")
    today, day = today_in(task.assignee.time_zone), task.due_on
    if task.due_at is not None:
        day = task.due_at.astimezone(ZoneInfo(task.assignee.time_zone)).date()
    days = (day - today).days
    if days < 0:
        return Due(_("%(days)s late", days=ago(-days, language())), "bad", -days)
    if task.due_at is not None and task.due_at <= now():
        return Due(_("Late since %(hour)s", hour=hour_of(task)), "bad")
    if days == 0:
        return Due(_with_hour(_("Today"), task), "warn")
    if days <= SOON:
        return Due(_with_hour(_weekday(task.due_on), task), "warn")
    text = _weekday(task.due_on) if task.due_on.year == today.year else long_date(task.due_on, language())
    return Due(_with_hour(text, task), "")


def is_snoozed(task: Task) -> bool:
    """Tell whether nothing is to be said of a follow-up yet, by its assignee's own calendar."""
    return task.snoozed_until is not None and task.snoozed_until > today_in(task.assignee.time_zone)


def hour_of(task: Task) -> str:
    """Return the hour with its place: '10:30 Phoenix'; '' without one."""
    return f"{task.due_time:%H:%M} {zone_place(task.due_zone)}" if task.due_time is not None else ""


def _with_hour(text: str, task: Task) -> str:
    hour = hour_of(task)
    return f"{text}, {hour}" if hour else text


def _weekday(day: date) -> str:
    """Return 'Wed, Nov 25' or 'mié 25 nov'."""
    pattern = "EEE, MMM d" if language() == "en" else "EEE d MMM"
    return format_date(day, pattern, locale=LOCALES[language()])
