"""What the pages of merges show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.core.db import db
from crm.merges import access, fields, queries, undo, words
from crm.merges.journal import KEPT_FOR
from crm.merges.kinds import BY_PAGE, Kind
from crm.merges.models import Merge


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records side by side: the first is to be kept."""

    kind: Kind
    keep: Any
    other: Any
    names: tuple[str, str]
    lines: Sequence[fields.Line]
    moves: Sequence[str]
    sees: str
    versions: tuple[int, int]
    #: The lead of one of them could not see the other, and will not be the lead.
    lost_leads: Sequence[str]

    @property
    def urls(self) -> tuple[str, str]:
        """Return the addresses of both records."""
        return address(self.kind, self.keep.id), address(self.kind, self.other.id)

    @property
    def swapped(self) -> str:
        """Return the address of the same page with the other record kept."""
        where: dict[str, Any] = {"kind": self.kind.slug, "keep_id": self.other.id, "other_id": self.keep.id}
        return url_for("merges.merge", **where)


def address(kind: Kind, record_id: int) -> str:
    """Return the address of a record's page."""
    where: dict[str, Any] = {kind.argument: record_id}
    return url_for(kind.endpoint, **where)


def compared(user: User, kind: Kind, keep_id: int, other_id: int) -> Compared | None:
    """Return two different records that the reader may see, or None."""
    found = queries.two(user, kind, keep_id, other_id)
    if found is None:
        return None
    keep, other = found
    sees, lost = _sees(kind, keep, other)
    return Compared(
        kind, keep, other, (kind.name(keep), kind.name(other)), fields.lines(kind, user, keep, other),
        words.counted(queries.counts(user, kind, other_id)), sees, (keep.version, other.version), lost,
    )  # fmt: skip


def _sees(kind: Kind, keep: Any, other: Any) -> tuple[str, list[str]]:
    """Return who will see the result, and which leads could not see both."""
    if kind.page == "institution":
        return words.sees(kind, [], team=False, limited=False, barred=False), []
    seen = access.audience(db.session(), kind, (keep.id, other.id))
    both, names = seen[keep.id] & seen[other.id], people_by_id()
    if kind.page == "person":
        return words.sees(kind, [], team=False, limited=seen[keep.id] != seen[other.id], barred=False), []
    team, barriers = access.of_clients(db.session(), (keep.id, other.id))
    leads = {keep.account_lead_id, other.account_lead_id} - {None}
    members = sorted(names[key].name for key in (team[keep.id] | team[other.id] | leads) & both)
    closed, barred = "team" in {keep.access, other.access}, any(barriers.values())
    lost = sorted(names[key].name for key in leads - both)
    return words.sees(kind, members, team=closed, limited=False, barred=barred), lost


def chooser(kind: Kind, record: Any) -> dict[str, Any]:
    """Return what the page needs that asks for the other record, with the merges that stand."""
    return {
        "kind": kind,
        "name": kind.name(record),
        "url": address(kind, record.id),
        "before": [(url_for("merges.show", merge_id=each.id), each.at) for each in queries.of_record(kind, record.id)],
    }


def done_values(user: User, merge: Merge) -> dict[str, Any]:
    """Return what the page of a merge needs."""
    kind = BY_PAGE[merge.kind]
    ids = (merge.kept_id, merge.other_id)
    names = {record.id: kind.name(record) for record in queries.names(kind, ids)}
    changed, labels = merge.before.get("fields", {}), kind.labels()
    return {
        "merge": merge,
        "kind": kind,
        "names": [names[key] for key in ids],
        "urls": [address(kind, key) for key in ids],
        "moved": words.counted(queries.moved_counts(user, merge)),
        "changed": [str(labels.get(name, name)) for name in changed],
        "left": words.left_over(kind, merge.left),
        "forgotten": not merge.before,
        "why_not": undo.why_not(merge),
        "until": merge.at + KEPT_FOR,
        "limited": queries.limited(merge),
    }
