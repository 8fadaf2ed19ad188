"""Which follow-up was opened from a key date, so that each client gets one."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base

LONGEST_ENTRY = 120


class KeyDateTask(Base):
    """The follow-up that a key date (`KeyDate.entry`) has for a client."""

    __tablename__ = "key_date_task"
    entry: Mapped[str] = mapped_column(sa.String(LONGEST_ENTRY), primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True, index=True)
    #: Empty only within the transaction that takes the place before it writes the follow-up.
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("task.id"), index=True)
