"""What report was asked for; its document is built for each reader from what that reader may see."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import Base, UTCDateTime


class Report(Base):
    """An engagement report of one client over a period, in one language."""

    __tablename__ = "report"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    period_start: Mapped[date] = mapped_column(sa.Date)
    #: Last day of the period.
    period_end: Mapped[date] = mapped_column(sa.Date)
    language: Mapped[str] = mapped_column(sa.String(2))
    prepared_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    client: Mapped[Client] = relationship(lazy="raise_on_sql")
    prepared_by: Mapped[User] = relationship(lazy="raise_on_sql")
    __audit__ = "report"
