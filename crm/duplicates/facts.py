"""Reads what records are told by: from the database, or from those that a flush has in hand."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.bulk import among
from crm.duplicates.kinds import Kind
from crm.duplicates.likeness import Facts
from crm.people.models import PersonEmail, PersonPhone


def load_facts(work: Session, kind: Kind, ids: Collection[int], *where: sa.ColumnElement[bool]) -> dict[int, Facts]:
    """Return the facts of these records by id; without a WHERE hidden ones too: for comparing, never for showing."""
    if not ids:
        return {}
    columns = [getattr(kind.model, name) for name in ("id", *kind.columns)]
    query = sa.select(*columns).where(among(kind.model.id, ids), *where)
    rows = {row.id: dict(row._mapping) for row in work.execute(query)}  # noqa: SLF001 - SQLAlchemy's public row mapping
    if kind.page == "person" and rows:
        for name, column in (("emails", PersonEmail.address), ("phones", PersonPhone.number)):
            owner = column.class_.person_id
            for person_id, value in work.execute(sa.select(owner, column).where(among(owner, rows))):
                rows[person_id].setdefault(name, []).append(value)
    return {key: kind.facts(values) for key, values in rows.items()}


def facts_in_hand(kind: Kind, record: Any) -> Facts:
    """Return the facts of a record that a flush has just added: nothing is asked of the database."""
    values = dict(sa.inspect(record).dict)
    if kind.page == "person":
        values["emails"] = [row.address for row in values.get("emails") or ()]
        values["phones"] = [row.number for row in values.get("phones") or ()]
    return kind.facts(values)
