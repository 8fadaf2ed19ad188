"""Notices, how each user wants them, up to when was looked for what is due, and mail. No row has a record's words."""

from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.db import Base, Json, UTCDateTime

#: The digest goes out at this hour, from Monday to Friday, until a user says otherwise.
HOUR: Final = 7
WORKDAYS: Final = "12345"


class Mail(Base):
    """One e-mail. Its text is made from the records whenever it is read or sent, and kept nowhere."""

    __tablename__ = "mail"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    #: notices, digest, reset, invite, advisory, report or reportcode.
    kind: Mapped[str] = mapped_column(sa.String(10))
    #: As they were when it was put here. A subject names no record: administrators read it.
    address: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    #: Of a digest: its day.
    day: Mapped[date | None]
    #: Names what is sent once: a user's digest of a day.
    once: Mapped[str | None] = mapped_column(sa.String(80), unique=True)
    #: queued, sending (claimed), sent, failed, or unsure: whoever sent it was cut off, it may have gone out.
    state: Mapped[str] = mapped_column(sa.String(8), default="queued")
    #: Why it has not gone out: what the server said.
    error: Mapped[str] = mapped_column(sa.String(500), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    #: A job was asked to send it.
    asked: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship(lazy="raise_on_sql")

    __table_args__ = (sa.Index("ix_mail_state", "state", "asked"), sa.Index("ix_mail_created", "created_at", "id"))


class Notice(Base):
    """One user is told of one record, once. What it says is made from the record for its reader."""

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    #: The name of a declared kind; the record is of that kind's feature.
    kind: Mapped[str] = mapped_column(sa.String(40))
    record_id: Mapped[int]
    occasion: Mapped[str] = mapped_column(sa.String(120))
    #: When it was due or happened.
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: app, now or digest: what its user had chosen.
    way: Mapped[str] = mapped_column(sa.String(6))
    #: Of `now`: not to be mailed before (quiet hours).
    mail_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: The mail it went into.
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mail.id"), index=True)

    __table_args__ = (
        sa.UniqueConstraint("user_id", "kind", "record_id", "occasion"),
        sa.Index("ix_notice_user", "user_id", "at", "id"),
    )


_UNREAD = Notice.seen_at.is_(None)
sa.Index("ix_notice_unread", Notice.user_id, Notice.at, sqlite_where=_UNREAD, postgresql_where=_UNREAD)
_UNSENT = Notice.mail_id.is_(None)
sa.Index("ix_notice_unsent", Notice.user_id, Notice.way, sqlite_where=_UNSENT, postgresql_where=_UNSENT)


class NoticeWish(Base):
    """How one user wants to be told."""

    __tablename__ = "notice_wish"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    #: By kind, where it differs from the kind's own: app, now, digest or off.
    ways: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: Hour of the user's own clock, and ISO weekdays; no weekday: no digest.
    digest_hour: Mapped[int] = mapped_column(default=HOUR)
    weekdays: Mapped[str] = mapped_column(sa.String(7), default=WORKDAYS)
    #: A digest that has nothing to say is sent all the same.
    send_empty: Mapped[bool] = mapped_column(default=False)
    #: No mail but the digest from this hour until that one of the user's own clock.
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    #: The last day whose digest was looked at.
    digested_on: Mapped[date | None]


class NoticeWatch(Base):
    """Up to which instant was looked for what is due. One row; whoever looks holds it."""

    __tablename__ = "notice_watch"
    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    until: Mapped[datetime] = mapped_column(UTCDateTime)
