"""`crm check` and /readyz: engine settings, schema and what to do about what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from crm.core.db import BUSY_TIMEOUT_MS, SAFE_SQLITE, db, dialect_name, driver, scalar_check
from crm.core.paths import package_folder


@dataclass(frozen=True)
class Check:
    """One line of the self-check. `severe` ones make it fail, the others warn."""

    name: str
    found: str
    good: bool
    severe: bool = True


def head_revision() -> str:
    """Return the newest migration of this code."""
    return _migrations().get_current_head() or ""


def knows_revision(revision: str) -> bool:
    """Tell whether a migration is one of this code."""
    return revision in {script.revision for script in _migrations().walk_revisions()}


def _migrations() -> ScriptDirectory:
    config = AlembicConfig()
    config.set_main_option("script_location", str(package_folder("migrations")))
    return ScriptDirectory.from_config(config)


def database_revision() -> str:
    """Return the migration that the database stands at ('' for an empty one)."""
    return MigrationContext.configure(db.session.connection()).get_current_revision() or ""


def self_check() -> Iterator[Check]:
    """Yield every check of this installation."""
    current, head = database_revision(), head_revision()
    yield Check("schema", f"{current or 'none'} (code wants {head})", current == head)
    if dialect_name() == "postgresql":
        version = int(scalar_check("SHOW server_version_num"))
        yield Check("PostgreSQL", str(version // 10000), version >= 150000)  # noqa: PLR2004 - 15.0
        yield Check(
            "pg_trgm", "installed", bool(scalar_check("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'"))
        )
        return
    version_info = tuple(int(part) for part in driver().sqlite_version.split("."))
    yield Check("SQLite version", driver().sqlite_version, version_info >= SAFE_SQLITE, severe=False)
    for name, pragma, good in (
        ("journal mode", "journal_mode", lambda v: v == "wal"),
        ("synchronous", "synchronous", lambda v: v == 2),  # noqa: PLR2004 - 2 is FULL
        ("foreign keys", "foreign_keys", lambda v: v == 1),
        ("busy timeout (ms)", "busy_timeout", lambda v: v >= 5000 and v == BUSY_TIMEOUT_MS),  # noqa: PLR2004
        ("mmap size", "mmap_size", lambda v: v in (0, None)),
    ):
        value = scalar_check(f"PRAGMA {pragma}")
        yield Check(name, str(value), bool(good(value)))
    broken = scalar_check("SELECT count(*) FROM pragma_foreign_key_check")
    yield Check("broken foreign keys", str(broken), broken == 0)
    yield Check("integrity", str(scalar_check("PRAGMA quick_check(1)")), scalar_check("PRAGMA quick_check(1)") == "ok")
