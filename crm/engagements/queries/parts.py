"""The sensitive parts of notes and the locks, for who may read them."""

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from crm.accounts.models import User
from crm.core.access import Reader, per_reader
from crm.core.db import AnyText, db
from crm.core.find import contains_words
from crm.core.text import like_pattern
from crm.engagements.confidential_models import EngagementLock, EngagementPart, EngagementPartReader
from crm.engagements.models import Engagement
from crm.engagements.visibility import part_visible_to, visible_to

#: Engagements found by their sensitive parts; nobody reads more with one word in them.
FOUND: Final = 400


def of_engagement(user: User, engagement_id: int) -> Sequence[EngagementPart]:
    """Return the parts of an engagement that the reader may read, the oldest first."""
    return db.session.execute(_of(user), {"engagement_id": engagement_id}).scalars().all()


@per_reader
def _of(user: Reader) -> sa.Select[EngagementPart]:
    wanted = EngagementPart.engagement_id == sa.bindparam("engagement_id", type_=sa.Integer)
    return _parts(user).where(wanted).order_by(EngagementPart.id).options(
        selectinload(EngagementPart.readers), joinedload(EngagementPart.author)
    )  # fmt: skip


def _parts(user: User | Reader) -> sa.Select[EngagementPart]:
    return (
        sa.select(EngagementPart)
        .join(Engagement, Engagement.id == EngagementPart.engagement_id)
        .where(part_visible_to(user), visible_to(user))
    )


def get_visible(user: User, part_id: int) -> EngagementPart | None:
    """Return a part with its readers, or None for who may not read it."""
    query = _parts(user).where(EngagementPart.id == part_id)
    query = query.options(selectinload(EngagementPart.readers), joinedload(EngagementPart.author))
    return db.session.execute(query).scalar_one_or_none()


def for_edit(user: User, part_id: int) -> EngagementPart | None:
    """Return a part that the user reads, locked until the unit of work ends."""
    query = _parts(user).where(EngagementPart.id == part_id).options(selectinload(EngagementPart.readers))
    return db.session.execute(query.with_for_update(of=EngagementPart)).scalar_one_or_none()


def has_words(user: User, words: list[str]) -> sa.ColumnElement[bool]:
    """Return the WHERE on Engagement for all of the folded words in its own text, or in one part that the user reads.

    The reader's parts are few and read by themselves; where none has the words the statement is that of the note.
    """
    column: AnyText = Engagement.search_text.expression
    in_note = contains_words(Engagement, column, words)
    ids = db.session.execute(_with_words(user, words).with_only_columns(EngagementPart.engagement_id)).scalars().all()
    return sa.or_(in_note, Engagement.id.in_(ids)) if ids else in_note


def texts_with(user: User, engagement_ids: Sequence[int], words: list[str]) -> Mapping[int, str]:
    """Return by engagement the text of a part that the reader reads and that holds the words."""
    query = _with_words(user, words).where(EngagementPart.engagement_id.in_(list(engagement_ids)))
    return {part.engagement_id: part.text for part in db.session.execute(query).scalars()}


def _with_words(user: User, words: list[str]) -> sa.Select[EngagementPart]:
    mine = sa.select(EngagementPartReader.part_id).where(EngagementPartReader.user_id == user.id)
    # By the reader's own index first: the WHERE that decides comes with `_parts`.
    near = sa.or_(EngagementPart.author_id == user.id, EngagementPart.id.in_(mine))
    likes = [EngagementPart.search_text.like(like_pattern(word), escape="\\") for word in words]
    return _parts(user).where(near, *likes).order_by(EngagementPart.id.desc()).limit(FOUND)


def lock_of(engagement_id: int) -> EngagementLock | None:
    """Return the lock of a visible engagement with who locked it, None where there is none."""
    query = sa.select(EngagementLock).where(EngagementLock.engagement_id == engagement_id)
    return db.session.execute(query.options(joinedload(EngagementLock.by, innerjoin=True))).scalar_one_or_none()


def is_locked(engagement_id: int) -> bool:
    """Tell whether an engagement is locked."""
    return db.session.execute(
        sa.select(EngagementLock.engagement_id).where(EngagementLock.engagement_id == engagement_id)
    ).first() is not None  # fmt: skip
