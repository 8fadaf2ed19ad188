"""Reports: what was asked for, its frozen versions, what went to whom, and definitions to make the next one from."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import Base, Json, UTCDateTime, Versioned
from crm.files.models import StoredFile
from crm.institutions.models import Institution
from crm.issues.models import Issue
from crm.notices.models import Mail
from crm.reference.models import Sector


def figures_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Return series keys with what each means for the client as the text that is kept."""
    return "\n\n".join(f"{key}\n{' '.join(meaning.split())}".strip() for key, meaning in pairs)


def figures_of(text: str) -> list[tuple[str, str]]:
    """Return what `figures_text` made a text of."""
    parts = (part.partition("\n") for part in text.split("\n\n") if part.strip())
    return [(key.strip(), meaning.strip()) for key, _line, meaning in parts]


class Planned:
    """What a report is about, and what a person chose and wrote for it (`crm.reports.build.plan.Plan`)."""

    #: The name of a kind (`crm.reports.kinds.KINDS`); it says which one of the subjects is set.
    kind: Mapped[str] = mapped_column(sa.String(12))
    #: The name of a trade mission or fair.
    mission: Mapped[str] = mapped_column(sa.String(200), default="")
    language: Mapped[str] = mapped_column(sa.String(2))
    #: Who reads it: internal, client or public.
    level: Mapped[str] = mapped_column(sa.String(8), default="client")
    #: Names of the outline's parts in their order, parted by blanks; "" the outline's own.
    sections: Mapped[str] = mapped_column(sa.String(400), default="")
    #: A paragraph for each series (`figures_text`): its key, on the next line what it means for the client.
    figures: Mapped[str] = mapped_column(sa.Text, default="")
    leave_out_empty: Mapped[bool] = mapped_column(default=False)
    letter: Mapped[str] = mapped_column(sa.Text, default="")
    signed_by: Mapped[str] = mapped_column(sa.String(200), default="")
    #: One line each.
    at_risk: Mapped[str] = mapped_column(sa.Text, default="")
    needed: Mapped[str] = mapped_column(sa.Text, default="")
    planned: Mapped[str] = mapped_column(sa.Text, default="")

    @declared_attr
    def client_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(sa.ForeignKey("client.id"), index=True)

    @declared_attr
    def institution_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(sa.ForeignKey("institution.id"))

    @declared_attr
    def issue_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(sa.ForeignKey("issue.id"))

    @declared_attr
    def sector_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(sa.ForeignKey("sector.id"))

    @declared_attr
    def client(cls) -> Mapped[Client | None]:  # noqa: N805
        return relationship(Client, lazy="raise_on_sql")

    @declared_attr
    def institution(cls) -> Mapped[Institution | None]:  # noqa: N805
        return relationship(Institution, lazy="raise_on_sql")

    @declared_attr
    def issue(cls) -> Mapped[Issue | None]:  # noqa: N805
        return relationship(Issue, lazy="raise_on_sql")

    @declared_attr
    def sector(cls) -> Mapped[Sector | None]:  # noqa: N805
        return relationship(Sector, lazy="raise_on_sql")


class Report(Planned, Base, Versioned):
    """A report as it was asked for. Until a version is frozen its document is built for each reader anew."""

    __tablename__ = "report"
    id: Mapped[int] = mapped_column(primary_key=True)
    period_start: Mapped[date] = mapped_column(sa.Date)
    #: Last day of the period.
    period_end: Mapped[date] = mapped_column(sa.Date)
    #: draft, waiting (for approval), returned or approved.
    state: Mapped[str] = mapped_column(sa.String(8), default="draft")
    prepared_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Who approved the newest version or sent it back, and why it went back.
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    definition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("report_definition.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    prepared_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[prepared_by_id])

    __audit__ = "report"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    #: A definition makes one report of a period, whoever asks how often.
    __table_args__ = (sa.UniqueConstraint("definition_id", "period_start"),)


class ReportVersion(Base):
    """One frozen document of a report: its words, values and publications stay as they were that day."""

    __tablename__ = "report_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"))
    #: 1, 2, … within the report.
    number: Mapped[int]
    #: waiting, returned, taken_back, approved or replaced (by a later approved one).
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: The document as JSON (`crm.reports.frozen`), and its checksum.
    document: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    #: Ids of the records it prints, by kind: who may not see each of them may not read it.
    records: Mapped[dict[str, list[int]]] = mapped_column(Json)
    #: [series key, period, day of publication] of the figures it prints.
    figures: Mapped[list[list[str]]] = mapped_column(Json)
    report: Mapped[Report] = relationship(lazy="raise_on_sql")
    made_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[made_by_id])

    __table_args__ = (sa.UniqueConstraint("report_id", "number"),)


class ReportVersionFile(Base):
    """The approved file, kept as it was handed over; a long report has several volumes."""

    __tablename__ = "report_version_file"
    report_version_id: Mapped[int] = mapped_column(sa.ForeignKey("report_version.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, index=True)
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")


class ReportSending(Base):
    """One person to whom a version went, and how."""

    __tablename__ = "report_sending"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_version_id: Mapped[int] = mapped_column(sa.ForeignKey("report_version.id"), index=True)
    #: Of a client's report: whose timeline tells of it.
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(2))
    #: link or file.
    way: Mapped[str] = mapped_column(sa.String(4))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    #: Its message, as long as the outbox keeps it.
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mail.id", ondelete="SET NULL"), index=True)
    #: Of a link: when the addressee opened the report first.
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Until when the code that was sent last opens it, and how often a wrong one was typed.
    code_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    code_tries: Mapped[int] = mapped_column(default=0)
    report_version: Mapped[ReportVersion] = relationship(lazy="raise_on_sql")
    sent_by: Mapped[User] = relationship(lazy="raise_on_sql")
    mail: Mapped[Mail | None] = relationship(lazy="raise_on_sql")

    __table_args__ = (sa.Index("ix_report_sending_client", "client_id", "sent_at"),)


class ReportDefinition(Planned, Base, Versioned):
    """A report to be made again and again: by hand, or on the first business day of each quarter as a draft."""

    __tablename__ = "report_definition"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    #: The name of a period that is counted from the day on which the report is made.
    period: Mapped[str] = mapped_column(sa.String(12), default="last-quarter")
    scheduled: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    owner: Mapped[User] = relationship(lazy="raise_on_sql")

    __audit__ = "report_definition"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
