"""Keys by which records that are alike find each other, the pairs found, and what was said of them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, UTCDateTime


class DuplicateKey(Base):
    """One key of one record (`keys.py`); records that share none are never compared.

    Kept at each flush that touches a record. A row of kind `rules` says by which rules they were made.
    """

    __tablename__ = "duplicate_key"
    kind: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(260), primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    __table_args__: Any = (sa.Index("ix_duplicate_key_record", "kind", "record_id"), {"sqlite_with_rowid": False})


class DuplicateDue(Base):
    """A record whose pairs are to be looked for: written with the record, gone when its pairs are."""

    __tablename__ = "duplicate_due"
    kind: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class DuplicatePair(Base):
    """Two records of one kind that are alike, the lower id first; whoever may not see both sees no pair."""

    __tablename__ = "duplicate_pair"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: client, person or institution.
    kind: Mapped[str] = mapped_column(sa.String(12))
    low_id: Mapped[int]
    high_id: Mapped[int]
    #: How alike they are in all, 0 to 100: the order of the queue.
    score: Mapped[int]
    #: How alike their names are, and the best that a legal name has a part in.
    name_score: Mapped[int]
    legal_score: Mapped[int]
    #: Which fields are the same: the bits of `likeness.BITS`.
    same: Mapped[int]
    #: Digest of what both were told by: where it changes, "not duplicates" no longer holds.
    mark: Mapped[str] = mapped_column(sa.String(16))
    #: Said not to be duplicates: when, and by whom.
    apart_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    apart_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (
        sa.UniqueConstraint("kind", "low_id", "high_id"),
        sa.Index("ix_duplicate_pair_high", "kind", "high_id"),
        sa.Index("ix_duplicate_pair_queue", "kind", "score", "low_id", "high_id"),
    )
