"""When a follow-up is due, in the words and the colour that a reader sees."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date
from flask_babel import gettext as _

from crm.core.dates import LOCALES, ago, long_date, today_in
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
    """Return how a follow-up stands today, by its assignee's own calendar."""
    if task.due_on is None:
        return Due(_("No date"), "")
    today = today_in(task.assignee.time_zone)
    days = (task.due_on - today).days
    if days < 0:
        return Due(_("%(days)s late", days=ago(-days, language())), "bad", -days)
    if days == 0:
        return Due(_("Today"), "warn")
    if days <= SOON:
        return Due(_weekday(task.due_on), "warn")
    return Due(_weekday(task.due_on) if task.due_on.year == today.year else long_date(task.due_on, language()), "")


def _weekday(day: date) -> str:
    """Return 'Wed, Nov 25' or 'mié 25 nov'."""
    pattern = "EEE, MMM d" if language() == "en" else "EEE d MMM"
    return format_date(day, pattern, locale=LOCALES[language()])
