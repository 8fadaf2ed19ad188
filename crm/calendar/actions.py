"""Changes of absences and feeds. They flush within an open unit of work."""

import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.sessions import digest
from crm.calendar.models import Absence, CalendarFeed
from crm.core.dates import now


def add_absence(work: Session, values: Mapping[str, Any]) -> Absence:
    """Write down an absence: user_id, from_on, to_on, kind, note."""
    absence = Absence(**values)
    work.add(absence)
    work.flush()
    return absence


def archive(work: Session, absence: Absence) -> None:
    """Take an absence off the calendars."""
    absence.archived_at = absence.archived_at or now()
    work.flush()


def restore(work: Session, absence: Absence) -> None:
    """Put it back."""
    absence.archived_at = None
    work.flush()


def renew_feed(work: Session, user: User) -> str:
    """Give a user a new address and end the old one; returns its token, which is kept nowhere."""
    revoke_feed(work, user)
    token = secrets.token_urlsafe(32)
    work.add(CalendarFeed(user_id=user.id, token_hash=digest(token)))
    work.flush()
    return token


def revoke_feed(work: Session, user: User) -> None:
    """End a user's address."""
    work.execute(sa.delete(CalendarFeed).where(CalendarFeed.user_id == user.id))
