"""A client advisory and the clients it goes to."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import Base, UTCDateTime, Versioned
from crm.engagements.models import Engagement
from crm.indicators.models import Series
from crm.issues.models import Issue
from crm.notices.models import Mail
from crm.reference.models import Sector


class Advisory(Base, Versioned):
    """One text for several clients. Who may not see all of them does not see it."""

    __tablename__ = "advisory"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: A language has both title and text, or neither; at least one of the two is there.
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    title_es: Mapped[str] = mapped_column(sa.String(200), default="")
    body_en: Mapped[str] = mapped_column(sa.Text, default="")
    body_es: Mapped[str] = mapped_column(sa.Text, default="")
    #: What it was begun from.
    issue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("issue.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey("series.id"), index=True)
    #: How its clients were chosen first: series, issue, sector or none.
    rule: Mapped[str] = mapped_column(sa.String(8), default="none")
    sector_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sector.id"))
    #: draft, waiting (for approval), returned, approved or sent.
    state: Mapped[str] = mapped_column(sa.String(8), default="draft")
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Who approved it or sent it back, and in a word why it went back.
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    #: A job was asked to send it; from here on nothing of it changes.
    sending_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    author: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    issue: Mapped[Issue | None] = relationship(lazy="raise_on_sql")
    series: Mapped[Series | None] = relationship(lazy="raise_on_sql")
    sector: Mapped[Sector | None] = relationship(lazy="raise_on_sql")
    clients: Mapped[list["AdvisoryClient"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    __audit__ = "advisory"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (sa.Index("ix_advisory_state", "state", "id"),)

    def has(self, code: str) -> bool:
        """Tell whether it is written in a language."""
        return bool(self.title_es and self.body_es) if code == "es" else bool(self.title_en and self.body_en)

    def title(self, code: str) -> str:
        """Return the title in a language, or the other one where it has none."""
        return (self.title_es or self.title_en) if code == "es" else (self.title_en or self.title_es)

    def body(self, code: str) -> str:
        """Return the text in a language."""
        return self.body_es if code == "es" else self.body_en


class AdvisoryClient(Base):
    """A client that an advisory goes to, and what came of it."""

    __tablename__ = "advisory_client"
    advisory_id: Mapped[int] = mapped_column(sa.ForeignKey("advisory.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    #: To whom and in which language it went out.
    language: Mapped[str] = mapped_column(sa.String(2), default="")
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    address: Mapped[str] = mapped_column(sa.String(254), default="")
    #: Why it did not: no_text, no_contact, no_address, no_wish or archived.
    skipped: Mapped[str] = mapped_column(sa.String(10), default="")
    #: Its message, as long as the outbox keeps it, and the engagement that tells of it.
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mail.id", ondelete="SET NULL"), index=True)
    engagement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("engagement.id"), index=True)
    client: Mapped[Client] = relationship(lazy="raise_on_sql")
    mail: Mapped[Mail | None] = relationship(lazy="raise_on_sql")
    engagement: Mapped[Engagement | None] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("advisory", "advisory_id", "clients", "client_id")
    __table_args__ = (sa.Index("ix_advisory_client_client", "client_id", "advisory_id"),)
