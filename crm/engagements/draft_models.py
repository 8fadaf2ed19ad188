"""What somebody is writing: kept every few seconds, until it is saved, thrown away or a month old."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Base, Json, UTCDateTime


class EngagementDraft(Base):
    """The fields of one open form of an engagement. Its author's alone; no trail and no search holds its words."""

    __tablename__ = "engagement_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: The form's own random name, so that a late autosave finds the draft that was saved meanwhile.
    name: Mapped[str] = mapped_column(sa.String(90), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    #: The engagement that is edited (with the version it was opened on), or that came of a new one.
    engagement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("engagement.id"), index=True)
    version: Mapped[int | None]
    #: Counts the autosaves of a form: one that comes late, or from another tab, overwrites nothing newer.
    turn: Mapped[int] = mapped_column(default=0)
    #: Values by field; empty once it is closed.
    fields: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: The subject, or how the note begins.
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    #: Saved or thrown away: the words are gone, the name stays so that nothing comes back.
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (sa.Index("ix_engagement_draft_user", "user_id", "closed_at", "updated_at"),)
