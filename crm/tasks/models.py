"""Follow-ups and the clients they belong to."""

from datetime import date, datetime
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
    #: Calendar day, in the assignee's own zone.
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    assignee_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    #: normal or high.
    priority: Mapped[str] = mapped_column(sa.String(8), default="normal")
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Of those who may see its links, only its `readers`, its assignee and whoever wrote it: it came of such a note.
    limited: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    assignee: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[assignee_id])
    done_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[done_by_id])
    clients: Mapped[list["TaskClient"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    institutions: Mapped[list["TaskInstitution"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    people: Mapped[list["TaskPerson"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    readers: Mapped[list["TaskReader"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    __audit__ = "task"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_task_due", "due_on", "id"),
        sa.Index("ix_task_done", "done_at", "id"),
    )


_OPEN = sa.and_(Task.done_at.is_(None), Task.archived_at.is_(None))
sa.Index("ix_task_open", Task.assignee_id, Task.due_on, Task.id, sqlite_where=_OPEN, postgresql_where=_OPEN)


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
