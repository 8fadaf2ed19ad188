"""Asks for merges, for the records of one, and for how many rows would move."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, undefer

from crm.accounts.models import User
from crm.advisories.models import Advisory
from crm.advisories.visibility import visible_to as advisory_visible
from crm.clients.models.client import Client
from crm.clients.visibility import visible_to as client_visible
from crm.commitments.models import Commitment
from crm.commitments.visibility import visible_to as commitment_visible
from crm.core.db import db
from crm.core.kept import kept
from crm.engagements.models import Engagement
from crm.engagements.visibility import visible_to as engagement_visible
from crm.merges.journal import key_match
from crm.merges.kinds import BY_PAGE, Kind
from crm.merges.models import Merge, MergeReader
from crm.merges.relations import Relation, key_columns, moving, table_of
from crm.people.models import Person
from crm.people.queries import with_lines
from crm.tasks.models import Task
from crm.tasks.visibility import visible_to as task_visible

#: Rows that are counted only as far as the reader may see the record on their other side: column, model, its WHERE.
_SEEN: Final[Mapping[tuple[str, str], tuple[str, Any, Any]]] = {
    ("engagement_client", "client_id"): ("engagement_id", Engagement, engagement_visible),
    ("engagement_person", "person_id"): ("engagement_id", Engagement, engagement_visible),
    ("engagement_institution", "institution_id"): ("engagement_id", Engagement, engagement_visible),
    ("task_client", "client_id"): ("task_id", Task, task_visible),
    ("task_person", "person_id"): ("task_id", Task, task_visible),
    ("task_institution", "institution_id"): ("task_id", Task, task_visible),
    ("commitment_client", "client_id"): ("commitment_id", Commitment, commitment_visible),
    ("advisory_client", "client_id"): ("advisory_id", Advisory, advisory_visible),
    **{
        ("commitment", f"{party}_id"): ("id", Commitment, commitment_visible)
        for party in ("maker_client", "receiver_client", "maker_person", "maker_institution", "receiver_institution")
    },
    ("client_person", "person_id"): ("client_id", Client, client_visible),
    ("client", "parent_id"): ("id", Client, client_visible),
}
CHUNK: Final = 500


def merged_into(argument: str) -> Mapping[int, int]:
    """Return the ids of merged records with the one that stands for each now, by the name of their argument."""
    return _standing().get(argument, {})


@kept("merges", size=2)
def _standing() -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {kind.argument: {} for kind in BY_PAGE.values()}
    rows = sa.select(Merge.kind, Merge.other_id, Merge.kept_id).where(Merge.undone_at.is_(None)).order_by(Merge.id)
    for page, other, keep in db.session.execute(rows):
        known = found[BY_PAGE[page].argument]
        # Whatever stood for the other one stands for the kept one from here on.
        known |= {old: keep for old, now in known.items() if now == other} | {other: keep}
    return found


def pair(user: User, kind: Kind, ids: Iterable[int], *, lock: bool = False) -> sa.Select[Any]:
    """Return the statement for those of these records that the reader may see, in the order of their ids."""
    query = sa.select(kind.model).where(kind.model.id.in_(list(ids)), kind.visible(user)).order_by(kind.model.id)
    if not lock:
        return query
    return query.with_for_update(of=kind.model).execution_options(populate_existing=True)


def two(user: User, kind: Kind, keep_id: int, other_id: int) -> tuple[Any, Any] | None:
    """Return two different records that the reader may see, or None."""
    found = {record.id: record for record in db.session.execute(pair(user, kind, (keep_id, other_id))).scalars()}
    return (found[keep_id], found[other_id]) if len(found) == 2 else None  # noqa: PLR2004


def one(user: User, kind: Kind, record_id: int) -> Any:
    """Return a record that the reader may see, or None."""
    return db.session.execute(pair(user, kind, [record_id])).scalar_one_or_none()


def load_lines(work: Session, kind: Kind, record: Any) -> None:
    """Load a person's phones and e-mails as they are now: the text that is searched is made of them."""
    if kind.page == "person":
        query = sa.select(Person).where(Person.id == record.id).options(*with_lines())
        work.execute(query.execution_options(populate_existing=True)).scalar_one()


