"""An import: the file and how it is read, what became of each of its rows, what is remembered for the next one."""

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.dates import now
from crm.core.db import Base, Json, UTCDateTime, Versioned
from crm.files.models import StoredFile
from crm.jobs.models import Job


class ImportBatch(Base, Versioned):
    """One file on its way into the register; its author's alone, since its rows may hold what others may not see."""

    __tablename__ = "import_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    #: The name of a declared kind of record.
    kind: Mapped[str] = mapped_column(sa.String(30))
    #: Where the file comes from: the name of a preset, '' for none.
    preset: Mapped[str] = mapped_column(sa.String(30), default="")
    #: None once its details were removed; the name stays.
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    file_name: Mapped[str] = mapped_column(sa.String(255))
    #: uploaded, read, checking, checked, running, done, undoing, undone, or expired where it was never run.
    state: Mapped[str] = mapped_column(sa.String(10), default="uploaded")
    #: How it is read: see `crm.imports.settings.Choices`.
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: The heading as it stands in the file.
    heading: Mapped[list[str]] = mapped_column(Json, default=list)
    #: The number of a column (from 0) by the key of its field.
    mapping: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    #: Rows by outcome: {"planned": {"create": 5, …}, "done": {…}, "undone": {…}}.
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id", ondelete="SET NULL"), index=True)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: When its rows and file were removed, since nobody needs them any more: see `crm.imports.cleaning`.
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    file: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")
    job: Mapped[Job | None] = relationship(lazy="raise_on_sql")

    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (sa.Index("ix_import_batch_author", "author_id", "id"),)


class ImportRow(Base):
    """What becomes, and became, of one row of a file."""

    __tablename__ = "import_row"
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batch.id"), primary_key=True)
    #: As a spreadsheet numbers it, the first line of the file being 1.
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: create, update, same, skip or error.
    outcome: Mapped[str] = mapped_column(sa.String(8))
    #: planned, done, undone or kept (by the undoing, since it was edited).
    state: Mapped[str] = mapped_column(sa.String(8), default="planned")
    #: The cells as judged by field; see `crm.imports.packing`.
    values: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: What the record had in the fields that change.
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    record_id: Mapped[int | None]
    #: The record's version after the import; of an undone row, after the undoing.
    version: Mapped[int | None]
    #: Of a changed record: its version before the import.
    version_before: Mapped[int | None]
    #: Sentences for the reader, in the language of who imported.
    reasons: Mapped[list[str]] = mapped_column(Json, default=list)

    __table_args__ = (
        sa.Index("ix_import_row_outcome", "batch_id", "outcome", "number"),
        sa.Index("ix_import_row_state", "batch_id", "state", "number"),
        {"sqlite_with_rowid": False},
    )


#: Rows that stand for no record (yet) need no place in the index.
_WRITTEN: Final = ImportRow.version.is_not(None)
sa.Index("ix_import_row_record", ImportRow.record_id, sqlite_where=_WRITTEN, postgresql_where=_WRITTEN)


class ImportName(Base):
    """A name by which a row of a file is found by later rows of the same file; kept while the file is checked."""

    __tablename__ = "import_name"
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batch.id"), primary_key=True)
    #: 63 bits of the name's digest.
    digest: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int]

    __table_args__ = ({"sqlite_with_rowid": False},)


class ImportMemory(Base):
    """How files of one heading were read and matched the last time, for whoever imports the next."""

    __tablename__ = "import_memory"
    kind: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    #: Digest of the folded headings in their order.
    heading: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    mapping: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    #: The answers to what had to be asked.
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    used_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)
