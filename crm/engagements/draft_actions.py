"""Keeps and closes drafts. They flush within an open unit of work."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.text import clean
from crm.engagements.draft_models import EngagementDraft
from crm.jobs.declared import Running

KEPT_DAYS: Final = 30
MOST_OPEN: Final = 100
MOST_FIELDS: Final = 500
#: What the form carries beside its words.
NOT_KEPT: Final = frozenset(
    {"csrf_token", "once", "version", "draft", "turn", "engagement", "files", "captured", "pasted"}
)
_NAME: Final = re.compile(r"(\d{1,9})-[A-Za-z0-9_-]{16,64}")
_FIELD: Final = re.compile(r"[a-z][a-z0-9_-]{0,79}")
_TITLE: Final = 120

Fields = dict[str, list[str]]


class DraftGoneError(Exception):
    """The draft was saved, thrown away, or goes on in another tab: these words belong under another name."""


@dataclass(frozen=True, slots=True)
class Written:
    """One autosave: the form's name, its count, the engagement edited and the version it was opened on, the words."""

    name: str
    turn: int
    engagement_id: int | None
    version: int | None
    fields: Fields


def new_name(user: User) -> str:
    """Return a name for a form of this user's."""
    return f"{user.id}-{secrets.token_urlsafe(16)}"


def is_own(name: str, user: User) -> bool:
    """Tell whether a name was made for this user: another one may have signed in since the page was opened."""
    found = _NAME.fullmatch(name)
    return found is not None and int(found[1]) == user.id


def fields_of(posted: Mapping[str, Sequence[str]]) -> Fields:
    """Return the words of a posted form by field; tokens, files and whatever is no name of a field are left out."""
    kept = {name: [clean(text) for text in texts] for name, texts in posted.items()
            if name not in NOT_KEPT and _FIELD.fullmatch(name)}  # fmt: skip
    return dict(list(kept.items())[:MOST_FIELDS])


def keep(work: Session, user: User, written: Written) -> EngagementDraft:
    """Write a draft. Raises DraftGoneError where it is closed, or newer words stand in it."""
    query = sa.select(EngagementDraft).where(EngagementDraft.name == written.name).with_for_update()
    draft = work.execute(query).scalar_one_or_none()
    if draft is None:
        draft = EngagementDraft(name=written.name, user_id=user.id, turn=0)
        work.add(draft)
    elif draft.user_id != user.id or draft.closed_at is not None or written.turn <= draft.turn:
        raise DraftGoneError
    draft.engagement_id, draft.version, draft.turn = written.engagement_id, written.version, written.turn
    draft.fields, draft.title, draft.updated_at = written.fields, _title(written.fields), now()
    work.flush()
    return draft


def close(work: Session, user: User, name: str, engagement_id: int) -> None:
    """Remove the words of a draft together with the save of what they became.

    Its name stays, so that a late autosave brings nothing back and another tab is told.
    """
    if not is_own(name, user):
        return
    query = sa.select(EngagementDraft).where(EngagementDraft.name == name, EngagementDraft.user_id == user.id)
    draft = work.execute(query.with_for_update()).scalar_one_or_none()
    if draft is None:
        draft = EngagementDraft(name=name, user_id=user.id)
        work.add(draft)
    _empty(draft, engagement_id)
    work.flush()


def discard(work: Session, draft: EngagementDraft) -> None:
    """Throw a draft away."""
    _empty(draft, None)
    work.flush()


def _empty(draft: EngagementDraft, engagement_id: int | None) -> None:
    moment = now()
    draft.fields, draft.title, draft.engagement_id = {}, "", engagement_id
    draft.updated_at, draft.closed_at = moment, draft.closed_at or moment


def forget(running: Running) -> None:
    """Remove drafts that nobody has touched for a month."""
    before = now() - timedelta(days=KEPT_DAYS)
    with running.part() as work:
        running.returns(removed=forget_older(work, before))


def forget_older(work: Session, before: datetime) -> int:
    """Remove drafts last written before an instant; returns how many."""
    found: Any = work.execute(sa.delete(EngagementDraft).where(EngagementDraft.updated_at < before))
    return int(found.rowcount)


def _title(fields: Fields) -> str:
    first = next((text for name in ("subject", "note") for text in fields.get(name, ()) if text.strip()), "")
    return " ".join(first[: _TITLE * 4].split())[:_TITLE]
