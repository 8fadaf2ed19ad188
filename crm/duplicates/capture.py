"""Keeps keys at every flush, in the same transaction; installed by the feature's `init_app`.

What a flush touched is marked as due, and its pairs are looked for after the commit (`actions.settle`): two people
who add the same business in one moment do not see each other's row before.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from flask import g, has_request_context
from sqlalchemy.orm import Session

from crm.core.bulk import among, insert_many
from crm.core.db import Base, db
from crm.duplicates.facts import facts_in_hand, load_facts
from crm.duplicates.kinds import KINDS, Kind
from crm.duplicates.likeness import Facts, keys_of
from crm.duplicates.models import DuplicateDue, DuplicateKey, DuplicatePair
from crm.people.models import PersonEmail, PersonPhone

_KIND_OF: Final[Mapping[type[Base], Kind]] = {kind.model: kind for kind in KINDS.values()}


def install_capture() -> None:
    """Listen to the flushes of the app's sessions; safe to call many times."""
    if not sa.event.contains(db.session.session_factory, "after_flush", _after_flush):
        sa.event.listen(db.session.session_factory, "after_flush", _after_flush)


def _after_flush(session: Session, _context: object) -> None:
    gone = _records(session.deleted)
    for page, records in gone.items():
        if records:
            forget(session, page, records)
    fresh, changed = _records(session.new), _changed(session)
    for page, kind in KINDS.items():
        again = changed[page] - fresh[page].keys() - gone[page].keys()
        if again:
            session.execute(sa.delete(DuplicateKey).where(*_of(DuplicateKey, page, again)))
        added = {record_id: facts_in_hand(kind, record) for record_id, record in fresh[page].items()}
        _keep(session, page, added | load_facts(session, kind, again))


def _keep(session: Session, page: str, facts: Mapping[int, Facts]) -> None:
    write_keys(session, page, facts)
    mark_due(session, page, facts)
    if facts and has_request_context():
        g.setdefault("duplicates_due", set()).update((page, record_id) for record_id in facts)


def refresh(session: Session, page: str, ids: Iterable[int]) -> None:
    """Make the keys anew of records that were written by set-based SQL, which no flush sees: imports, merges."""
    kind = next((each for each in KINDS.values() if page in {each.page, each.plural}), None)
    again = list(ids)
    if kind is not None and again:
        session.execute(sa.delete(DuplicateKey).where(*_of(DuplicateKey, kind.page, again)))
        _keep(session, kind.page, load_facts(session, kind, again))


def _records(touched: Iterable[object]) -> dict[str, dict[int, Any]]:
    """Return those of these that may be duplicates, by kind and id."""
    found: dict[str, dict[int, Any]] = {page: {} for page in KINDS}
    for record in touched:
        if kind := _KIND_OF.get(type(record)):  # type: ignore[arg-type]
            found[kind.page][record.id] = record  # type: ignore[attr-defined]
    return found


def _changed(session: Session) -> dict[str, set[int]]:
    """Return by kind the ids of records of which a flush changed what they are told by."""
    found: dict[str, set[int]] = {page: set() for page in KINDS}
    for page, records in _records(session.dirty).items():
        # Rows that leave a person are deleted as orphans: the person alone tells of them.
        watched = (*KINDS[page].columns, *(("emails", "phones") if page == "person" else ()))
        for record_id, record in records.items():
            attributes = sa.inspect(record).attrs
            if any(attributes[name].history.has_changes() for name in watched):
                found[page].add(record_id)
    lines = (record for record in (*session.new, *session.dirty) if isinstance(record, PersonEmail | PersonPhone))
    found["person"].update(line.person_id for line in lines)
    return found


def write_keys(session: Session, page: str, facts: Mapping[int, Facts]) -> None:
    """Write the keys of records that have none yet."""
    keys = [
        {"kind": page, "key": key, "record_id": record_id}
        for record_id, told in facts.items()
        for key in keys_of(page, told)
    ]
    insert_many(session, DuplicateKey, keys, missing=True)


def mark_due(session: Session, page: str, ids: Iterable[int]) -> None:
    """Say that the pairs of these records are to be looked for."""
    due = [{"kind": page, "record_id": record_id} for record_id in ids]
    insert_many(session, DuplicateDue, due, missing=True)


def forget(session: Session, page: str, ids: Iterable[int]) -> None:
    """Drop what is known of records that are no more."""
    gone = set(ids)
    for model in (DuplicateKey, DuplicateDue):
        session.execute(sa.delete(model).where(*_of(model, page, gone)))
    either = sa.or_(DuplicatePair.low_id.in_(gone), DuplicatePair.high_id.in_(gone))
    session.execute(sa.delete(DuplicatePair).where(DuplicatePair.kind == page, either))


def _of(model: type[DuplicateKey | DuplicateDue], page: str, ids: Iterable[int]) -> list[sa.ColumnElement[bool]]:
    return [model.kind == page, among(model.record_id, ids)]
