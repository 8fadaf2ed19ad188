"""What was merged into what, with all that an undo needs; and who may see a merged person."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.db import Base, Json, UTCDateTime


class Merge(Base):
    """One record taken into another of its kind; both ids are soft, as in the trail."""

    __tablename__ = "record_merge"
    __kept__ = "merges"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: The record's page: client, person or institution.
    kind: Mapped[str] = mapped_column(sa.String(12))
    kept_id: Mapped[int]
    other_id: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    #: What was before, and which rows moved: see `crm/merges/journal.py`.
    before: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, deferred=True, deferred_raiseload=True)
    #: What the undo could not put back: [[reason, what, number], …].
    left: Mapped[list[list[Any]]] = mapped_column(Json, default=list)
    actor: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[actor_id])
    undone_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[undone_by_id])
    __table_args__ = (sa.Index("ix_record_merge_kept", "kind", "kept_id", "id"),)


_ACTIVE = Merge.undone_at.is_(None)
#: A record can be taken into one other only, whoever tries at the same moment.
sa.Index(
    "ix_record_merge_other", Merge.kind, Merge.other_id, unique=True, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE
)


class MergeReader(Base):
    """A person with such rows is shown to these accounts only, as far as places would show them at all."""

    __tablename__ = "merge_reader"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True, index=True)
