"""Undoes a merge as far as nothing was changed since. It flushes within an open unit of work, never commits."""

from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.audit.capture import record_many
from crm.clients import family
from crm.core.dates import now
from crm.core.db import Base
from crm.core.feature import WRITTEN, registry
from crm.engagements.search_text import refresh
from crm.merges import access, fields, queries
from crm.merges.actions import RefusedError
from crm.merges.back import Left, put_all_back
from crm.merges.journal import KEPT_FOR, plain, stored
from crm.merges.kinds import BY_PAGE, Kind
from crm.merges.models import Merge
from crm.merges.walk import Pair

DAYS: Final = KEPT_FOR.days


def why_not(merge: Merge) -> str:
    """Return why a merge cannot be undone, in a sentence; '' where it can."""
    if merge.undone_at is not None:
        return str(_("This merge was undone already."))
    if now() - merge.at > KEPT_FOR:
        return str(_("A merge can be undone within %(days)s days; this one is older.", days=DAYS))
    if queries.later(merge):
        return str(_("One of these records was merged again later: undo that merge first."))
    return ""


def undo(work: Session, actor: User, merge: Merge) -> None:
    """Put everything back that was not changed since (merge from `queries.get_visible`, locked).

    What stays is written into `merge.left`. Raises RefusedError.
    """
    kind = BY_PAGE[merge.kind]
    if kind.page == "client":
        family.hold_families()
    if reason := why_not(merge):
        raise RefusedError(reason)
    keep, other = _locked(work, kind, merge)
    journal, pair = merge.before, Pair(kind.page, keep.id, other.id, now())
    strict = _stays_closed(work, kind, merge)
    seers = access.audience(work, kind, [keep.id])[keep.id] if strict else set()
    lead = getattr(keep, "account_lead_id", None)
    left = put_all_back(work, pair, merge.at, journal.get("rows", {}))
    for record in (other, keep):
        queries.load_lines(work, kind, record)
    left += _set_back(kind, keep, journal.get("fields", {}), labelled=True)
    left += _set_back(kind, other, journal.get("other", {}), labelled=False)
    if strict:
        left += [["closed", kind.page, 1]]
        _keep_closed(work, kind, (keep, other), seers, lead)
    else:
        _give_access_back(work, kind, keep, journal.get("access", {}))
    keep.updated_at = other.updated_at = pair.at
    merge.undone_at, merge.undone_by_id, merge.left = pair.at, actor.id, left
    work.flush()
    refresh(work, kind.page, [keep.id, other.id])
    registry().tell(WRITTEN, work, kind.page, [keep.id, other.id])
    told = [(keep.id, [["merged_from", kind.name(other), None]]), (other.id, [["merged_into", keep.id, None]])]
    record_many(work, kind.page, told)


def _locked(work: Session, kind: Kind, merge: Merge) -> tuple[Any, Any]:
    """Return both records, locked: who may see the merge may undo it, though few see the archived one."""
    ids = [merge.kept_id, merge.other_id]
    query = sa.select(kind.model).where(kind.model.id.in_(ids)).order_by(kind.model.id).with_for_update(of=kind.model)
    found = {r.id: r for r in work.execute(query.execution_options(populate_existing=True)).scalars()}
    return found[merge.kept_id], found[merge.other_id]


def _stays_closed(work: Session, kind: Kind, merge: Merge) -> bool:
    """Tell whether something was written for those who could see both: it must not open to those who see one."""
    if not merge.before.get("narrowed"):
        return False
    return access.written_since(work, kind, [merge.kept_id, merge.other_id], merge.before["trail"])


def _set_back(kind: Kind, record: Any, told: dict[str, Any], *, labelled: bool) -> Left:
    """Give a record the values back that nobody changed since; returns those that stay, by column."""
    left: Left = []
    for name, (before, merged) in told.items():
        wanted = stored(Base.metadata.tables[kind.page].c[name], before)
        if plain(getattr(record, name)) != merged or (name == "parent_id" and _circle(kind, record, wanted)):
            left += [["field", name, 1]] if labelled else [["other", name, 1]]
            continue
        setattr(record, name, wanted)
    return left


def _circle(kind: Kind, record: Any, parent: int | None) -> bool:
    return parent is not None and record.id in {parent, *fields.above(kind, [parent])}


def _give_access_back(work: Session, kind: Kind, keep: Any, told: dict[str, Any]) -> None:
    """Give both records the access back that they had."""
    if kind.page == "client" and told:
        access.open_client(work, keep, told)
    for person_id, before in told.get("readers", {}).items():
        access.set_readers(work, int(person_id), before)


def _keep_closed(work: Session, kind: Kind, records: tuple[Any, Any], seers: set[int], lead: int | None) -> None:
    """Leave both records with those who saw the merged one; people keep their rows, clients are closed alike."""
    keep, other = records
    if kind.page == "client":
        if keep.account_lead_id is not None and keep.account_lead_id not in seers:
            keep.account_lead_id = lead
        work.flush()
        access.close_client(work, other, keep, seers, [other.account_lead_id, keep.account_lead_id])
