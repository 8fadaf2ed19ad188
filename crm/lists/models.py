"""Saved views of lists, each person's own choice of columns, and the log of exports."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.db import Base, UTCDateTime, Versioned
from crm.jobs.models import Job


class SavedView(Base, Versioned):
    """A list's filter, order and columns under a name: its owner's own, or shared with the firm."""

    __tablename__ = "saved_view"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: The list: clients, people or institutions.
    page: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(80))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    shared: Mapped[bool] = mapped_column(default=False)
    #: The address's query, without the page's cursor.
    query: Mapped[str] = mapped_column(sa.String(2000), default="")
    owner: Mapped[User] = relationship(lazy="raise_on_sql")

    __audit__ = "saved_view"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (sa.UniqueConstraint("owner_id", "page", "name"), sa.Index("ix_saved_view_page", "page", "name"))


class ListChoice(Base):
    """One person's own way with one list: the columns shown, and the view that opens it."""

    __tablename__ = "list_choice"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    page: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    #: Column keys in order, space-separated; empty for the list's own.
    columns: Mapped[str] = mapped_column(sa.String(1000), default="")
    view_id: Mapped[int | None] = mapped_column(sa.ForeignKey("saved_view.id", ondelete="SET NULL"), index=True)


class ExportLog(Base):
    """One export: who took what, by which filter. `rows` and `ended_at` stay empty when it broke off."""

    __tablename__ = "export_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    page: Mapped[str] = mapped_column(sa.String(20))
    #: csv or xlsx.
    format: Mapped[str] = mapped_column(sa.String(8))
    #: The filter as an address's query.
    query: Mapped[str] = mapped_column(sa.String(2000), default="")
    rows: Mapped[int | None]
    #: Of a long one: the job that makes it, and until it expires its file and the ids of the records in it.
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id", ondelete="SET NULL"), index=True)
    key: Mapped[str] = mapped_column(sa.String(32), default="")
    ids_key: Mapped[str] = mapped_column(sa.String(32), default="")
    size: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship(lazy="raise_on_sql")
    job: Mapped[Job | None] = relationship(lazy="raise_on_sql")

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Return the parts of the filter, for the log's page: its columns are no part of it."""
        return [(name, value) for name, value in parse_qsl(self.query) if name != "columns"]
