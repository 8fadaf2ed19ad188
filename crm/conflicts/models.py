"""Who stands against our clients, the checks of new ones, what they found, and who is kept out for it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import Base, SortText, UTCDateTime, Versioned
from crm.core.text import fold
from crm.files.models import StoredFile
from crm.issues.models import Issue
from crm.pipeline.models import Opportunity


class AdverseParty(Base, Versioned):
    """Whom a client's matters stand against; seen by those who may see the client."""

    __tablename__ = "adverse_party"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    #: The name folded: order. Kept by the mapper.
    name_key: Mapped[str] = mapped_column(SortText, default="")
    #: Compact, as it was written: nobody here can check it.
    tax_id: Mapped[str] = mapped_column(sa.String(20), default="")
    #: competitor, litigant, union, authority or other.
    relation: Mapped[str] = mapped_column(sa.String(12), default="other")
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    client: Mapped[Client] = relationship(lazy="raise_on_sql")

    __audit__ = "adverse_party"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


@sa.event.listens_for(AdverseParty, "before_insert")
@sa.event.listens_for(AdverseParty, "before_update")
def _keep_key(_mapper: object, _connection: object, party: AdverseParty) -> None:
    party.name_key = fold(party.name)[:300]


class AdverseKey(Base):
    """A key of an adverse party, of the kind by which duplicates find each other (`crm/duplicates/keys.py`)."""

    __tablename__ = "adverse_key"
    key: Mapped[str] = mapped_column(sa.String(260), primary_key=True)
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("adverse_party.id"), primary_key=True, index=True)


class ConflictCheck(Base, Versioned):
    """One search for a new client or matter, and what was decided; seen by those who may see the client."""

    __tablename__ = "conflict_check"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"))
    opportunity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("opportunity.id"), index=True)
    #: What was searched beside the client's own names: other names it has or had, one a line.
    names: Mapped[str] = mapped_column(sa.Text, default="")
    tax_id: Mapped[str] = mapped_column(sa.String(20), default="")
    #: Whom the matter stands against, one a line.
    counterparties: Mapped[str] = mapped_column(sa.Text, default="")
    #: Names that were compared, and records looked through: clients and adverse parties, hidden ones too.
    compared: Mapped[int] = mapped_column(default=0)
    looked_through: Mapped[int] = mapped_column(default=0)
    #: More was found than is kept: the names say too little.
    cut: Mapped[bool] = mapped_column(default=False)
    run_at: Mapped[datetime] = mapped_column(UTCDateTime)
    run_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    #: open, clear, waived, barrier or declined.
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    decision_note: Mapped[str] = mapped_column(sa.String(1000), default="")
    #: None of one that is clear because nothing was found.
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: What was waived, who gave the waiver (somebody at the client: in words), and on which day.
    waiver: Mapped[str] = mapped_column(sa.String(2000), default="")
    waiver_by: Mapped[str] = mapped_column(sa.String(200), default="")
    waiver_on: Mapped[date | None]

    client: Mapped[Client] = relationship(lazy="raise_on_sql")
    opportunity: Mapped[Opportunity | None] = relationship(lazy="raise_on_sql")
    run_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[run_by_id])
    decided_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[decided_by_id])

    __audit__ = "conflict_check"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_conflict_check_client", "client_id", "run_at", "id"),
        sa.Index("ix_conflict_check_run", "run_at", "id"),
        sa.Index("ix_conflict_check_state", "state", "run_at", "id"),
    )


class ConflictPosition(Base):
    """What the client means to hold on an issue, as it was searched."""

    __tablename__ = "conflict_position"
    check_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_check.id"), primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), primary_key=True, index=True)
    #: for or against.
    position: Mapped[str] = mapped_column(sa.String(12))
    issue: Mapped[Issue] = relationship(lazy="raise_on_sql")


class ConflictHit(Base, Versioned):
    """One thing found; whoever may not see its client is told whom to ask, and nothing else of it."""

    __tablename__ = "conflict_hit"
    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_check.id"), index=True)
    #: client (it looks like one of ours), parent (through a family), adverse (ours stands against it), counterparty
    #: (the matter stands against ours) or position (on an issue).
    kind: Mapped[str] = mapped_column(sa.String(12))
    #: The client of ours that it is about.
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    #: The business of either family through which it was found.
    via_client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)
    adverse_id: Mapped[int | None] = mapped_column(sa.ForeignKey("adverse_party.id"), index=True)
    issue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("issue.id"), index=True)
    #: What was searched, and what it met, as both were then; of a position: for or against.
    searched: Mapped[str] = mapped_column(sa.String(200), default="")
    matched: Mapped[str] = mapped_column(sa.String(200), default="")
    #: same_name, like_name, part_name, tax_id, family or position.
    why: Mapped[str] = mapped_column(sa.String(12))
    #: 0 to 100.
    score: Mapped[int] = mapped_column(default=0)
    #: open, confirmed or dismissed.
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    judged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __audit__ = "conflict_hit"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class InformationBarrier(Base, Versioned):
    """Why and how long somebody is kept out of a client; `ClientBarrier` is what keeps them out."""

    __tablename__ = "information_barrier"
    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_check.id"), index=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    #: When somebody looks whether it is still needed; it never ends by itself.
    review_on: Mapped[date | None]
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    client: Mapped[Client] = relationship(lazy="raise_on_sql")
    user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[user_id])
    set_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[set_by_id])

    __audit__ = "information_barrier"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (sa.Index("ix_information_barrier_client", "client_id", "lifted_at", "id"),)


class ConflictCheckFile(Base):
    """A file that belongs to a check: the waiver as it was signed."""

    __tablename__ = "conflict_check_file"
    conflict_check_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_check.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, index=True)
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("conflict_check", "conflict_check_id", "files", "file_id")
