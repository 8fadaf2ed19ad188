"""The issues that an engagement was about."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Base, UTCDateTime
from crm.issues.models import Issue


class EngagementIssue(Base):
    """An issue that was spoken of. `starts_at` repeats the engagement's: an issue's page pages by it."""

    __tablename__ = "engagement_issue"
    engagement_id: Mapped[int] = mapped_column(sa.ForeignKey("engagement.id"), primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    issue: Mapped[Issue] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("engagement", "engagement_id", "issues", "issue_id")
    __table_args__ = (sa.Index("ix_engagement_issue_issue", "issue_id", "starts_at", "engagement_id"),)
