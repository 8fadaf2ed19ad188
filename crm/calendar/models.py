"""Who is away, the addresses of private feeds, and which mail is an invitation to what."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.db import Base, UTCDateTime, Versioned


class Absence(Base, Versioned):
    """Days on which somebody of the firm is not there; the firm sees them."""

    __tablename__ = "absence"
    __kept__ = "absences"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    #: Calendar days, both included.
    from_on: Mapped[date] = mapped_column(sa.Date)
    to_on: Mapped[date] = mapped_column(sa.Date)
    #: vacation, sick, travel or other; that somebody is sick is told to them and to who may change it alone.
    kind: Mapped[str] = mapped_column(sa.String(10))
    #: For them and for who may change it.
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship(lazy="raise_on_sql")

    __audit__ = "absence"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_absence_user", "user_id", "from_on", "id"),
        sa.Index("ix_absence_to", "to_on", "id"),
    )


class CalendarFeed(Base):
    """The address of a user's private feed: one at a time; a new one ends the old."""

    __tablename__ = "calendar_feed"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    #: SHA-256 of the token in the address.
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Invitation(Base):
    """A mail that invites to an engagement, or takes that back. What it says is made from the engagement when sent."""

    __tablename__ = "invitation"
    mail_id: Mapped[int] = mapped_column(sa.ForeignKey("mail.id", ondelete="CASCADE"), primary_key=True)
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"))
    #: In whose name it is sent: what they may not see is not sent.
    sender_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    #: A counterpart; empty for one of us.
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    #: request or cancel.
    method: Mapped[str] = mapped_column(sa.String(8))
    #: Version of the engagement when it was asked for.
    sequence: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    __table_args__ = (sa.Index("ix_invitation_engagement", "engagement_id", "mail_id"),)
