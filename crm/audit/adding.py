"""Adds many records by set-based SQL, which no flush sees, with the trail that a flush would write."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.capture import created_changes, link_text
from crm.audit.models import AuditEntry
from crm.core.bulk import insert_many
from crm.core.dates import now
from crm.core.db import Base, dialect_name

__all__ = ["add_many", "link_text", "trail_added"]


def add_many(work: Session, model: type[Base], records: Sequence[dict[str, Any]]) -> list[int]:
    """Insert versioned records from plain column values; returns their ids in order.

    No mapper event runs: the caller fills the columns that the mapper keeps. Version and times are filled here.
    """
    if not records:
        return []
    moment = now()
    rows = [{**record, "version": 1, "created_at": moment, "updated_at": moment} for record in records]
    # The table, not the class: the mapper would take as long again for each row.
    table: sa.Table = sa.inspect(model).local_table  # type: ignore[assignment]
    key = sa.inspect(model).primary_key[0]
    ids = _next_ids(work, table, key, len(rows))
    insert_many(work, table, [{**row, "id": number} for row, number in zip(rows, ids, strict=True)])
    return ids


def _next_ids(work: Session, table: sa.Table, key: Any, number: int) -> list[int]:
    if dialect_name() != "sqlite":
        sequence = sa.func.pg_get_serial_sequence(table.name, key.name)
        each = sa.func.generate_series(1, number).table_valued("number")
        return list(work.execute(sa.select(sa.func.nextval(sequence)).select_from(each)).scalars())
    # A transaction that writes is SQLite's only one.
    last = work.execute(sa.select(sa.func.coalesce(sa.func.max(key), 0))).scalar_one()
    return list(range(last + 1, last + 1 + number))


def trail_added(
    work: Session,
    model: type[Base],
    records: Sequence[Mapping[str, Any]],
    ids: Sequence[int],
    rows: Mapping[int, Sequence[Sequence[Any]]],
) -> None:
    """Write one entry for each added record: its columns, then its link rows ([[field, None, value], …] by id)."""
    moment, actor = now(), work.info.get("actor_id")
    entries = [
        {
            "at": moment, "actor_id": actor, "kind": model.__audit__, "record_id": key, "action": "create",  # type: ignore[attr-defined]
            "changes": [*created_changes(model, record), *map(list, rows.get(key, ()))],
        }
        for key, record in zip(ids, records, strict=True)
    ]  # fmt: skip
    insert_many(work, AuditEntry, entries)