def get_visible(user: User, merge_id: int, *, lock: bool = False) -> Merge | None:
    """Return a merge with its journal, or None for who may not see it.

    While it stands, who sees the kept record sees what both were; once undone one must see both.
    """
    query = sa.select(Merge).where(Merge.id == merge_id).options(undefer(Merge.before))
    if lock:
        query = query.with_for_update(of=Merge).execution_options(populate_existing=True)
    else:
        query = query.options(joinedload(Merge.actor), joinedload(Merge.undone_by))
    merge = db.session.execute(query).scalar_one_or_none()
    if merge is None:
        return None
    ids = {merge.kept_id} if merge.undone_at is None else {merge.kept_id, merge.other_id}
    found = db.session.execute(pair(user, BY_PAGE[merge.kind], ids)).scalars().all()
    return merge if len(found) == len(ids) else None


def later(merge: Merge) -> bool:
    """Tell whether a merge done after this one, and not undone, touched one of its two records."""
    ids = [merge.kept_id, merge.other_id]
    found = sa.exists().where(
        Merge.kind == merge.kind, Merge.id > merge.id, Merge.undone_at.is_(None),
        sa.or_(Merge.kept_id.in_(ids), Merge.other_id.in_(ids)),
    )  # fmt: skip
    return bool(db.session.execute(sa.select(found)).scalar())


def of_record(kind: Kind, record_id: int) -> Sequence[Merge]:
    """Return the merges of a record that still stand, the newest first."""
    query = sa.select(Merge).where(Merge.kind == kind.page, Merge.kept_id == record_id, Merge.undone_at.is_(None))
    return db.session.execute(query.order_by(Merge.id.desc())).scalars().all()


def counts(user: User, kind: Kind, record_id: int) -> dict[str, int]:
    """Return how many rows of a record the reader may see, by table."""
    found: dict[str, int] = {}
    for relation in moving(kind.page):
        number = _count(user, relation, table_of(relation).c[relation.column] == record_id)
        if number:
            found[relation.table] = found.get(relation.table, 0) + number
    return found


def moved_counts(user: User, merge: Merge) -> dict[str, int]:
    """Return how many of the rows that a merge moved, or found in both, the reader may see, by table."""
    found: dict[str, int] = {}
    standing = merged_into(BY_PAGE[merge.kind].argument).get(merge.kept_id, merge.kept_id)
    owners = [merge.kept_id, merge.other_id, standing]
    for relation in moving(merge.kind):
        told = merge.before.get("rows", {}).get(f"{relation.table}.{relation.column}", {})
        column, keys = table_of(relation).c[relation.column], told.get("moved", [])
        # Twins: of guarded rows nobody knows any more who could see them.
        guarded = (relation.table, relation.column) in _SEEN
        number = 0 if guarded else len(told.get("dropped", {}).get("rows", []))
        for start in range(0, len(keys), CHUNK):
            chunk = key_match(key_columns(relation), keys[start : start + CHUNK])
            number += _count(user, relation, sa.and_(chunk, column.in_(owners)))
        if number:
            found[relation.table] = found.get(relation.table, 0) + number
    return found


def _count(user: User, relation: Relation, which: sa.ColumnElement[bool]) -> int:
    table = table_of(relation)
    query: sa.Select[Any] = sa.select(sa.func.count()).select_from(table)
    guarded = _SEEN.get((relation.table, relation.column))
    if guarded is not None:
        column, model, visible = guarded
        seen = sa.select(model.id).where(visible(user))
        query = query.where(table.c[column].in_(seen))
    return int(db.session.execute(query.where(which)).scalar_one())


def names(kind: Kind, ids: Iterable[int]) -> Sequence[Any]:
    """Return both records of a merge that the reader may see: whoever sees it may know both by name."""
    return db.session.execute(sa.select(kind.model).where(kind.model.id.in_(list(ids)))).scalars().all()


def limited(merge: Merge) -> bool:
    """Tell whether a merged person is shown to those only who could see both."""
    ids = [merge.kept_id] if merge.undone_at is None else [merge.kept_id, merge.other_id]
    found = sa.exists().where(MergeReader.person_id.in_(ids))
    return merge.kind == "person" and bool(db.session.execute(sa.select(found)).scalar())
