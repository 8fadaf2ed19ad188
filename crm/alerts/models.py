"""A rule over a series, what fired, and which follow-up each client has from it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import Base, Exact, UTCDateTime, Versioned
from crm.indicators.models import Series


class AlertRule(Base, Versioned):
    """One rule of the firm. With a client it is only for those who may see that client."""

    __tablename__ = "alert_rule"
    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("series.id"), index=True)
    #: rise, fall, move (percent on the same period a year before), above or below (the series' own unit).
    kind: Mapped[str] = mapped_column(sa.String(8))
    bound: Mapped[Decimal] = mapped_column(Exact)
    #: Whose clients: of one sector, one client, or with neither every client that the series touches.
    sector_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sector.id"), index=True)
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)
    #: What to do then: goes into the follow-ups.
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    #: Days from the event to the day on which its follow-ups are due.
    due_days: Mapped[int]
    #: The newest figure that was judged; older periods are not judged again.
    checked_period: Mapped[date | None] = mapped_column(sa.Date)
    checked_vintage: Mapped[date | None] = mapped_column(sa.Date)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    series: Mapped[Series] = relationship(lazy="raise_on_sql")
    client: Mapped[Client | None] = relationship(lazy="raise_on_sql")
    owner: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[owner_id])

    __audit__ = "alert_rule"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class AlertEvent(Base):
    """A figure that met a rule, with the rule as it was: one a period, whatever is revised later."""

    __tablename__ = "alert_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(sa.ForeignKey("alert_rule.id"))
    period: Mapped[date] = mapped_column(sa.Date)
    value: Mapped[Decimal] = mapped_column(Exact)
    vintage: Mapped[date] = mapped_column(sa.Date)
    #: Who published the file that the figure came from.
    source: Mapped[str] = mapped_column(sa.String(40))
    #: The same period a year before, where there was a figure.
    before: Mapped[Decimal | None] = mapped_column(Exact)
    kind: Mapped[str] = mapped_column(sa.String(8))
    bound: Mapped[Decimal] = mapped_column(Exact)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: When the last of its follow-ups was opened; empty while some are still to be.
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: It touches more clients than one event opens follow-ups for.
    more: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        sa.UniqueConstraint("rule_id", "period"),
        sa.Index("ix_alert_event_open", "opened_at", "id"),
    )


class AlertTask(Base):
    """The follow-up that an event has for a client: one, ever."""

    __tablename__ = "alert_task"
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("alert_event.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True, index=True)
    #: Empty only within the transaction that takes the place before it writes the follow-up.
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("task.id"), index=True)
