"""The issue, what it is about, its dated updates, and the clients it touches."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import Base, Exact, SortText, UTCDateTime, Versioned
from crm.core.text import fold
from crm.files.models import StoredFile
from crm.institutions.models import Institution
from crm.reference.models import Port, Sector, UsmcaChapter
from crm.tasks.models import Task


class Issue(Base, Versioned):
    """A matter followed over time; open to the whole firm. What a client has to do with it is in `IssueClient`."""

    __tablename__ = "issue"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: Of the day on which it was added; part of its number.
    year: Mapped[int]
    #: At least one of the two is filled.
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    title_es: Mapped[str] = mapped_column(sa.String(200), default="")
    #: The title as each language shows it, folded: list order and keyset. Kept by the mapper.
    key_en: Mapped[str] = mapped_column(SortText, default="")
    key_es: Mapped[str] = mapped_column(SortText, default="")
    #: Number, titles, description, recommendation, citations and HS codes folded; nothing of a client.
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    #: tariff, remedy, origin, customs, port, measure, sps, labor, investment, procurement, transport or other.
    kind: Mapped[str] = mapped_column(sa.String(12))
    #: watch, dialogue, consultation, dispute or settled.
    state: Mapped[str] = mapped_column(sa.String(12), default="watch")
    #: Of the latest update: red, amber or green; empty before the first one.
    colour: Mapped[str] = mapped_column(sa.String(6), default="")
    #: Markdown.
    description: Mapped[str] = mapped_column(sa.Text, default="")
    recommendation: Mapped[str] = mapped_column(sa.Text, default="")
    usmca_chapter: Mapped[int | None] = mapped_column(sa.ForeignKey("usmca_chapter.number"))
    #: As it is cited: '10.2', 'Annex 31-A'.
    usmca_article: Mapped[str] = mapped_column(sa.String(60), default="")
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    effective_on: Mapped[date | None]
    comments_due_on: Mapped[date | None]
    #: A number never stands without its currency, its period and what it is made of.
    value_amount: Mapped[Decimal | None] = mapped_column(Exact)
    #: USD or MXN.
    value_currency: Mapped[str] = mapped_column(sa.String(3), default="")
    #: year, season, quarter, month or once.
    value_period: Mapped[str] = mapped_column(sa.String(8), default="")
    value_note: Mapped[str] = mapped_column(sa.String(1000), default="")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    chapter: Mapped[UsmcaChapter | None] = relationship(lazy="raise_on_sql")
    owner: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[owner_id])
    citations: Mapped[list["IssueCitation"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="IssueCitation.position"
    )
    hs_codes: Mapped[list["IssueHs"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="IssueHs.hs_code"
    )
    sectors: Mapped[list["IssueSector"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    ports: Mapped[list["IssuePort"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    institutions: Mapped[list["IssueInstitution"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    __audit__ = "issue"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_issue_key_en", "key_en", "id"),
        sa.Index("ix_issue_key_es", "key_es", "id"),
        sa.Index("ix_issue_updated", "updated_at", "id"),
        sa.Index("ix_issue_effective", "effective_on"),
        sa.Index("ix_issue_comments_due", "comments_due_on"),
        sa.Index("ix_issue_search", "search_text", postgresql_using="gin",
                 postgresql_ops={"search_text": "gin_trgm_ops"}).ddl_if(dialect="postgresql"),
    )  # fmt: skip

    @property
    def number(self) -> str:
        """Return the number that reports cite: I-2026-0007."""
        return f"I-{self.year}-{self.id:04d}"

    def title(self, language: str) -> str:
        """Return the title in a language, or the other one where it has none."""
        return (self.title_es or self.title_en) if language == "es" else (self.title_en or self.title_es)


@sa.event.listens_for(Issue, "before_insert")
@sa.event.listens_for(Issue, "before_update")
def _keep_keys(_mapper: object, _connection: object, issue: Issue) -> None:
    """Fill the folded titles whoever writes the issue."""
    en, es = issue.title_en or "", issue.title_es or ""
    issue.key_en, issue.key_es = fold(en or es)[:300], fold(es or en)[:300]


class IssueCitation(Base):
    """Where a measure is published."""

    __tablename__ = "issue_citation"
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), index=True)
    #: fr (Federal Register), dof (Diario Oficial de la Federación) or other.
    source: Mapped[str] = mapped_column(sa.String(6))
    text: Mapped[str] = mapped_column(sa.String(300))
    cited_on: Mapped[date | None]
    #: https alone.
    url: Mapped[str] = mapped_column(sa.String(500), default="")
    position: Mapped[int] = mapped_column(default=0)
    __audit_link__ = ("issue", "issue_id", "citations", "source", "text", "cited_on", "url")


class IssueHs(Base):
    """An HS chapter, heading or subheading: 2, 4 or 6 digits."""

    __tablename__ = "issue_hs"
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), primary_key=True)
    hs_code: Mapped[str] = mapped_column(sa.String(6), primary_key=True, index=True)
    __audit_link__ = ("issue", "issue_id", "hs_codes", "hs_code")


class IssueSector(Base):
    """A sector that an issue concerns."""

    __tablename__ = "issue_sector"
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), primary_key=True)
    sector_id: Mapped[int] = mapped_column(sa.ForeignKey("sector.id"), primary_key=True, index=True)
    sector: Mapped[Sector] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("issue", "issue_id", "sectors", "sector_id")


class IssuePort(Base):
    """A port of entry that an issue concerns."""

    __tablename__ = "issue_port"
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), primary_key=True)
    port_id: Mapped[int] = mapped_column(sa.ForeignKey("port.id"), primary_key=True, index=True)
    port: Mapped[Port] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("issue", "issue_id", "ports", "port_id")


class IssueInstitution(Base):
    """An institution that decides on an issue or has a part in it."""

    __tablename__ = "issue_institution"
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("institution.id"), primary_key=True, index=True)
    institution: Mapped[Institution] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("issue", "issue_id", "institutions", "institution_id")


class IssueUpdate(Base):
    """How an issue stands on a day; never changed, the next one says what is different."""

    __tablename__ = "issue_update"
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: red, amber or green.
    colour: Mapped[str] = mapped_column(sa.String(6))
    text: Mapped[str] = mapped_column(sa.String(4000))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    issue: Mapped[Issue] = relationship(lazy="raise_on_sql")
    author: Mapped[User | None] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("issue", "issue_id", "updates", "colour", "text")
    __table_args__ = (sa.Index("ix_issue_update_issue", "issue_id", "at", "id"),)


class IssueClient(Base, Versioned):
    """A client that an issue touches: seen, counted and told of to those alone who may see the client.

    It has a version and a trail of its own, and none of its changes touches the issue: whoever sees the issue
    alone must not learn from a version, a time or a trail that a client was added.
    """

    __tablename__ = "issue_client"
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"))
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"))
    #: for, against, conditional, or empty: none yet.
    position: Mapped[str] = mapped_column(sa.String(12), default="")
    #: What the client asks for.
    ask: Mapped[str] = mapped_column(sa.String(2000), default="")
    #: False once the client was taken off the issue; the row stays for its history.
    active: Mapped[bool] = mapped_column(default=True)
    client: Mapped[Client] = relationship(lazy="raise_on_sql")
    issue: Mapped[Issue] = relationship(lazy="raise_on_sql")

    __audit__ = "issue_client"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.UniqueConstraint("issue_id", "client_id", name="uq_issue_client_pair"),
        sa.Index("ix_issue_client_client", "client_id", "issue_id"),
    )


class IssueTask(Base):
    """A follow-up of an issue."""

    __tablename__ = "issue_task"
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True, index=True)
    task: Mapped[Task] = relationship(lazy="raise_on_sql")


class IssueFile(Base):
    """A file that belongs to an issue."""

    __tablename__ = "issue_file"
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, index=True)
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("issue", "issue_id", "files", "file_id")
