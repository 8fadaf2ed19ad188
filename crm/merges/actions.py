"""Merges two records of a kind. It flushes within an open unit of work, never commits."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.audit.capture import record_many
from crm.audit.models import AuditEntry
from crm.clients import family
from crm.core.dates import now
from crm.core.db import check_version
from crm.core.feature import WRITTEN, registry
from crm.engagements.search_text import refresh
from crm.merges import access, fields, queries
from crm.merges.journal import KEPT_FOR, plain
from crm.merges.kinds import Kind
from crm.merges.models import Merge
from crm.merges.walk import Pair, move_all


class MissingError(Exception):
    """A record that is not there, or not open to the actor."""


class RefusedError(Exception):
    """Two records that cannot be merged, or a merge that cannot be undone; says why in a sentence for the reader."""


def merge(
    work: Session,
    actor: User,
    kind: Kind,
    ids: tuple[int, int],
    *,
    versions: tuple[int | None, int | None],
    picks: Mapping[str, str],
) -> Merge:
    """Take the second record of `ids` into the first.

    `picks` says by field whose value is kept (left: the first one's, right, both). Raises MissingError, StaleSaveError
    where a version is not the record's, and RefusedError.
    """
    if kind.page == "client":
        family.hold_families()
    keep, other = _both(work, actor, kind, ids)
    for record, version in zip((keep, other), versions, strict=True):
        check_version(record, version)
    _may_merge(work, kind, keep, other)
    chosen = fields.resolve(kind, keep, other, picks)
    _check_levels(kind, keep, other, chosen)
    pair, names = Pair(kind.page, keep.id, other.id, now()), (kind.name(keep), kind.name(other))
    journal = _unite(work, kind, pair, (keep, other), chosen=chosen, taken=fields.taken_values(picks))
    refresh(work, kind.page, [keep.id])
    registry().tell(WRITTEN, work, kind.page, [keep.id, other.id])
    told = [(keep.id, [["merged_from", None, names[1]]]), (other.id, [["merged_into", None, keep.id]])]
    record_many(work, kind.page, told)
    journal["trail"] = work.execute(sa.select(sa.func.max(AuditEntry.id))).scalar_one()
    _forget(work)
    made = Merge(
        kind=kind.page, kept_id=keep.id, other_id=other.id, actor_id=actor.id, at=pair.at, before=journal, left=[]
    )
    work.add(made)
    work.flush()
    return made


def _forget(work: Session) -> None:
    """Empty the journals of merges that can no longer be undone."""
    old = sa.update(Merge).where(Merge.at < now() - KEPT_FOR).values(before={})
    work.execute(old, execution_options={"synchronize_session": False})


def _unite(
    work: Session,
    kind: Kind,
    pair: Pair,
    records: tuple[Any, Any],
    *,
    chosen: Mapping[str, Any],
    taken: dict[str, set[Any]],
) -> dict[str, Any]:
    """Move the rows, set the values, archive the other record, close what must be closed; returns the journal."""
    keep, other = records
    seen = access.audience(work, kind, (keep.id, other.id))
    leads = [getattr(record, "account_lead_id", None) for record in records]
    journal: dict[str, Any] = {"narrowed": seen[keep.id] != seen[other.id], "rows": move_all(work, pair, taken)}
    before = _set(work, kind, pair, keep, chosen)
    journal["other"] = _put_away(other, pair)
    journal["access"] = _close(work, kind, records, seen[keep.id] & seen[other.id], leads)
    # Now only is the lead known that both can have.
    journal["fields"] = {name: told for name, told in _after(keep, before).items() if told[0] != told[1]}
    work.flush()
    return journal


def _both(work: Session, actor: User, kind: Kind, ids: tuple[int, int]) -> tuple[Any, Any]:
    """Return both records, locked in the order of their ids: two merges at once wait for each other."""
    found = {record.id: record for record in work.execute(queries.pair(actor, kind, ids, lock=True)).scalars()}
    if len(found) != 2:  # noqa: PLR2004 - both, or it is nobody's business which one is missing
        raise MissingError
    return found[ids[0]], found[ids[1]]


def _may_merge(work: Session, kind: Kind, keep: Any, other: Any) -> None:
    gone = sa.exists().where(
        Merge.kind == kind.page, Merge.other_id.in_([keep.id, other.id]), Merge.undone_at.is_(None)
    )
    if work.execute(sa.select(gone)).scalar():
        raise RefusedError(_("One of these two was merged into another record already."))
    if keep.archived_at is not None:
        raise RefusedError(_("The record to be kept is archived: restore it first, or keep the other one."))


def _check_levels(kind: Kind, keep: Any, other: Any, chosen: Mapping[str, Any]) -> None:
    if kind.page != "client":
        return
    over = family.levels_above(chosen["parent_id"]) if chosen["parent_id"] else []
    if len(over) + 1 + max(family.levels_below(keep.id), family.levels_below(other.id)) > family.LEVELS:
        raise RefusedError(_("A family of clients has at most six levels: this one would have more."))


def _set(work: Session, kind: Kind, pair: Pair, keep: Any, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Set the chosen values; returns what was before, by column. The version rises whatever was chosen."""
    queries.load_lines(work, kind, keep)
    before = {name: [plain(getattr(keep, name)), None] for name in chosen}
    for name, value in chosen.items():
        setattr(keep, name, value)
    keep.updated_at = pair.at
    return before


def _after(record: Any, before: dict[str, Any]) -> dict[str, Any]:
    return {name: [was, plain(getattr(record, name))] for name, (was, _now) in before.items()}


def _put_away(other: Any, pair: Pair) -> dict[str, Any]:
    """Archive the other record, and take it out of its tree; returns what changed."""
    wanted: dict[str, Any] = {"archived_at": other.archived_at or pair.at}
    if hasattr(other, "parent_id"):
        wanted["parent_id"] = None
    before = {name: [plain(getattr(other, name)), None] for name in wanted}
    for name, value in wanted.items():
        setattr(other, name, value)
    other.updated_at = pair.at
    return _after(other, before)


def _close(
    work: Session, kind: Kind, records: tuple[Any, Any], both: set[int], leads: list[int | None]
) -> dict[str, Any]:
    """Give the kept record the stricter access, and make sure of it before anything is committed."""
    told: dict[str, Any] = {}
    keep, other = records
    if kind.page == "client":
        told = access.close_client(work, keep, other, both, leads)
    work.flush()
    sees = access.audience(work, kind, [keep.id])[keep.id]
    if kind.page == "person":
        told = access.close_person(work, keep.id, other.id, both, sees)
    elif sees - both:
        raise RuntimeError("a merge would show a record to those who could see one of the two only")
    return told


def open_person(work: Session, merge: Merge) -> None:
    """Show people again to whoever sees one of their places; the archived one of a merge that stands stays hidden.

    Raises RefusedError where nobody was left out.
    """
    if not queries.limited(merge):
        raise RefusedError(_("It is open already to whoever may see it."))
    ids = [merge.kept_id] if merge.undone_at is None else [merge.kept_id, merge.other_id]
    opened = [person_id for person_id in ids if access.set_readers(work, person_id, ())]
    record_many(work, merge.kind, [(person_id, [["limited", True, None]]) for person_id in opened])
    work.flush()
