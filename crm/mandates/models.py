"""The mandate, its objectives, deliverables, results, introductions and the hours used of its retainer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import Base, Exact, SortText, UTCDateTime, Versioned
from crm.core.text import fold
from crm.files.models import StoredFile
from crm.institutions.models import Institution
from crm.people.models import Person
from crm.reference.models import ServiceLine
from crm.tasks.models import Task


class Mandate(Base, Versioned):
    """Signed work for one client; seen by those who may see the client."""

    __tablename__ = "mandate"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    #: The title folded: list order and keyset. Kept by the mapper.
    title_key: Mapped[str] = mapped_column(SortText, default="")
    #: Title, scope and signatory folded.
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    service_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service_line.id"), index=True)
    #: What is in and what is not; Markdown.
    scope: Mapped[str] = mapped_column(sa.Text, default="")
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    #: Calendar days, both included; no end: until somebody ends it.
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    #: By when to talk about the next term.
    renewal_on: Mapped[date | None]
    next_report_on: Mapped[date | None]
    #: retainer, fixed, success or hourly.
    fee_basis: Mapped[str] = mapped_column(sa.String(10), default="fixed")
    #: Of one rhythm; a number never stands without its currency.
    fee_amount: Mapped[Decimal | None] = mapped_column(Exact)
    #: USD or MXN.
    fee_currency: Mapped[str] = mapped_column(sa.String(3), default="")
    #: once, month, quarter, year or hour.
    fee_rhythm: Mapped[str] = mapped_column(sa.String(8), default="once")
    fee_note: Mapped[str] = mapped_column(sa.String(500), default="")
    #: Minutes that the retainer covers in each calendar month; None: not counted.
    retainer_minutes: Mapped[int | None]
    #: Who signed for the client.
    signatory_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    #: active, paused or ended.
    state: Mapped[str] = mapped_column(sa.String(8), default="active")
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    client: Mapped[Client] = relationship(lazy="raise_on_sql")
    lead: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[lead_id])
    signatory: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    service_line: Mapped[ServiceLine | None] = relationship(lazy="raise_on_sql")

    __audit__ = "mandate"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_mandate_client", "client_id", "id"),
        sa.Index("ix_mandate_title", "title_key", "id"),
        sa.Index("ix_mandate_renewal", "renewal_on", "id"),
        sa.Index("ix_mandate_report", "next_report_on", "id"),
        sa.Index("ix_mandate_ends", "ends_on", "id"),
        sa.Index("ix_mandate_search", "search_text", postgresql_using="gin",
                 postgresql_ops={"search_text": "gin_trgm_ops"}).ddl_if(dialect="postgresql"),
    )  # fmt: skip


@sa.event.listens_for(Mandate, "before_insert")
@sa.event.listens_for(Mandate, "before_update")
def _keep_keys(_mapper: object, _connection: object, mandate: Mandate) -> None:
    mandate.title_key = fold(mandate.title)[:300]


class Objective(Base, Versioned):
    """What the client hired us to reach."""

    __tablename__ = "mandate_objective"
    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    #: How one will know that it is reached.
    measure: Mapped[str] = mapped_column(sa.String(500), default="")
    #: on_track, at_risk, blocked or achieved.
    state: Mapped[str] = mapped_column(sa.String(10), default="on_track")
    #: 0 to 100 percent, as judged by whoever leads it.
    progress: Mapped[int] = mapped_column(default=0)
    #: What stands in the way; asked for where it is at risk or blocked.
    blocker: Mapped[str] = mapped_column(sa.String(500), default="")
    due_on: Mapped[date | None]
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mandate: Mapped[Mandate] = relationship(lazy="raise_on_sql")

    __audit__ = "mandate_objective"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class Deliverable(Base, Versioned):
    """What is handed over by a day."""

    __tablename__ = "mandate_deliverable"
    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"), index=True)
    objective_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mandate_objective.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    due_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mandate: Mapped[Mandate] = relationship(lazy="raise_on_sql")
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql")

    __audit__ = "mandate_deliverable"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (sa.Index("ix_mandate_deliverable_due", "due_on", "id"),)


class Result(Base, Versioned):
    """A dated, evidenced effect (hours extended, permit issued), and who confirms it."""

    __tablename__ = "mandate_result"
    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"), index=True)
    objective_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mandate_objective.id"), index=True)
    happened_on: Mapped[date]
    text: Mapped[str] = mapped_column(sa.String(1000))
    #: The document, publication or figure that shows it.
    evidence: Mapped[str] = mapped_column(sa.String(500), default="")
    #: https alone.
    evidence_url: Mapped[str] = mapped_column(sa.String(500), default="")
    evidence_file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    #: The person who confirms it, by record or by name; empty: nobody yet.
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    confirmed_by: Mapped[str] = mapped_column(sa.String(200), default="")
    confirmed_on: Mapped[date | None]
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mandate: Mapped[Mandate] = relationship(lazy="raise_on_sql")
    confirmer: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    evidence_file: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")

    __audit__ = "mandate_result"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class Introduction(Base, Versioned):
    """We introduce A to B, on behalf of a mandate; B may be no record yet."""

    __tablename__ = "mandate_introduction"
    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"), index=True)
    made_on: Mapped[date]
    #: Whom we introduce: a person, else the client itself.
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    #: To whom: a person, an institution, or by name alone.
    to_person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    to_institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    to_name: Mapped[str] = mapped_column(sa.String(200), default="")
    #: offered, made, talking, agreed or nothing.
    state: Mapped[str] = mapped_column(sa.String(8), default="made")
    outcome: Mapped[str] = mapped_column(sa.String(500), default="")
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mandate: Mapped[Mandate] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    to_person: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[to_person_id])
    to_institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql")

    __audit__ = "mandate_introduction"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class TimeUsed(Base, Versioned):
    """Minutes that one of us worked for a mandate on a day."""

    __tablename__ = "mandate_time"
    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    worked_on: Mapped[date]
    minutes: Mapped[int]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mandate: Mapped[Mandate] = relationship(lazy="raise_on_sql")
    user: Mapped[User] = relationship(lazy="raise_on_sql")

    __audit__ = "mandate_time"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (sa.Index("ix_mandate_time_day", "mandate_id", "worked_on"),)


class MandateTask(Base):
    """A follow-up of a mandate."""

    __tablename__ = "mandate_task"
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True, index=True)
    task: Mapped[Task] = relationship(lazy="raise_on_sql")


class MandateFile(Base):
    """A file that belongs to a mandate."""

    __tablename__ = "mandate_file"
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, index=True)
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("mandate", "mandate_id", "files", "file_id")
