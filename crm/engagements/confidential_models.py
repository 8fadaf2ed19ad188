"""Who reads an engagement, its sensitive parts, its lock, and the texts that its versions replaced."""

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.db import Base, UTCDateTime, Versioned

#: The kind of record under which the trail of a sensitive part is kept: the engagement's own trail never names it.
PART: Final = "engagement_part"


class EngagementReader(Base):
    """One who reads an engagement that names its readers (`Engagement.limited`); its author always does."""

    __tablename__ = "engagement_reader"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True, index=True)
    __audit_link__ = ("engagement", "engagement_id", "readers", "user_id")


class EngagementPart(Base, Versioned):
    """A sensitive part of a note, with readers of its own among those who see the engagement.

    Its text stands in no column of the engagement, and in no trail.
    """

    __tablename__ = "engagement_part"
    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), index=True)
    #: Whoever wrote it always reads it.
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    #: Markdown, as the note.
    text: Mapped[str] = mapped_column(sa.Text, default="")
    #: The text folded; searched for its readers alone.
    search_text: Mapped[str] = mapped_column(sa.Text, default="")

    readers: Mapped[list["EngagementPartReader"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    author: Mapped[User | None] = relationship(lazy="raise_on_sql")
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class EngagementPartReader(Base):
    """One who reads a sensitive part besides its author."""

    __tablename__ = "engagement_part_reader"
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement_part.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True, index=True)
    __audit_link__ = (PART, "part_id", "readers", "user_id")


class EngagementLock(Base):
    """While it is there nobody edits the engagement."""

    __tablename__ = "engagement_lock"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(sa.String(300))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[User] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "locked", "reason")


class EngagementVersion(Base):
    """A text that an edit replaced: what `field` held before the engagement (or its part) got this version.

    Only what was replaced is kept: the text as it is stands in the record, and an older one is the next replaced.
    """

    __tablename__ = "engagement_version"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    body: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))


class EngagementPartVersion(Base):
    """The same of a sensitive part: for its readers alone."""

    __tablename__ = "engagement_part_version"
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement_part.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
