"""Alembic's environment: the app's engine, foreign keys off while SQLite tables are re-made."""

from typing import Any

from alembic import context
from flask import current_app


def include_object(_object: Any, name: str | None, kind: str, reflected: bool, _compare_to: Any) -> bool:  # noqa: FBT001
    # FTS5 keeps shadow tables that belong to SQLite, not to our models.
    return not (kind == "table" and reflected and name is not None and "_fts" in name)


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    # Migrations import nothing of the product: its own types are written as what they store.
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "JSON":
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run() -> None:
    migrate = current_app.extensions["migrate"]
    database = migrate.db
    with database.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Batch mode drops and re-makes tables; with foreign keys on, that deletes their children.
            raw = connection.connection.cursor()
            raw.execute("PRAGMA foreign_keys=OFF")
            connection = connection.execution_options(crm_writes=True)  # noqa: PLW2901
        else:
            # Two starts at once: the second waits, then finds nothing to do.
            connection.exec_driver_sql("SELECT pg_advisory_lock(731004)")
            connection.commit()
        try:
            context.configure(
                connection=connection, target_metadata=database.metadata, include_object=include_object, render_item=render_item,
                render_as_batch=True, compare_type=True, transaction_per_migration=False,
                # All or nothing: our SQLite connections begin transactions themselves, so that its DDL is part of them.
                transactional_ddl=True,
            )  # fmt: skip
            with context.begin_transaction():
                context.run_migrations()
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("the migration would leave broken foreign keys: nothing was changed")
        finally:
            if sqlite:
                # Within a transaction the pragma would do nothing, and the pool would hand out a connection without keys.
                connection.rollback()
                raw.execute("PRAGMA foreign_keys=ON")
                raw.close()
            else:
                connection.exec_driver_sql("SELECT pg_advisory_unlock(731004)")
                connection.commit()


run()
