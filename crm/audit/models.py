"""The audit trail. It keeps a soft (kind, record_id): it must outlive the record."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Json, UTCDateTime


class AuditEntry(Base):
    """One change of one record by one person (none: a command or the system)."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    #: Kind of record, as in addresses: client, engagement, task …
    kind: Mapped[str] = mapped_column(sa.String(30))
    record_id: Mapped[int]
    #: create, update or delete; a link row reads as an update of its record.
    action: Mapped[str] = mapped_column(sa.String(10))
    #: [[field, old, new], …] as text, numbers or null.
    changes: Mapped[list[list[Any]]] = mapped_column(Json)
    __table_args__ = (sa.Index("ix_audit_entry_record", "kind", "record_id", "id"),)
