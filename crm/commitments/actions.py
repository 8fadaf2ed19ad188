"""Changes of commitments. They flush within an open unit of work, never commit; `actor` is None for a command."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.commitments.models import Commitment, CommitmentClient
from crm.core.dates import now
from crm.core.text import fold

#: What `create` and `update` set beside `clients` (ids); others are refused.
FIELDS: Final = frozenset({
    "text", "maker_kind", "maker_client_id", "maker_institution_id", "maker_person_id", "receiver_kind",
    "receiver_client_id", "receiver_institution_id", "due_on", "made_on", "engagement_id", "owner_id",
})  # fmt: skip
_PARTIES: Final = ("client", "institution")
_NOON: Final = time(12)


def create(work: Session, actor: User | None, values: Mapping[str, Any]) -> Commitment:
    """Add a commitment. Required: text, maker_kind, receiver_kind, made_on, owner_id; see FIELDS; `clients`: ids."""
    item = Commitment(created_by_id=actor.id if actor else None, clients=[], state="open", reason="")
    update(work, actor, item, {"clients": [], **values})
    return item


def update(work: Session, _actor: User | None, item: Commitment, values: Mapping[str, Any]) -> None:
    """Change a commitment (its clients loaded): only the values given.

    Raises ValueError for a party that is not named, or that promises something to itself.
    """
    unknown = set(values) - FIELDS - {"clients"}
    if unknown:
        raise KeyError(*unknown)
    for name in FIELDS & set(values):
        setattr(item, name, values[name])
    maker, receiver = (_settle_party(item, side) for side in ("maker", "receiver"))
    if maker == receiver:
        raise ValueError("nobody promises something to itself")
    item.made_at = _noon(item.made_on)
    named = [key for key in (item.maker_client_id, item.receiver_client_id) if key is not None]
    given = values["clients"] if "clients" in values else [link.client_id for link in item.clients]
    _set_clients(item, {*given, *named})
    item.search_text = _search_text(item)
    work.add(item)
    work.flush()


def settle(work: Session, item: Commitment, state: str, day: date, reason: str = "") -> None:
    """Say that it was kept, not kept or released, on which day and why. Raises ValueError for a release without why."""
    if state not in {"kept", "not_kept", "released"}:
        raise ValueError(f"no such end: {state}")
    if state == "released" and not reason.strip():
        raise ValueError("a released commitment needs a reason")
    item.state, item.settled_on, item.settled_at, item.reason = state, day, _noon(day), reason.strip()
    item.search_text = _search_text(item)
    work.flush()


def reopen(work: Session, item: Commitment) -> None:
    """Let it be open again."""
    item.state, item.settled_on, item.settled_at, item.reason = "open", None, None, ""
    item.search_text = _search_text(item)
    work.flush()


def archive(work: Session, item: Commitment) -> None:
    """Put it aside: no list, panel or rate counts it, its address still shows it."""
    item.archived_at = item.archived_at or now()
    work.flush()


def restore(work: Session, item: Commitment) -> None:
    """Take an archived one back."""
    item.archived_at = None
    work.flush()


def _settle_party(item: Commitment, side: str) -> tuple[str, int | None]:
    """Keep only the id that the kind of a party asks for; returns kind and id."""
    kind = getattr(item, f"{side}_kind")
    for name in _PARTIES:
        if name != kind:
            setattr(item, f"{side}_{name}_id", None)
    found = getattr(item, f"{side}_{kind}_id") if kind in _PARTIES else None
    if kind != "us" and found is None:
        raise ValueError(f"the {side} is not named")
    return kind, found


def _set_clients(item: Commitment, client_ids: Collection[int]) -> None:
    wanted, have = set(client_ids), {link.client_id for link in item.clients}
    if wanted == have:
        return
    item.clients = [link for link in item.clients if link.client_id in wanted]
    item.clients += [CommitmentClient(client_id=key) for key in sorted(wanted - have)]
    # Only link rows change: without this the record's version would not.
    item.updated_at = now()


def _search_text(item: Commitment) -> str:
    return fold(f"{item.text}\n{item.reason}")


def _noon(day: date) -> datetime:
    return datetime.combine(day, _NOON, UTC)
