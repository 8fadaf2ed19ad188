"""Follow-ups and the clients they belong to."""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import Base, UTCDateTime, Versioned
from crm.institutions.models import Institution
from crm.people.models import Person


class Task(Base, Versioned):
    """One follow-up. It belongs to its clients: who may not see one of them does not see it."""

    __tablename__ = "task"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    #: Calendar day, in the assignee's own zone; with a time, of the zone of that time.
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    #: Wall time and its zone, if one was wanted, and the instant of both; `due_at` is never set without them.
    due_time: Mapped[time | None] = mapped_column(sa.Time)
    due_zone: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    assignee_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    #: normal or high.
    priority: Mapped[str] = mapped_column(sa.String(8), default="normal")
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Nothing is said of it before this day.
    snoozed_until: Mapped[date | None] = mapped_column(sa.Date)
    #: Whom or what it waits for, since when; empty for nobody.
    waiting_for: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    waiting_since: Mapped[date | None] = mapped_column(sa.Date)
    #: Who gave it away and still waits for it.
    delegated_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    #: An RFC 5545 rule without its start, '' for once only; see `crm/tasks/recurring.py`.
    rule: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    #: What a day of the rule moves past: of `weekend`, `US`, `MX`, with blanks between.
    rule_skip: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    #: First day of the rule, and the day of the rule that this one stands for (before it was moved).
    rule_start: Mapped[date | None] = mapped_column(sa.Date)
    rule_day: Mapped[date | None] = mapped_column(sa.Date)
    #: How many days of the rule had passed when this one was opened.
    rule_missed: Mapped[int] = mapped_column(default=0, server_default="0")
    #: Of those who may see its links, only its `readers`, its assignee and whoever wrote it: it came of such a note.
    limited: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    assignee: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[assignee_id])
    done_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[done_by_id])
    assignees: Mapped[list["TaskAssignee"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    clients: Mapped[list["TaskClient"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    institutions: Mapped[list["TaskInstitution"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    people: Mapped[list["TaskPerson"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    readers: Mapped[list["TaskReader"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    __audit__ = "task"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_task_due", "due_on", "id"),
        sa.Index("ix_task_done", "done_at", "id"),
        sa.Index("ix_task_delegated", "delegated_by_id", "id"),
    )


_OPEN = sa.and_(Task.done_at.is_(None), Task.archived_at.is_(None))
sa.Index("ix_task_open", Task.assignee_id, Task.due_on, Task.id, sqlite_where=_OPEN, postgresql_where=_OPEN)


class TaskAssignee(Base):
    """One more who does it, besides the assignee who answers for it."""

    __tablename__ = "task_assignee"
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    __audit_link__ = ("task", "task_id", "assignees", "user_id")
    __table_args__ = (sa.Index("ix_task_assignee_user", "user_id", "task_id"),)


class TaskClient(Base):
    """A client that a follow-up belongs to."""

    __tablename__ = "task_client"
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    client: Mapped[Client] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("task", "task_id", "clients", "client_id")
    __table_args__ = (sa.Index("ix_task_client_client", "client_id", "task_id"),)


class TaskInstitution(Base):
    """An institution that a follow-up is about."""

    __tablename__ = "task_institution"
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), primary_key=True, index=True)
    institution: Mapped[Institution] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("task", "task_id", "institutions", "institution_id")


class TaskPerson(Base):
    """A person that a follow-up is about."""

    __tablename__ = "task_person"
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("task", "task_id", "people", "person_id")


class TaskReader(Base):
    """One who reads a limited follow-up, besides its assignee and whoever wrote it."""

    __tablename__ = "task_reader"
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True, index=True)
    __audit_link__ = ("task", "task_id", "readers", "user_id")


class TaskNext(Base):
    """Which follow-up a recurring one opened when it was ticked off: by its key one at most."""

    __tablename__ = "task_next"
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    next_id: Mapped[int | None] = mapped_column(sa.ForeignKey("task.id"), unique=True)


class TaskComment(Base, Versioned):
    """What somebody wrote on a follow-up; who sees the follow-up reads it."""

    __tablename__ = "task_comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mentions: Mapped[list["TaskMention"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    __audit__ = "task_comment"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (sa.Index("ix_task_comment_task", "task_id", "id"),)


class TaskMention(Base):
    """A colleague whom a comment names."""

    __tablename__ = "task_mention"
    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("task_comment.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True, index=True)
    __audit_link__ = ("task_comment", "comment_id", "mentions", "user_id")
