"""What a line typed into the box of quick adding means to its writer: told before anything is saved."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.clients.queries import choices as client_choices
from crm.clients.queries import chosen as chosen_clients
from crm.clients.queries import named as client_named
from crm.core.dates import today_in, weekday_date, zone_place
from crm.core.i18n import language
from crm.core.text import fold
from crm.tasks.forms import assignee_choices, may_see_all
from crm.tasks.quick import TITLE_LIMIT, Colleague, Problem, Quick, read_line
from crm.tasks.quick_words import says
from crm.tasks.zoned import missing_hour

LONGEST: Final = 400
#: A client: `#Hortalizas`, `#"Agrícola Valle"`; a number after # is none.
_CLIENT: Final = re.compile(r'(?<!\S)#(?:"([^"]{1,160})"|([^\W\d][\w.&\'-]{1,80}))')
#: Choices offered where several fit.
_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Way:
    """One way to mean it: what it says, and the line that means it."""

    label: str
    text: str


@dataclass(slots=True)
class Understood:
    """A line as it was understood: what it says, what keeps it from being saved, and the ways out."""

    text: str
    quick: Quick
    values: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    ways: list[Way] = field(default_factory=list)
    who: str = ""
    when: str = ""
    client: str = ""


def understand(text: str, user: User) -> Understood:
    """Return what a line means, by the writer's own calendar and what they may see."""
    typed = " ".join(text.split())[:LONGEST]
    found = _CLIENT.search(typed)
    rest = " ".join((typed[: found.start()] + " " + typed[found.end() :]).split()) if found else typed
    firm = [Colleague(user_id, name) for user_id, name in assignee_choices()]
    told = Understood(typed, read_line(rest, firm, today_in(user.time_zone)))
    quick = told.quick
    client_id = _client(told, found, user) if found else None
    told.who = people_by_id()[quick.assignee_id or user.id].name
    zone = quick.zone or user.time_zone
    if quick.due_on:
        told.when = weekday_date(quick.due_on, language())
        if quick.due_time:
            told.when += f", {quick.due_time:%H:%M} {zone_place(zone)}"
    told.values = {
        "title": quick.title, "due_on": quick.due_on, "due_time": quick.due_time, "due_zone": zone,
        "assignee_id": quick.assignee_id or user.id, "priority": "high" if quick.high else "normal",
        "clients": [client_id] if client_id else [],
    }  # fmt: skip
    if not told.problem:
        told.problem, told.ways = _problem(told, client_id, user)
    return told


def _client(told: Understood, found: re.Match[str], user: User) -> int | None:
    """Return the client that is named; none or several of the name are a problem with the ways out."""
    words = (found[1] or found[2].replace("_", " ")).strip()
    if (exact := client_named(user, words)) is not None:
        told.client = chosen_clients(user, [exact], language())[0].name
        return exact
    fitting = client_choices(user, words, language(), _MOST + 1)
    if len(fitting) == 1:
        told.client = fitting[0].name
        return fitting[0].id
    if not fitting:
        told.problem = _("No client has this in its name: %(words)s", words=words)
        return None
    told.problem = _("Several clients have this in their name: %(words)s", words=words)
    told.ways = [
        Way(each.name, f'{told.text[: found.start()]}#"{each.name}"{told.text[found.end() :]}')
        for each in fitting[:_MOST]
        if '"' not in each.name
    ]
    return None


def _problem(told: Understood, client_id: int | None, user: User) -> tuple[str, list[Way]]:
    """Return what keeps a line from being saved, and the ways to say it."""
    quick = told.quick
    if quick.problem is not None:
        said = says(quick.problem)
        return said[:1].upper() + said[1:], _ways(told.text, quick.problem)
    if quick.lone_hour is not None:
        today = today_in(user.time_zone)
        days = [today + timedelta(days=ahead) for ahead in (0, 1)]
        ways = [Way(weekday_date(day, language()), f"{told.text} {day.isoformat()}") for day in days]
        return _("On which day at %(hour)s?", hour=f"{quick.lone_hour:%H:%M}"), ways
    return _refusal(told, client_id), []


def _refusal(told: Understood, client_id: int | None) -> str:
    """Return why what was understood cannot be saved, '' where it can."""
    quick = told.quick
    if not told.text:
        return str(_("Write what is to be done."))
    if len(quick.title) > TITLE_LIMIT:
        return str(_("What is to be done has at most 300 characters here; more belongs in the notes."))
    if not may_see_all(told.values["assignee_id"], [client_id] if client_id else []):
        return str(_("%(name)s may not see this client.", name=told.who))
    if quick.due_on and quick.due_time:
        return missing_hour(datetime.combine(quick.due_on, quick.due_time), told.values["due_zone"])
    return ""


def _ways(text: str, problem: Problem) -> list[Way]:
    days = [Way(weekday_date(day, language()), _instead(text, problem.words, day.isoformat())) for day in problem.both]
    hours = [Way(f"{each:%H:%M}", _instead(text, problem.words, f"{each:%H:%M}")) for each in problem.hours]
    people = [
        Way(each.name, _instead(text, problem.words, "@" + each.name.replace(" ", "_"))) for each in problem.people
    ]
    return days + hours + people


def _instead(text: str, words: str, other: str) -> str:
    """Return a line with other words in place of some, which are folded; at its end where they are not found."""
    line, wanted = text.split(), [_bare(word) for word in words.split()]
    for start in range(len(line) - len(wanted), -1, -1):
        if [_bare(word) for word in line[start : start + len(wanted)]] == wanted:
            return " ".join([*line[:start], other, *line[start + len(wanted) :]])
    return f"{text} {other}"


def _bare(word: str) -> str:
    return fold(word).strip(".,;:!()@")


def summary(told: Understood) -> Sequence[tuple[str, str]]:
    """Return what was understood as (label, words), for the page."""
    rows = [(_("What is to be done"), told.quick.title), (_("Due"), told.when or _("No date")), (_("Who"), told.who)]
    if told.quick.high:
        rows.append((_("Priority"), _("High")))
    if told.client:
        rows.append((_("Client"), told.client))
    return rows
