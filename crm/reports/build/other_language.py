"""Which single-language texts of a report look to be in the other language: a hint by small words, not a fact."""

import re
from collections.abc import Iterator
from typing import Any, Final

from flask import url_for

from crm.core.text import fold
from crm.reports.build.asked import Place
from crm.reports.build.facts import Facts

_WORDS: Final = re.compile(r"[a-z]+")
_ENGLISH: Final = "the of and to for with on is are was by from at an not it as be has"
_SPANISH: Final = "el la los las de del que y con para por una un se su sus al es como sin"
_SMALL: Final = {"en": frozenset(_ENGLISH.split(" ")), "es": frozenset(_SPANISH.split(" "))}
#: A place is named by so much of its text.
_SHOWN: Final = 90
#: So many small words of the other language, and none of the report's own for every two of them.
_FEWEST: Final = 2


def looks_foreign(text: str, language: str) -> bool:
    """Tell whether a text reads as the other language's."""
    words = _WORDS.findall(fold(text))
    own = sum(word in _SMALL[language] for word in words)
    other = sum(word in _SMALL["en" if language == "es" else "es"] for word in words)
    return other >= _FEWEST and other > own * _FEWEST


def places(facts: Facts) -> Iterator[Place]:
    """Yield where to write such texts anew."""
    for record, columns, url in _records(facts):
        text = next((t for name in columns if (t := facts.say.told(record, name)) and _foreign(t, facts)), "")
        if text:
            yield Place(text if len(text) <= _SHOWN else text[:_SHOWN].rsplit(" ", 1)[0] + "…", url)


def _foreign(text: str, facts: Facts) -> bool:
    return looks_foreign(text, facts.language)


def _records(facts: Facts) -> Iterator[tuple[Any, tuple[str, ...], str]]:
    given = facts.mandates
    for item in facts.held:
        yield item, ("outcome", "next_step"), url_for("engagements.edit", engagement_id=item.id)
    for task in (*facts.closed, *facts.open):
        yield task, ("title",), url_for("tasks.show", task_id=task.id)
    for promise in facts.commitments:
        yield promise, ("text",), url_for("commitments.show", commitment_id=promise.id)
    for each in facts.issues:
        url = url_for("issues.show", issue_id=each.issue.id)
        yield each.issue, ("recommendation",), url
        yield each.link, ("ask",), url
        yield from ((update, ("text",), url) for update in each.updates)
    for goal in given.objectives:
        yield goal, ("title", "measure", "blocker"), url_for("mandates.show", mandate_id=goal.mandate_id)
    rows: list[Any] = [*given.results, *given.introductions, *given.deliverables]
    for row in rows:
        columns = tuple(name for name in ("text", "evidence", "title", "outcome") if hasattr(row, name))
        yield row, columns, url_for("mandates.show", mandate_id=row.mandate_id)
