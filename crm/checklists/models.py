"""Templates of checklists with their steps, and what was started from them."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.clients.models.client import Client
from crm.core.db import Base, UTCDateTime, Versioned
from crm.reference.models import Titled
from crm.tasks.models import Task


class Checklist(Base, Versioned, Titled):
    """A template; `code` names one that ships with the product."""

    __tablename__ = "checklist"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    steps: Mapped[list["ChecklistStep"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="ChecklistStep.position"
    )

    __audit__ = "checklist"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class ChecklistStep(Base):
    """One step: what is to be done, how many days from the start, by whom."""

    __tablename__ = "checklist_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist.id"), index=True)
    position: Mapped[int]
    title_en: Mapped[str] = mapped_column(sa.String(250))
    title_es: Mapped[str] = mapped_column(sa.String(250))
    #: From the start; before it where negative.
    days: Mapped[int]
    #: lead (the client's account lead), starter (whoever starts it) or support (chosen then).
    role: Mapped[str] = mapped_column(sa.String(8), default="lead")
    __audit_link__ = ("checklist", "checklist_id", "steps", "title_en", "title_es", "days", "role")

    def title(self, language: str) -> str:
        """Return what is to be done in a language."""
        return self.title_es if language == "es" else self.title_en


class ChecklistRun(Base, Versioned):
    """A checklist started on a client."""

    __tablename__ = "checklist_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist.id"), index=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"))
    starts_on: Mapped[date]
    started_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checklist: Mapped[Checklist] = relationship(lazy="raise_on_sql")
    client: Mapped[Client] = relationship(lazy="raise_on_sql")

    __audit__ = "checklist_run"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (sa.Index("ix_checklist_run_client", "client_id", "id"),)


class ChecklistTask(Base):
    """A follow-up that a started checklist made."""

    __tablename__ = "checklist_task"
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("checklist_run.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True, unique=True)
    position: Mapped[int]
    task: Mapped[Task] = relationship(lazy="raise_on_sql")
