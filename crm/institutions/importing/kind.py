"""Institutions as an import reads and writes them; all are open to the firm."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.audit.adding import add_many, trail_added
from crm.core.dates import now
from crm.core.db import db
from crm.core.importing import ImportKind, ImportRow
from crm.institutions import actions
from crm.institutions.importing.fields import FIELDS, LEVEL_OF, settle
from crm.institutions.importing.match import keys, match
from crm.institutions.models import Institution, kept_keys

#: The column of each value, where it has another name.
_COLUMN: Final = {"parent": "parent_id"}
_KEYS: Final = ("parent", *(name for name in actions.PLAIN if name != "parent_id"))
_REFERS: Final = frozenset({"parent_id", "country", "state"})
#: What is no file's to say: it is our own list's.
_OURS: Final[dict[str, Any]] = {"code": None, "certainty": "", "translated": False, "archived_at": None}


def present(_user: User, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return the values of institutions by id, None for an empty one."""
    columns = [getattr(Institution, _COLUMN.get(key, key)).label(key) for key in _KEYS]
    rows = db.session.execute(sa.select(Institution.id, *columns).where(Institution.id.in_(list(ids)))).mappings()
    return {row["id"]: {key: row[key] or None for key in _KEYS} for row in rows}


def create(work: Session, _user: User, rows: Sequence[ImportRow]) -> list[int]:
    """Add institutions with the trail."""
    records = [_record(row.values) for row in rows]
    ids = add_many(work, Institution, records)
    trail_added(work, Institution, records, ids, {})
    return ids


def _record(values: Mapping[str, Any]) -> dict[str, Any]:
    one = values.get("name") or values.get("name_en") or values["name_es"]
    kind = values.get("kind") or "other"
    given: dict[str, Any] = {_COLUMN.get(key, key): values.get(key) for key in _KEYS} | {
        "name_en": values.get("name_en") or one, "name_es": values.get("name_es") or one,
        "kind": kind, "level": values.get("level") or LEVEL_OF.get(kind, "federal"),
    }  # fmt: skip
    record: dict[str, Any] = {name: value if name in _REFERS else value or "" for name, value in given.items()}
    keys_of = kept_keys(record["name_en"], record["name_es"], record["short"], record["city"])
    return record | keys_of | _OURS


def update(work: Session, _user: User, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set values of institutions (held already); what an institution must have is not emptied."""
    query = sa.select(Institution).where(Institution.id.in_(list(changes)))
    for body in work.execute(query.execution_options(populate_existing=True)).scalars():
        for key, value in changes[body.id].items():
            name = _COLUMN.get(key, key)
            if name in actions.PLAIN and (value is not None or name not in {"name_en", "name_es", "kind", "level"}):
                setattr(body, name, value if name in _REFERS else value or "")
        body.updated_at = now()
    work.flush()


def hold(work: Session, _user: User, ids: Sequence[int]) -> Mapping[int, int]:
    """Lock institutions until the unit of work ends; returns their versions."""
    query = sa.select(Institution.id, Institution.version).where(Institution.id.in_(list(ids)))
    return {row.id: row.version for row in work.execute(query.order_by(Institution.id).with_for_update(of=Institution))}


def archive(work: Session, _user: User, ids: Sequence[int]) -> None:
    """Take institutions out of the lists, with the trail."""
    query = sa.select(Institution).where(Institution.id.in_(list(ids)), Institution.archived_at.is_(None))
    moment = now()
    for body in work.execute(query.execution_options(populate_existing=True)).scalars():
        body.archived_at = moment
    work.flush()


KIND: Final = ImportKind(
    "institutions", _l("Institutions"), Permission.INSTITUTION_WRITE, lambda: FIELDS, settle=settle, match=match,
    keys=keys, present=present, create=create, update=update, hold=hold, archive=archive,
    url=lambda key: url_for("institutions.show", institution_id=key),
)  # fmt: skip
