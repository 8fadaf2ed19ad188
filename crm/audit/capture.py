"""Writes the trail of every flush; installed by name in `crm/app.py`."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.models import AuditEntry
from crm.core.bulk import insert_many
from crm.core.dates import now
from crm.core.db import Base, db

#: Columns that say nothing to a reader, and one that nobody may read.
_SILENT: Final = frozenset(
    {
        "version",
        "created_at",
        "updated_at",
        "search_text",
        "made_at",
        "due_at",
        "rule_day",
        "settled_at",
        "name_key",
        "place_key",
        "key_en",
        "key_es",
        "password",
        "fs_uniquifier",
    }
)

_NOTHING: Final = (None, "", False)
_PLAIN: Final = (str, int, float, bool, type(None))
_AS_THEY_ARE: Final = frozenset(_PLAIN)


def install_audit() -> None:
    """Listen to the flushes of the app's sessions; safe to call once per process or many times."""
    if not sa.event.contains(db.session.session_factory, "after_flush", _after_flush):
        sa.event.listen(db.session.session_factory, "after_flush", _after_flush)


def _after_flush(session: Session, _context: object) -> None:
    """Collect the changes of audited models: those that declare `__audit__`, a kind of record.

    A link row (sector of a client) declares `__audit_link__ = (kind, id column, field, value column)`, and after
    these the columns of details worth telling, if there are any (which sector is primary, a direction of trade).
    """
    moment, actor = now(), session.info.get("actor_id")
    rows: list[dict[str, Any]] = []
    marked = (
        [(o, "create") for o in session.new]
        + [(o, "update") for o in session.dirty]
        + [(o, "delete") for o in session.deleted]
    )
    for record, action in marked:
        entry = _link_entry(record, action) or _record_entry(record, action)
        if entry and entry["changes"]:
            rows.append({"at": moment, "actor_id": actor, **entry})
    if rows:
        session.execute(sa.insert(AuditEntry), rows)


def _link_entry(record: Base, action: str) -> dict[str, Any] | None:
    link = getattr(record, "__audit_link__", None)
    if link is None:
        return None
    kind, owner, field, *columns = link
    now_is, was = _link_value(record, columns, before=False), _link_value(record, columns, before=True)
    changes = {
        "create": [[field, None, now_is]],
        "delete": [[field, was, None]],
        "update": [[field, was, now_is]] if was != now_is else [],
    }[action]
    return {"kind": kind, "record_id": getattr(record, owner), "action": "update", "changes": changes}


def _link_value(record: Base, columns: list[str], *, before: bool) -> str | int | float | bool | None:
    """Return a link's value, with its details after blanks where it has any: 12, '12 primary', '07 northbound'."""
    values = {}
    for column in columns:
        old = sa.inspect(record).attrs[column].history.deleted
        values[column] = old[0] if before and old else getattr(record, column)
    return link_text(**values)


def link_text(**values: Any) -> str | int | float | bool | None:
    """Return a link row's value as its trail tells it: the first column's, then those of the details worth telling."""
    plain = {column: _plain(value) for column, value in values.items()}
    first, *told = [column.removeprefix("is_") if value is True else value for column, value in plain.items()]
    details = [str(value) for value in told if value not in (None, "", False)]
    return " ".join([str(first), *details]) if details else next(iter(plain.values()))


def created_changes(model: type[Base], values: Mapping[str, Any]) -> list[list[Any]]:
    """Return what the trail tells of a new record with these column values."""
    # Most columns of most records are empty: those cost nothing.
    filled = [(key, value) for key in _told_columns(model) if (value := values.get(key)) is not None and value != ""]
    told = [(key, _plain(value)) for key, value in filled]
    return [[key, None, value] for key, value in told if value not in _NOTHING]


@cache
def _told_columns(model: type[Base]) -> tuple[str, ...]:
    keys = (attribute.key for attribute in sa.inspect(model).column_attrs)
    return tuple(key for key in keys if key not in _SILENT and key != "id")


def _record_entry(record: Base, action: str) -> dict[str, Any] | None:
    kind = getattr(record, "__audit__", None)
    if kind is None:
        return None
    told = _told_columns(type(record))
    changes: list[list[Any]] = []
    if action == "create":
        changes = created_changes(type(record), {key: getattr(record, key) for key in told})
    else:
        state = sa.inspect(record)
        for key in told:
            if state.attrs[key].history.has_changes():
                old = state.attrs[key].history.deleted
                changes.append([key, _plain(old[0]) if old else None, _plain(getattr(record, key))])
    return {"kind": kind, "record_id": record.id, "action": action, "changes": changes}  # type: ignore[attr-defined]


def _plain(value: Any) -> str | int | float | bool | None:
    # By exact type first: an import asks this of millions of values, and nearly all are one of these.
    if type(value) in _AS_THEY_ARE or isinstance(value, _PLAIN):
        return value  # type: ignore[no-any-return]
    return value.isoformat() if isinstance(value, date) else str(value)


def record_many(work: Session, kind: str, changes: list[tuple[int, list[list[Any]]]]) -> None:
    """Write the trail of a change by set-based SQL, which no flush sees: (record id, [[field, old, new], …])."""
    moment, actor = now(), work.info.get("actor_id")
    rows = [
        {"at": moment, "actor_id": actor, "kind": kind, "record_id": key, "action": "update", "changes": told}
        for key, told in changes
    ]
    insert_many(work, AuditEntry, rows)
