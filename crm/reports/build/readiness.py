"""What is still to be written before a report goes out: counts, each with the places to write it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from crm.commitments.labels import state_of
from crm.core.dates import long_date
from crm.core.i18n import language
from crm.engagements.models import Engagement
from crm.indicators import words
from crm.indicators.derive import is_current
from crm.reports.build import other_language
from crm.reports.build.asked import Gap, Place
from crm.reports.build.client_words import speaks_of_clients
from crm.reports.build.facts import Facts
from crm.reports.build.matters import IssueFacts
from crm.reports.build.series_facts import SeriesFigures
from crm.sources.declared import SOURCES

#: So many places are linked; the count tells of the rest.
SHOWN: Final = 12


def gaps(facts: Facts) -> list[Gap]:
    """Return what is missing, in the reader's own language; nothing is left out where the count is 0.

    All of it keeps the report from being sent, but for outcomes, as not every contact has one, and for texts that look
    to be in the other language, which is a guess.
    """
    spanish = facts.language == "es"
    held = facts.held
    without = [e for e in held if not (e.summary_es if spanish else e.summary_en).strip()]
    elsewhere = [e for e in without if (e.summary_en if spanish else e.summary_es).strip()]
    nowhere = [e for e in without if e not in elsewhere]
    only = _("Summary for the client only in English") if spanish else _("Summary for the client only in Spanish")
    uncleared = [e for e in held if facts.say.names_official(e)]
    contacts = ("engagements", "log")
    return [
        _about(contacts, _engagements(_("Engagements without a summary for the client"), nowhere)),
        _about(contacts, _engagements(only, elsewhere)),
        _about(contacts, _engagements(_("Outcome empty"), [e for e in held if not e.outcome.strip()], stops=False)),
        _engagements(_("Planned, and the day has passed without a note"), facts.forgotten),
        _about(("commitments",), _commitments(facts)),
        *(_about(("figures",), gap) for gap in _of_figures(facts)),
        _about(
            ("issues",),
            _issues(_("Issues without an update in the period"), [i for i in facts.issues if not i.updates]),
        ),
        _about(("issues",), _issues(_("Issues without a title in the report's language"), _untitled(facts))),
        _about(contacts, _engagements(_("Names of officials who are not cleared to be named"), uncleared)),
        _named(facts),
        _gap(_("Texts that look to be in the other language"), other_language.places(facts), stops=False),
    ]


def _of_figures(facts: Facts) -> list[Gap]:
    return [
        _series(_("Figures not current"), [f for f in facts.figures if not _current(f, facts)]),
        _held_back(facts),
        _series(_('Charts without "what it means for you"'), [f for f in facts.figures if not f.meaning]),
    ]


def _about(parts: tuple[str, ...], gap: Gap) -> Gap:
    return replace(gap, parts=parts)


def _gap(label: str, places: Iterable[Place], *, stops: bool = True) -> Gap:
    found = list(places)
    return Gap(label, len(found), found[:SHOWN], stops)


def _engagements(label: str, found: Sequence[Engagement], *, stops: bool = True) -> Gap:
    return _gap(label, _engagement_places(found), stops=stops)


def _engagement_places(found: Iterable[Engagement]) -> Iterable[Place]:
    for engagement in found:
        day = long_date(engagement.starts_wall.date(), language())
        url = url_for("engagements.edit", engagement_id=engagement.id)
        yield Place(f"{engagement.number} · {day} · {engagement.subject}", url)


def _commitments(facts: Facts) -> Gap:
    late = [item for item in facts.commitments if state_of(item, facts.today) == "late"]
    places = (Place(item.text, url_for("commitments.show", commitment_id=item.id)) for item in late)
    return _gap(_("Commitments past their date without a state"), places)


def _series(label: str, found: Sequence[SeriesFigures]) -> Gap:
    return _gap(label, (Place(words.title(f.series), url_for("indicators.show", key=f.series.key)) for f in found))


def _current(item: SeriesFigures, facts: Facts) -> bool:
    return is_current(words.frequency(item.series), item.latest.period, facts.today)


def _held_back(facts: Facts) -> Gap:
    """Return what is held for checking: sources of figures of this report, and files that somebody handed in."""
    used = {item.latest.publisher for item in facts.figures}
    sources = [SOURCES[key] for key in sorted(facts.held_sources) if key in SOURCES]
    url = url_for("sources.index")
    places = [Place(str(source.label), url) for source in sources if used & set(source.publishers)]
    places += [Place(row.name, url) for row in facts.held_files] if facts.figures else []
    return _gap(_("Figures held for checking"), places)


def _issues(label: str, found: Sequence[IssueFacts]) -> Gap:
    places = (
        Place(f"{i.issue.number} · {i.issue.title(language())}", url_for("issues.show", issue_id=i.issue.id))
        for i in found
    )
    return _gap(label, places)


def _untitled(facts: Facts) -> list[IssueFacts]:
    return [i for i in facts.issues if not (i.issue.title_es if facts.language == "es" else i.issue.title_en).strip()]


def _named(facts: Facts) -> Gap:
    """Return the texts that are kept back because they name another client of ours."""
    say = facts.say
    places = list(_engagement_places(e for e in facts.held if say.names_another(e)))
    tasks = (t for t in (*facts.closed, *facts.open) if say.names_another(t))
    places += [Place(task.title, url_for("tasks.show", task_id=task.id)) for task in tasks]
    promises = (item for item in facts.commitments if say.names_another(item))
    places += [Place(item.text, url_for("commitments.show", commitment_id=item.id)) for item in promises]
    places += [
        Place(f"{i.issue.number} · {i.issue.title(language())}", url_for("issues.show", issue_id=i.issue.id))
        for i in facts.issues
        if any(
            say.keeps_back(text) or speaks_of_clients(text)
            for text in (i.issue.recommendation, *(update.text for update in i.updates))
        )
    ]
    return _gap(_("Text kept back: it names another client"), places)
