"""Stages, opportunities, and every move of an opportunity from one stage to another."""

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
from crm.mandates.models import Mandate
from crm.reference.models import ServiceLine, Titled
from crm.tasks.models import Task


class Stage(Base, Versioned, Titled):
    """A column of the board. Which stages are left to choose, in what order and how likely, is the firm's to say."""

    __tablename__ = "pipeline_stage"
    __kept__ = "pipeline_stages"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    #: open, signed, lost or hold. Never changes: what was counted stays counted.
    kind: Mapped[str] = mapped_column(sa.String(8))
    #: 0 to 100 percent; of an open stage alone.
    probability: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __audit__ = "pipeline_stage"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class Opportunity(Base, Versioned):
    """One possible mandate of a client; seen by those who may see the client."""

    __tablename__ = "opportunity"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    #: The title folded: list order and keyset. Kept by the mapper.
    title_key: Mapped[str] = mapped_column(SortText, default="")
    #: Title, next step and notes folded.
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    #: Markdown.
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    service_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service_line.id"), index=True)
    #: A number never stands without its currency.
    value_amount: Mapped[Decimal | None] = mapped_column(Exact)
    #: USD or MXN.
    value_currency: Mapped[str] = mapped_column(sa.String(3), default="")
    #: retainer, fixed, success, hourly, or empty: not known yet.
    fee_basis: Mapped[str] = mapped_column(sa.String(10), default="")
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("pipeline_stage.id"))
    #: 0 to 100 percent; None: that of the stage.
    probability: Mapped[int | None]
    #: When the signature is expected.
    expected_on: Mapped[date | None]
    account_lead_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    #: client, referral, institution, chamber, event, web, approach or other; empty: not known.
    source: Mapped[str] = mapped_column(sa.String(12), default="")
    #: Who referred it, which event.
    source_note: Mapped[str] = mapped_column(sa.String(200), default="")
    next_step: Mapped[str] = mapped_column(sa.String(300), default="")
    next_step_on: Mapped[date | None]
    #: Of one that was not won: price, timing, other_firm, conflict, declined, cancelled, no_answer or other.
    lost_reason: Mapped[str] = mapped_column(sa.String(12), default="")
    lost_note: Mapped[str] = mapped_column(sa.String(500), default="")
    #: Instant of the last move, as its row in the history has it.
    stage_since: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Instant of the move to a stage that is signed or lost; None as long as it is open or on hold.
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: What signing it made.
    mandate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mandate.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    client: Mapped[Client] = relationship(lazy="raise_on_sql")
    stage: Mapped[Stage] = relationship(lazy="raise_on_sql")
    account_lead: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[account_lead_id])
    service_line: Mapped[ServiceLine | None] = relationship(lazy="raise_on_sql")
    mandate: Mapped[Mandate | None] = relationship(lazy="raise_on_sql")

    __audit__ = "opportunity"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_opportunity_client", "client_id", "id"),
        sa.Index("ix_opportunity_title", "title_key", "id"),
        sa.Index("ix_opportunity_stage", "stage_id", "stage_since", "id"),
        # The first cards of a stage, and its totals, from the index alone.
        sa.Index("ix_opportunity_board", "stage_id", "archived_at", "expected_on", "id", "client_id"),
        sa.Index("ix_opportunity_totals", "stage_id", "archived_at", "closed_at", "client_id", "value_currency",
                 "value_amount", "probability"),
        sa.Index("ix_opportunity_expected", "expected_on", "id"),
        sa.Index("ix_opportunity_closed", "closed_at", "id"),
        sa.Index("ix_opportunity_search", "search_text", postgresql_using="gin",
                 postgresql_ops={"search_text": "gin_trgm_ops"}).ddl_if(dialect="postgresql"),
    )  # fmt: skip


@sa.event.listens_for(Opportunity, "before_insert")
@sa.event.listens_for(Opportunity, "before_update")
def _keep_keys(_mapper: object, _connection: object, opportunity: Opportunity) -> None:
    opportunity.title_key = fold(opportunity.title)[:300]


class StageMove(Base):
    """A move, never changed: all figures of the pipeline come from these rows."""

    __tablename__ = "stage_move"
    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"))
    #: None: the opportunity was added.
    from_stage_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pipeline_stage.id"))
    to_stage_id: Mapped[int] = mapped_column(sa.ForeignKey("pipeline_stage.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    opportunity: Mapped[Opportunity] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        sa.Index("ix_stage_move_opportunity", "opportunity_id", "at", "id"),
        sa.Index("ix_stage_move_at", "at", "id"),
    )


class OpportunityTask(Base):
    """A follow-up of an opportunity."""

    __tablename__ = "opportunity_task"
    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True, index=True)
    task: Mapped[Task] = relationship(lazy="raise_on_sql")


class OpportunityFile(Base):
    """A file that belongs to an opportunity."""

    __tablename__ = "opportunity_file"
    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, index=True)
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("opportunity", "opportunity_id", "files", "file_id")
