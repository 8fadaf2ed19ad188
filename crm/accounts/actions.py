"""Changes of accounts. They flush within an open unit of work; passwords come hashed: hashing is slow."""

import secrets
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.lockout import forget_failures
from crm.accounts.models import OneTimeLink, User
from crm.accounts.permissions import Role
from crm.accounts.sessions import digest, end_all_sessions
from crm.core.dates import now

LINK_LIFE: Final = timedelta(hours=24)


def add_user(
    work: Session, *, email: str, name: str, role: Role, language: str, time_zone: str, office: str = ""
) -> User:
    """Add a consultant who has no password yet. Raises UniqueTakenError at the end for a taken e-mail."""
    user = User(
        email=email.strip().lower(), name=name, role=role.value, language=language, time_zone=time_zone, office=office,
        active=True, password="", fs_uniquifier=secrets.token_hex(32),
    )  # fmt: skip
    work.add(user)
    work.flush()
    return user


def make_link(work: Session, user: User, life: timedelta = LINK_LIFE, *, alone: bool = True) -> str:
    """Return the secret of a new one-time link; `alone`: older ones of the user die now, else with its use."""
    if alone:
        end_links(work, user.id)
    token = secrets.token_urlsafe(32)
    work.add(OneTimeLink(token_hash=digest(token), user_id=user.id, expires_at=now() + life))
    work.flush()
    return token


def end_links(work: Session, user_id: int) -> None:
    """Delete the links of a user that were not used."""
    work.execute(sa.delete(OneTimeLink).where(OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None)))


def use_link(work: Session, token: str, password_hash: str) -> User | None:
    """Set the password of a link's user and end all sessions; None where the link is used or over."""
    link = work.execute(
        sa.select(OneTimeLink)
        .where(OneTimeLink.token_hash == digest(token), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now())
        .with_for_update()
    ).scalar_one_or_none()
    if link is None:
        return None
    link.used_at = now()
    work.flush()
    user = work.execute(
        sa.select(User).where(User.id == link.user_id, User.active).with_for_update()
    ).scalar_one_or_none()
    if user is not None:
        set_password(work, user, password_hash)
    return user


def set_password(work: Session, user: User, password_hash: str, keep_token: str | None = None) -> None:
    """Set a password; every other session and every link of the user ends, the lockout counter is cleared."""
    user.password = password_hash
    end_links(work, user.id)
    end_all_sessions(work, user.id, keep_token)
    forget_failures(work, user.email)
    work.flush()


def deactivate(work: Session, user: User) -> None:
    """Close an account: no session and no link of it works from now on."""
    user.active = False
    user.fs_uniquifier = secrets.token_hex(32)
    end_all_sessions(work, user.id)
    end_links(work, user.id)
    work.flush()
