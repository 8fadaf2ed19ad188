"""Jobs: what was asked, how far it is, whose lease holds it."""

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.db import Base, Json, UTCDateTime

#: States of which nothing more will come.
OVER: Final = ("done", "failed", "stopped")


class Job(Base):
    """One piece of background work, written in the transaction of the action that asks for it."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: The name of a declared kind.
    kind: Mapped[str] = mapped_column(sa.String(40))
    #: queued, running, done, failed or stopped.
    state: Mapped[str] = mapped_column(sa.String(10), default="queued")
    #: Of timed work: its kind and the stretch of time, so that it is asked for once.
    once: Mapped[str | None] = mapped_column(sa.String(80), unique=True)
    #: What to do, as JSON.
    payload: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: Where to go on after a kill: written with each part of the work, in its transaction.
    kept: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: What came of it.
    result: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: Who asked; None for the system's own.
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: Not before.
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Who works on it: a random word of each claim. Whatever is written for the job asks whether it still stands.
    claim: Mapped[str] = mapped_column(sa.String(32), default="")
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Machine and process of the claim: one that is known to be gone is not waited for.
    worker: Mapped[str] = mapped_column(sa.String(120), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    #: Parts done of all; `total` is empty where nobody knows yet.
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    #: Somebody asked it to stop: it does before its next part.
    stopping: Mapped[bool] = mapped_column(default=False)
    #: Why it failed: a sentence for whoever asked, and the last traceback for administrators.
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    traceback: Mapped[str] = mapped_column(sa.Text, default="")
    actor: Mapped[User | None] = relationship(lazy="raise_on_sql")

    __table_args__ = (sa.Index("ix_job_state", "state", "due_at"), sa.Index("ix_job_ended", "ended_at"))

    @property
    def over(self) -> bool:
        """Tell whether nothing more will come of it."""
        return self.state in OVER

    @property
    def percent(self) -> int | None:
        """Return how far it is, 0 to 100; None where nobody knows."""
        return min(100, self.done * 100 // self.total) if self.total else None
