"""The engagement and its links to clients, consultants, counterparts, chapters, sectors, follow-ups and files."""

from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import Base, UTCDateTime, Versioned
from crm.engagements.confidential_models import EngagementReader
from crm.files.models import StoredFile
from crm.institutions.models import Institution
from crm.people.models import Person
from crm.reference.models import HsChapter, Sector, UsmcaChapter
from crm.tasks.models import Task


class Engagement(Base, Versioned):
    """One contact: requested, planned, held or cancelled."""

    __tablename__ = "engagement"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: diplomatic (government) or trade.
    track: Mapped[str] = mapped_column(sa.String(12))
    #: in_person, video, phone, whatsapp, email, letter, event, site_visit or hearing.
    channel: Mapped[str] = mapped_column(sa.String(12))
    #: requested, planned, held or cancelled.
    state: Mapped[str] = mapped_column(sa.String(10), default="held")
    cancel_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    #: The instant, and the wall time with its zone as the place itself says it. A requested one has no hour yet: noon
    #: of the day on which it was asked for.
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
    #: Body or business across the table, and people present, that are not in the register: as text.
    institution: Mapped[str] = mapped_column(sa.String(300), default="")
    people: Mapped[str] = mapped_column(sa.Text, default="")
    #: Of one that was asked for: the day, by which channel, whom; when to ask again.
    requested_on: Mapped[date | None]
    request_channel: Mapped[str] = mapped_column(sa.String(12), default="")
    request_to: Mapped[str] = mapped_column(sa.String(300), default="")
    remind_on: Mapped[date | None]
    #: Of a letter: in, out or empty; its official number (oficio); until when and on which day it was answered.
    direction: Mapped[str] = mapped_column(sa.String(3), default="")
    letter_number: Mapped[str] = mapped_column(sa.String(80), default="")
    reply_due_on: Mapped[date | None]
    replied_on: Mapped[date | None]
    #: Spoken: en, es, both, other or empty.
    language: Mapped[str] = mapped_column(sa.String(5), default="")
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    #: Who asked for it: us, client, counterpart or empty.
    asked_by: Mapped[str] = mapped_column(sa.String(12), default="")
    purpose: Mapped[str] = mapped_column(sa.Text, default="")
    #: In whose name we were there: for_client, with_client (present too), own or empty (not said).
    our_role: Mapped[str] = mapped_column(sa.String(12), default="")
    #: Bills, rules and treaty articles spoken of, one a line.
    legal_texts: Mapped[str] = mapped_column(sa.Text, default="")
    #: Reports may name the holders of posts who were met; else they print the institution alone.
    name_officials: Mapped[bool] = mapped_column(default=True)
    #: Subject, note, institution, people, summaries, outcome and the like folded (`search_text.SEARCHED`).
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Only its `readers` and its author read it, of those who may see all of its clients.
    limited: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    readers: Mapped[list[EngagementReader]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    clients: Mapped[list["EngagementClient"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    consultants: Mapped[list["EngagementConsultant"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    usmca: Mapped[list["EngagementUsmca"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    sectors: Mapped[list["EngagementSector"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    chapters: Mapped[list["EngagementChapter"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    persons: Mapped[list["EngagementPerson"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    institutions: Mapped[list["EngagementInstitution"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan"
    )
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


#: Few letters wait for a reply: the index holds these alone.
_AWAITED: Final = sa.and_(Engagement.reply_due_on.is_not(None), Engagement.replied_on.is_(None))
sa.Index(
    "ix_engagement_reply", Engagement.reply_due_on, Engagement.id, sqlite_where=_AWAITED, postgresql_where=_AWAITED
)


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
    #: lead, attending, interpreter, note_taker or empty (not said), and what they were in the firm on that day.
    role: Mapped[str] = mapped_column(sa.String(12), default="")
    firm_role: Mapped[str] = mapped_column(sa.String(12), default="")
    #: Spent by this one; None for as long as the engagement took.
    minutes: Mapped[int | None]
    user: Mapped[User] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "consultants", "user_id")


class EngagementUsmca(Base):
    """A USMCA chapter that was spoken of."""

    __tablename__ = "engagement_usmca"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    chapter_number: Mapped[int] = mapped_column(sa.ForeignKey("usmca_chapter.number"), primary_key=True, index=True)
    chapter: Mapped[UsmcaChapter] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "usmca", "chapter_number")


class EngagementSector(Base):
    """A sector that was spoken of."""

    __tablename__ = "engagement_sector"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    sector_id: Mapped[int] = mapped_column(sa.ForeignKey("sector.id"), primary_key=True, index=True)
    sector: Mapped[Sector] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "sectors", "sector_id")


class EngagementChapter(Base):
    """A chapter of the Harmonized System that was spoken of."""

    __tablename__ = "engagement_chapter"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    hs_code: Mapped[str] = mapped_column(sa.ForeignKey("hs_chapter.code"), primary_key=True, index=True)
    chapter: Mapped[HsChapter] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "chapters", "hs_code")


class EngagementTask(Base):
    """A follow-up that came of an engagement."""

    __tablename__ = "engagement_task"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True, index=True)
    task: Mapped[Task] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "tasks", "task_id")


class EngagementPerson(Base):
    """Somebody present, with what they were on that day. `starts_at` repeats the engagement's: timelines page by it."""

    __tablename__ = "engagement_person"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Post and body, or title and client, held on that day; kept as it was, in both languages.
    held_en: Mapped[str] = mapped_column(sa.String(420), default="")
    held_es: Mapped[str] = mapped_column(sa.String(420), default="")
    #: They held a post at an institution; else a role at a client, or nothing that is known.
    in_post: Mapped[bool] = mapped_column(default=False)
    #: Class of that post (see `Post.official_class`), who says so and when it was looked up: as of that day.
    official_class: Mapped[str] = mapped_column(sa.String(12), default="")
    class_source: Mapped[str] = mapped_column(sa.String(300), default="")
    class_checked_on: Mapped[date | None]
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "persons", "person_id", "held_en")
    __table_args__ = (sa.Index("ix_engagement_person_person", "person_id", "starts_at", "engagement_id"),)

    def held(self, language: str) -> str:
        """Return what they were on that day."""
        return self.held_es if language == "es" else self.held_en


class EngagementInstitution(Base):
    """An institution across the table."""

    __tablename__ = "engagement_institution"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    institution: Mapped[Institution] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "institutions", "institution_id")
    __table_args__ = (
        sa.Index("ix_engagement_institution_institution", "institution_id", "starts_at", "engagement_id"),
    )


class EngagementFile(Base):
    """A file that belongs to an engagement."""

    __tablename__ = "engagement_file"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, index=True)
    #: receipt (acuse: our letter with their stamp), minutes (minuta) or empty.
    mark: Mapped[str] = mapped_column(sa.String(10), default="")
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "files", "file_id", "mark")
