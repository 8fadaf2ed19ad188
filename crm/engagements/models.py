"""The engagement and its links to clients, consultants, USMCA chapters and follow-ups."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.clients.models import Client
from crm.core.db import Base, UTCDateTime, Versioned
from crm.reference.models import UsmcaChapter
from crm.tasks.models import Task


class Engagement(Base, Versioned):
    """One contact: planned, held or cancelled."""

    __tablename__ = "engagement"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: diplomatic (government) or trade.
    track: Mapped[str] = mapped_column(sa.String(12))
    #: in_person, video, phone, whatsapp, email, letter, event, site_visit or hearing.
    channel: Mapped[str] = mapped_column(sa.String(12))
    #: planned, held or cancelled.
    state: Mapped[str] = mapped_column(sa.String(10), default="held")
    cancel_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    #: The instant, and the wall time with its zone as the place itself says it.
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    starts_wall: Mapped[datetime] = mapped_column(sa.DateTime)
    zone: Mapped[str] = mapped_column(sa.String(40))
    minutes: Mapped[int | None]
    subject: Mapped[str] = mapped_column(sa.String(300))
    #: Internal note, Markdown. Never printed in a report.
    note: Mapped[str] = mapped_column(sa.Text, default="")
    summary_en: Mapped[str] = mapped_column(sa.Text, default="")
    summary_es: Mapped[str] = mapped_column(sa.Text, default="")
    outcome: Mapped[str] = mapped_column(sa.Text, default="")
    next_step: Mapped[str] = mapped_column(sa.Text, default="")
    #: Body or business across the table, and the people present, as text.
    institution: Mapped[str] = mapped_column(sa.String(300), default="")
    people: Mapped[str] = mapped_column(sa.Text, default="")
    #: Subject, note, institution, people, summaries, outcome folded.
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    clients: Mapped[list["EngagementClient"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    consultants: Mapped[list["EngagementConsultant"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    usmca: Mapped[list["EngagementUsmca"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    tasks: Mapped[list["EngagementTask"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    __audit__ = "engagement"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_engagement_starts", "starts_at", "id"),
        sa.Index("ix_engagement_state", "state", "starts_at", "id"),
        sa.Index("ix_engagement_search", "search_text", postgresql_using="gin",
                 postgresql_ops={"search_text": "gin_trgm_ops"}).ddl_if(dialect="postgresql"),
    )  # fmt: skip

    @property
    def number(self) -> str:
        """Return the number that reports cite: G-2026-0147 (year of the contact, then its own number)."""
        return f"G-{self.starts_wall.year}-{self.id:04d}"


class EngagementClient(Base):
    """A client that an engagement was for. `starts_at` repeats the engagement's: timelines page by it."""

    __tablename__ = "engagement_client"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    client: Mapped[Client] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "clients", "client_id")
    __table_args__ = (sa.Index("ix_engagement_client_client", "client_id", "starts_at", "engagement_id"),)


class EngagementConsultant(Base):
    """One of us who took part."""

    __tablename__ = "engagement_consultant"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True, index=True)
    user: Mapped[User] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "consultants", "user_id")


class EngagementUsmca(Base):
    """A USMCA chapter that was spoken of."""

    __tablename__ = "engagement_usmca"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    chapter_number: Mapped[int] = mapped_column(sa.ForeignKey("usmca_chapter.number"), primary_key=True, index=True)
    chapter: Mapped[UsmcaChapter] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "usmca", "chapter_number")


class EngagementTask(Base):
    """A follow-up that came of an engagement."""

    __tablename__ = "engagement_task"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True, index=True)
    task: Mapped[Task] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "tasks", "task_id")
