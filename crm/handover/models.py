"""A handing over that was done: who, to whom, by whom, how many of each kind."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.db import Base, UTCDateTime


class Handover(Base):
    """Written once, never changed; each record's own trail has its part."""

    __tablename__ = "handover"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    #: How many went over, and how many stayed, by the name of their holding.
    moved: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    left: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    from_user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[from_id])
    to_user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[to_id])
    by_user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])
