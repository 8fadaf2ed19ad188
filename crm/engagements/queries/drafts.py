"""One's own drafts: nobody else's are ever asked for."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import load_only

from crm.accounts.models import User
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.engagements.draft_models import EngagementDraft
from crm.engagements.models import Engagement
from crm.engagements.visibility import visible_to

SHOWN = 5


@per_reader
def _open(user: Reader) -> sa.Select[EngagementDraft]:
    """Return the reader's open drafts; those of an engagement that is hidden by now hold words of it, and stay away."""
    seen = sa.exists(sa.select(Engagement.id).where(Engagement.id == EngagementDraft.engagement_id, visible_to(user)))
    return sa.select(EngagementDraft).where(
        EngagementDraft.user_id == user.id,
        EngagementDraft.closed_at.is_(None),
        sa.or_(EngagementDraft.engagement_id.is_(None), seen),
    )


def offered(user: User) -> Sequence[EngagementDraft]:
    """Return the last open drafts of the reader without their words, the newest first."""
    return db.session.execute(_offered(user)).scalars().all()


@per_reader
def _offered(user: Reader) -> sa.Select[EngagementDraft]:
    return _without_words(_open(user))


def offered_for(user: User, engagement_id: int | None) -> Sequence[EngagementDraft]:
    """Return the reader's open drafts of one engagement, or of new ones."""
    same = EngagementDraft.engagement_id.is_(None) if engagement_id is None else (
        EngagementDraft.engagement_id == engagement_id
    )  # fmt: skip
    return db.session.execute(_without_words(_open(user).where(same))).scalars().all()


def _without_words(query: sa.Select[EngagementDraft]) -> sa.Select[EngagementDraft]:
    draft = EngagementDraft
    told = load_only(draft.name, draft.title, draft.updated_at, draft.engagement_id)
    return query.options(told).order_by(draft.updated_at.desc(), draft.id.desc()).limit(SHOWN)


def one_open(user: User, draft_id: int, engagement_id: int | None) -> EngagementDraft | None:
    """Return an open draft of the reader's with its words, where it is of this engagement (None: of a new one)."""
    query = _open(user).where(EngagementDraft.id == draft_id)
    found = db.session.execute(query).scalar_one_or_none()
    return found if found is not None and found.engagement_id == engagement_id else None


def own(user: User, draft_id: int) -> EngagementDraft | None:
    """Return a draft of the reader's, closed ones too, locked until the unit of work ends."""
    query = sa.select(EngagementDraft).where(EngagementDraft.id == draft_id, EngagementDraft.user_id == user.id)
    return db.session.execute(query.with_for_update()).scalar_one_or_none()


def own_named(user: User, name: str) -> EngagementDraft | None:
    """Return the reader's draft of this name, closed ones too."""
    query = sa.select(EngagementDraft).where(EngagementDraft.name == name, EngagementDraft.user_id == user.id)
    return db.session.execute(query).scalar_one_or_none()


def turn_of(user: User, name: str) -> int:
    """Return how often the reader's draft of this name was kept."""
    query = sa.select(EngagementDraft.turn).where(EngagementDraft.name == name, EngagementDraft.user_id == user.id)
    return db.session.execute(query).scalar_one_or_none() or 0


def count_open(user: User) -> int:
    """Return how many open drafts the reader has."""
    query = sa.select(sa.func.count(EngagementDraft.id)).where(
        EngagementDraft.user_id == user.id, EngagementDraft.closed_at.is_(None)
    )
    return db.session.execute(query).scalar_one()
