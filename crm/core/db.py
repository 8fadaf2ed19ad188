"""The database: engine settings, column types, the unit of work and the only commit."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError

try:
    from pysqlite3 import dbapi2 as sqlite_driver
except ImportError:  # no wheel for this platform: the system's SQLite, which `crm check` judges
    import sqlite3 as sqlite_driver

#: First SQLite without the WAL-reset corruption race (reliability-bar.md § 0).
SAFE_SQLITE: Final = (3, 51, 3)
BUSY_TIMEOUT_MS: Final = 15_000
#: mmap stays off: an I/O error in a mapped file kills the process.
PRAGMAS: Final = (
    f"busy_timeout={BUSY_TIMEOUT_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
    "mmap_size=0", "cache_size=-32768", "temp_store=MEMORY", "trusted_schema=OFF",
)  # fmt: skip


class Base(DeclarativeBase):
    """Every model's parent; constraint names are the same on both engines."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": False})

#: Text that sorts byte by byte on both engines, so that keyset pages agree.
SortText = sa.String(300).with_variant(sa.String(300, collation="C"), "postgresql")
AnyText = sa.SQLColumnExpression[str]
Json = sa.JSON().with_variant(JSONB(), "postgresql")


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An instant: aware in Python, stored as UTC. Refuses naive values."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(sa.types.TypeDecorator[Decimal]):
    """A decimal of at most six places, never a float: NUMERIC on PostgreSQL, whole millionths on SQLite."""

    impl = sa.Numeric(24, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.BigInteger() if dialect.name == "sqlite" else sa.Numeric(24, 6))

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> Decimal | int | None:
        if value is None or dialect.name != "sqlite":
            return value
        return int(value.scaleb(6).to_integral_exact())

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(value).scaleb(-6) if dialect.name == "sqlite" else Decimal(value)


class Versioned:
    """A record that two people may edit: a save with an older version is refused."""

    version: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, nullable=False, default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(
        UTCDateTime, nullable=False, default=lambda: datetime.now(UTC), onupdate=lambda: datetime.now(UTC)
    )


class StaleSaveError(Exception):
    """Somebody saved the record after this form was opened. `current` is the record as it is now."""

    def __init__(self, current: object = None) -> None:
        super().__init__("the record was changed by somebody else")
        self.current = current


class UniqueTakenError(Exception):
    """A unique value is taken already."""


def driver() -> ModuleType:
    """Return the SQLite driver module in use."""
    return sys.modules[sqlite_driver.__name__]


def init_db(app: Flask, url: str) -> None:
    """Bind the engine for `url` (see CRM_DATABASE_URL) to the app."""
    options: dict[str, Any] = {"pool_pre_ping": not url.startswith("sqlite")}
    if url.startswith("sqlite"):
        options["module"] = driver()
        options["connect_args"] = {"timeout": BUSY_TIMEOUT_MS / 1000}
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)


def tune_sqlite(engine: Engine) -> None:
    """Set WAL, FULL, foreign keys and explicit transactions on each SQLite connection."""

    @sa.event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def on_begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("crm_writes", False)
        # A read transaction that turns into a write fails at once when another wrote meanwhile.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def unit_of_work(actor_id: int | None) -> Iterator[Session]:
    """Open the one write transaction of a request, command or job; commit it once at the end.

    It ends the read transaction first: what is to be changed must be fetched again inside.
    Raises StaleSaveError and UniqueTakenError; whatever is raised, nothing is kept.
    """
    session = db.session()
    if session.info.get("unit"):
        raise RuntimeError("a unit of work is open already")
    session.close()
    session.info["unit"] = True
    session.info["actor_id"] = actor_id
    calls: list[Callable[[], None]] = []
    session.info["after_commit"] = calls
    try:
        session.connection(execution_options={"crm_writes": True})
        yield session
        session.flush()
        session.commit()
    except BaseException as error:
        session.rollback()
        if isinstance(error, StaleDataError):
            raise StaleSaveError from error
        if isinstance(error, IntegrityError) and is_unique_violation(error):
            raise UniqueTakenError from error
        raise
    finally:
        for name in ("unit", "actor_id", "after_commit"):
            session.info.pop(name, None)
    for call in calls:
        call()


def after_commit(work: Session, call: Callable[[], None]) -> None:
    """Let something be done once the open unit of work is committed; it must not fail."""
    work.info["after_commit"].append(call)


def is_unique_violation(error: IntegrityError) -> bool:
    """Tell a taken unique value from another broken constraint, on both engines."""
    return getattr(error.orig, "sqlstate", "") == "23505" or "UNIQUE constraint" in str(error.orig)


def insert_or(target: type[Base] | sa.Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT of the engine in use, which may go on where the rows are there: `.on_conflict_do_nothing()`."""
    return (sqlite.insert if dialect_name() == "sqlite" else postgresql.insert)(target)


def check_version(record: Any, version: int | None) -> None:
    """Raise StaleSaveError when the form was opened on an older version of the record."""
    if version is not None and record.version != version:
        raise StaleSaveError(record)


def fts_rowids(table: str, parts: list[str]) -> sa.Select[int]:
    """Return the row ids of an FTS5 trigram table that hold all parts, newest first (SQLite only)."""
    match = " AND ".join('"' + part.replace('"', '""') + '"' for part in parts)
    index = sa.table(f"{table}_fts", sa.column("rowid", sa.Integer))
    name: sa.ColumnElement[str] = sa.literal_column(f"{table}_fts")
    return sa.select(index.c.rowid).where(name.op("MATCH")(match)).order_by(index.c.rowid.desc())


def dialect_name() -> str:
    """Return 'sqlite' or 'postgresql'."""
    return db.engine.dialect.name


def scalar_check(statement: str) -> Any:
    """Run one read-only statement of the self-check and return its first value."""
    return db.session.execute(sa.text(statement)).scalar()


def on_engine(app: Flask, listener: Callable[[str], None]) -> None:
    """Call `listener` with each SQL statement the app's engine sends (query budgets, bench)."""
    with app.app_context():

        @sa.event.listens_for(db.engine, "before_cursor_execute")
        def before(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            listener(statement)
