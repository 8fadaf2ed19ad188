"""What is still to be written before a report goes out: counts, each with the places to write it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from crm.core.dates import long_date
from crm.core.i18n import language
from crm.engagements.models import Engagement
from crm.indicators import words
from crm.indicators.derive import is_current
from crm.reports.build import client_words
from crm.reports.build.facts import Facts
from crm.tasks.models import Task

#: So many places are linked; the count tells of the rest.
SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where to write what is missing."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing `count` times; `places` are the first SHOWN of them."""

    label: str
    count: int
    places: Sequence[Place]

    @property
    def more(self) -> int:
        return self.count - len(self.places)


def gaps(facts: Facts) -> list[Gap]:
    """Return what is missing, in the reader's own language; nothing is left out where the count is 0."""
    spanish = facts.language == "es"
    held = facts.held
    without = [e for e in held if not (e.summary_es if spanish else e.summary_en).strip()]
    elsewhere = [e for e in without if (e.summary_en if spanish else e.summary_es).strip()]
    nowhere = [e for e in without if e not in elsewhere]
    named = [e for e in held if client_words.names_another(e, facts.client.id)]
    tasks = [t for t in (*facts.closed, *facts.open) if client_words.names_another(t, facts.client.id)]
    only = _("Summary for the client only in English") if spanish else _("Summary for the client only in Spanish")
    return [
        _of_engagements(_("Engagements without a summary for the client"), nowhere),
        _of_engagements(only, elsewhere),
        _of_engagements(_("Outcome empty"), [e for e in held if not e.outcome.strip()]),
        _of_engagements(_("Planned, and the day has passed without a note"), facts.forgotten),
        _named(named, tasks),
        _not_current(facts),
    ]


def _of_engagements(label: str, found: Sequence[Engagement]) -> Gap:
    return Gap(label, len(found), list(_engagement_places(found[:SHOWN])))


def _engagement_places(found: Iterable[Engagement]) -> Iterable[Place]:
    for engagement in found:
        day = long_date(engagement.starts_wall.date(), language())
        url = url_for("engagements.edit", engagement_id=engagement.id)
        yield Place(f"{engagement.number} · {day} · {engagement.subject}", url)


def _named(engagements: Sequence[Engagement], tasks: Sequence[Task]) -> Gap:
    """Return the texts that are kept back because they name another client of ours."""
    places = list(_engagement_places(engagements[:SHOWN]))
    places += [Place(task.title, url_for("tasks.show", task_id=task.id)) for task in tasks[: SHOWN - len(places)]]
    return Gap(_("Text kept back: it names another client"), len(engagements) + len(tasks), places)


def _not_current(facts: Facts) -> Gap:
    old = [f for f in facts.figures if not is_current(words.frequency(f.series), f.latest.period, facts.today)]
    places = [Place(words.title(f.series), url_for("indicators.show", key=f.series.key)) for f in old]
    return Gap(_("Figures not current"), len(old), places)
