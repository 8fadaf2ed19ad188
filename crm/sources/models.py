"""How each source did when it was last asked, and the files that people hand in."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.db import Base, Json, UTCDateTime
from crm.files.models import StoredFile
from crm.jobs.models import Job


class SourceState(Base):
    """One source by its key (`crm.sources.declared`); the row is there once it was asked for the first time."""

    __tablename__ = "source_state"
    key: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    tried_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: One sentence of the last attempt, '' where it went well.
    error: Mapped[str] = mapped_column(sa.String(500), default="")
    #: It gave figures that are held for checking; `error` says why.
    held: Mapped[bool] = mapped_column(default=False)
    #: What is held and why, as `crm.indicators.holding` tells it; None where nothing is.
    told: Mapped[dict[str, Any] | None] = mapped_column(Json)
    #: Attempts that failed one after the other.
    failures: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: A worker is at it until then.
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Calls made on `day` (UTC): each source allows so many.
    day: Mapped[date | None] = mapped_column(sa.Date)
    calls: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id", ondelete="SET NULL"), index=True)


class HandedIn(Base):
    """A published file that somebody handed in; its bytes go once it is loaded or refused."""

    __tablename__ = "source_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    #: Day or first day of the month of publication, as said by whoever handed it in.
    vintage: Mapped[date] = mapped_column(sa.Date)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"), index=True)
    #: waiting, held (for checking), loaded or refused.
    state: Mapped[str] = mapped_column(sa.String(8), default="waiting")
    #: What it brought: counts, label and notes as `crm.sources.loading.account` has them.
    told: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    #: Who loaded or refused what was held.
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id", ondelete="SET NULL"), index=True)
    file: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")
    by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])
    job: Mapped[Job | None] = relationship(lazy="raise_on_sql")
