"""Issues by what somebody typed: for the pickers of forms."""

from collections.abc import Iterable

import sqlalchemy as sa

from crm.core.db import db
from crm.core.find import contains_words
from crm.core.i18n import language
from crm.core.picker import Choice
from crm.core.text import fold, search_words
from crm.issues.labels import STATES
from crm.issues.models import Issue
from crm.issues.queries import LISTED, with_ids

PICKED = 10


def choices(typed: str, limit: int = PICKED) -> list[Choice]:
    """Return listed issues for what was typed: a part of the title, the number or a code."""
    key = Issue.key_es if language() == "es" else Issue.key_en
    query = sa.select(Issue).where(LISTED).order_by(Issue.state == "settled", key, Issue.id).limit(limit)
    if words := search_words(typed):
        query = query.where(contains_words(Issue, Issue.search_text, words))
    return [_as_choice(issue) for issue in db.session.execute(query).scalars()]


def chosen(ids: Iterable[int]) -> list[Choice]:
    """Return these issues, archived ones too, in the order given."""
    wanted = list(dict.fromkeys(ids))
    by_id = {issue.id: issue for issue in with_ids(wanted)}
    return [_as_choice(by_id[key]) for key in wanted if key in by_id]


def named(name: str) -> int | None:
    """Return the id of the one listed issue of exactly this title in either language."""
    folded = fold(name)[:300]
    same = sa.or_(Issue.key_en == folded, Issue.key_es == folded)
    ids = db.session.execute(sa.select(Issue.id).where(same, LISTED).limit(2)).scalars().all()
    return ids[0] if len(ids) == 1 else None


def _as_choice(issue: Issue) -> Choice:
    return Choice(issue.id, issue.title(language()), f"{issue.number} · {STATES[issue.state]}")
