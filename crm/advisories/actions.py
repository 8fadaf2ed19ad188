"""Changes of advisories. They flush within an open unit of work, never commit."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.advisories.models import Advisory, AdvisoryClient
from crm.advisories.rights import deciders
from crm.core.dates import now
from crm.jobs.actions import ask
from crm.notices.actions import tell

FIELDS: Final = frozenset({"title_en", "title_es", "body_en", "body_es"})
BEGUN: Final = frozenset({"issue_id", "series_id", "rule", "sector_id"})
SEND: Final = "advisories.send"


def create(work: Session, actor: User, values: Mapping[str, Any]) -> Advisory:
    """Add a draft: see FIELDS, BEGUN; `clients` are ids."""
    unknown = set(values) - FIELDS - BEGUN - {"clients"}
    if unknown:
        raise KeyError(*unknown)
    item = Advisory(
        author_id=actor.id, author=actor, state="draft", reason="", clients=[], asked_by_id=None, asked_at=None,
        decided_by_id=None, decided_at=None, sending_at=None, sent_at=None,
    )  # fmt: skip
    for name in (FIELDS | BEGUN) & set(values):
        setattr(item, name, values[name])
    work.add(item)
    work.flush()
    add_clients(work, item, values.get("clients", ()))
    return item


def update(work: Session, item: Advisory, values: Mapping[str, Any]) -> None:
    """Change the words of an advisory: only the values given."""
    for name in FIELDS & set(values):
        setattr(item, name, values[name])
    work.flush()


def add_clients(work: Session, item: Advisory, client_ids: Iterable[int]) -> int:
    """Add clients to an advisory (its rows loaded); returns how many are new."""
    have = {row.client_id for row in item.clients}
    new = [key for key in dict.fromkeys(client_ids) if key not in have]
    item.clients += [AdvisoryClient(client_id=key) for key in new]
    _touch(item, changed=bool(new))
    work.flush()
    return len(new)


def take_out(work: Session, item: Advisory, client_id: int) -> None:
    """Take a client out of an advisory (its rows loaded)."""
    left = [row for row in item.clients if row.client_id != client_id]
    _touch(item, changed=len(left) != len(item.clients))
    item.clients = left
    work.flush()


def _touch(item: Advisory, *, changed: bool) -> None:
    """Only link rows change: without this the record's version would not."""
    if changed:
        item.updated_at = now()


def ask_for_approval(work: Session, actor: User, item: Advisory) -> None:
    """Put it before the partners, and tell them."""
    item.state, item.asked_by_id, item.asked_at = "waiting", actor.id, now()
    item.decided_by_id, item.decided_at, item.reason = None, None, ""
    work.flush()
    others = [key for key in deciders() if key not in {actor.id, item.author_id}]
    tell(work, "advisory.waiting", item.id, others, f"asked {item.asked_at:%Y-%m-%dT%H:%M:%S}")


def take_back(work: Session, _actor: User, item: Advisory) -> None:
    """Make it a draft again."""
    item.state = "draft"
    item.decided_by_id, item.decided_at = None, None
    work.flush()


def approve(work: Session, actor: User, item: Advisory) -> None:
    """Approve it, and tell its author."""
    _decide(work, actor, item, "approved", "")


def send_back(work: Session, actor: User, item: Advisory, reason: str) -> None:
    """Send it back with a word why, and tell its author. Raises ValueError without one."""
    if not reason.strip():
        raise ValueError("what is sent back needs a reason")
    _decide(work, actor, item, "returned", reason.strip())


def _decide(work: Session, actor: User, item: Advisory, state: str, reason: str) -> None:
    item.state, item.reason, item.decided_by_id, item.decided_at = state, reason, actor.id, now()
    work.flush()
    told = {item.author_id, item.asked_by_id} - {actor.id, None}
    tell(work, "advisory.decided", item.id, sorted(key for key in told if key),
         f"decided {item.decided_at:%Y-%m-%dT%H:%M:%S}")  # fmt: skip


def start_sending(work: Session, actor: User, item: Advisory) -> None:
    """Ask for it to be sent in the background; who got nothing in an earlier attempt is tried again."""
    item.sending_at = item.sending_at or now()
    for row in item.clients:
        if row.engagement_id is None:
            row.skipped = ""
    work.flush()
    ask(work, SEND, {"advisory": item.id}, actor_id=actor.id)


def archive(work: Session, item: Advisory) -> None:
    """Put it aside: lists leave it out, its address still shows it."""
    item.archived_at = item.archived_at or now()
    work.flush()


def restore(work: Session, item: Advisory) -> None:
    """Take an archived one back."""
    item.archived_at = None
    work.flush()
