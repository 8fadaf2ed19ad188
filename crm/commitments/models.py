"""A commitment and the clients it concerns."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import Base, UTCDateTime, Versioned
from crm.engagements.models import Engagement
from crm.institutions.models import Institution


class Commitment(Base, Versioned):
    """One promise. Who may not see its engagement, or one of its clients, does not see it."""

    __tablename__ = "commitment"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(sa.String(500))
    #: us, client or institution; the column of that kind names the party, `us` needs none.
    maker_kind: Mapped[str] = mapped_column(sa.String(12))
    maker_client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)
    maker_institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    #: Who said it.
    maker_person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    receiver_kind: Mapped[str] = mapped_column(sa.String(12))
    receiver_client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)
    receiver_institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"), index=True)
    #: Calendar days; who reads decides by their own day whether one is past.
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    made_on: Mapped[date] = mapped_column(sa.Date)
    engagement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("engagement.id"), index=True)
    #: The one of us who keeps it, or sees to it that it is kept.
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    #: open, kept, not_kept or released; late is an open one whose day is past.
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    settled_on: Mapped[date | None] = mapped_column(sa.Date)
    #: Why it was released or not kept, or how it was kept.
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    #: The days above as instants, for timelines: noon UTC is the same day from Tijuana to New York.
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    maker_client: Mapped[Client | None] = relationship(lazy="raise_on_sql", foreign_keys=[maker_client_id])
    maker_institution: Mapped[Institution | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[maker_institution_id]
    )
    receiver_client: Mapped[Client | None] = relationship(lazy="raise_on_sql", foreign_keys=[receiver_client_id])
    receiver_institution: Mapped[Institution | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[receiver_institution_id]
    )
    engagement: Mapped[Engagement | None] = relationship(lazy="raise_on_sql")
    owner: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[owner_id])
    clients: Mapped[list["CommitmentClient"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    __audit__ = "commitment"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_commitment_due", "due_on", "id"),
        sa.Index("ix_commitment_made", "made_at", "id"),
        sa.Index("ix_commitment_search", "search_text", postgresql_using="gin",
                 postgresql_ops={"search_text": "gin_trgm_ops"}).ddl_if(dialect="postgresql"),
    )  # fmt: skip


_OPEN = sa.and_(Commitment.state == "open", Commitment.archived_at.is_(None))
sa.Index(
    "ix_commitment_open", Commitment.owner_id, Commitment.due_on, Commitment.id, sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)  # fmt: skip


class CommitmentClient(Base):
    """A client that a commitment concerns; those that made it or receive it are always among them."""

    __tablename__ = "commitment_client"
    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    client: Mapped[Client] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("commitment", "commitment_id", "clients", "client_id")
    __table_args__ = (sa.Index("ix_commitment_client_client", "client_id", "commitment_id"),)
