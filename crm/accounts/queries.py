"""Asks for consultants, their sessions and one-time links."""

from collections.abc import Sequence

import sqlalchemy as sa

from crm.accounts.models import OneTimeLink, User, UserSession
from crm.accounts.sessions import digest
from crm.core.dates import now
from crm.core.db import db
from crm.core.kept import detached, kept


def consultants(*, active_only: bool = True) -> Sequence[User]:
    """Return the firm's people by name."""
    return [user for user in _everybody() if user.active or not active_only]


@kept("accounts", size=4)
def people_by_id() -> dict[int, User]:
    """Return every account by its id, kept in the process: for names beside records."""
    return {user.id: user for user in _everybody()}


def names_by_id() -> dict[int, str]:
    """Return the name of every account by its id."""
    return {key: user.name for key, user in people_by_id().items()}


@kept("accounts", size=4)
def _everybody() -> list[User]:
    return detached(list(db.session.execute(sa.select(User).order_by(User.name, User.id)).scalars()))


def by_email(email: str) -> User | None:
    """Return the account with this sign-in name."""
    return db.session.execute(sa.select(User).where(User.email == email.strip().lower())).scalar_one_or_none()


def one_consultant(user_id: int) -> User | None:
    """Return one account as it is now, its fresh values also where the session holds older ones."""
    query = sa.select(User).where(User.id == user_id).execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one_or_none()


def for_edit(user_id: int) -> User | None:
    """Return an account, locked until the unit of work ends."""
    return db.session.execute(sa.select(User).where(User.id == user_id).with_for_update()).scalar_one_or_none()


def sessions_of(user_id: int) -> Sequence[UserSession]:
    """Return a user's sign-ins, the last used first."""
    query = sa.select(UserSession).where(UserSession.user_id == user_id).order_by(UserSession.last_used_at.desc())
    return db.session.execute(query).scalars().all()


def link_is_open(token: str) -> bool:
    """Tell whether a one-time link may still be used."""
    query = sa.select(OneTimeLink.id).where(
        OneTimeLink.token_hash == digest(token), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now()
    )
    return db.session.execute(query).first() is not None
