"""Keeps keys at every flush, in the same transaction; installed by the feature's `init_app`.

What a flush touched is marked as due, and its pairs are looked for after the commit (`actions.settle`): two people
who add the same business in one moment do not see each other's row before.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa
from flask import g, has_request_context
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

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
    fresh: dict[str, dict[int, Facts]] = defaultdict(dict)
    for record in session.new:
        if kind := _KIND_OF.get(type(record)):
            fresh[kind.page][record.id] = facts_in_hand(kind, record)
    changed: dict[str, set[int]] = defaultdict(set)
    for kind, record_id in _changed(session):
        if record_id not in fresh[kind.page]:
            changed[kind.page].add(record_id)
    gone: dict[str, set[int]] = defaultdict(set)
    for record in session.deleted:
        if kind := _KIND_OF.get(type(record)):
            gone[kind.page].add(record.id)
    for page, ids in gone.items():
        forget(session, page, ids)
    for page, kind in KINDS.items():
        again = changed[page] - gone[page]
        if again:
            session.execute(sa.delete(DuplicateKey).where(*_of(DuplicateKey, page, again)))
        write_keys(session, page, fresh[page] | load_facts(session, kind, again))


def _changed(session: Session) -> Iterator[tuple[Kind, int]]:
    """Yield the records of which a flush changed what they are told by."""
    for record in session.dirty:
        if kind := _KIND_OF.get(type(record)):
            attributes = sa.inspect(record).attrs
            # Rows that leave a person are deleted as orphans: the person alone tells of them.
            watched = (*kind.columns, *(("emails", "phones") if kind.page == "person" else ()))
            if any(attributes[name].history.has_changes() for name in watched):
                yield kind, record.id
    for record in (*session.new, *session.dirty):
        if isinstance(record, PersonEmail | PersonPhone):
            yield KINDS["person"], record.person_id


def write_keys(session: Session, page: str, facts: Mapping[int, Facts]) -> None:
    """Write the keys of records that have none yet, and mark them as due."""
    keys = [
        {"kind": page, "key": key, "record_id": record_id}
        for record_id, told in facts.items()
        for key in keys_of(page, told)
    ]
    insert_missing(session, DuplicateKey, keys)
    insert_missing(session, DuplicateDue, [{"kind": page, "record_id": record_id} for record_id in facts])
    if facts and has_request_context():
        g.duplicates_due = True


def insert_missing(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows, but for those that are there."""
    if rows:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        session.execute(insert(model).on_conflict_do_nothing(), rows)


def forget(session: Session, page: str, ids: Iterable[int]) -> None:
    """Drop what is known of records that are no more."""
    gone = set(ids)
    for model in (DuplicateKey, DuplicateDue):
        session.execute(sa.delete(model).where(*_of(model, page, gone)))
    either = sa.or_(DuplicatePair.low_id.in_(gone), DuplicatePair.high_id.in_(gone))
    session.execute(sa.delete(DuplicatePair).where(DuplicatePair.kind == page, either))


def _of(model: type[DuplicateKey | DuplicateDue], page: str, ids: Iterable[int]) -> list[sa.ColumnElement[bool]]:
    return [model.kind == page, model.record_id.in_(list(ids))]
