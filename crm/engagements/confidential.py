"""Changes of who reads: named readers, sensitive parts, locks. They flush within an open unit of work."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.audit.capture import record_many
from crm.core.dates import now
from crm.core.text import fold
from crm.engagements.confidential_models import (
    PART,
    EngagementLock,
    EngagementPart,
    EngagementPartReader,
    EngagementReader,
)
from crm.engagements.models import Engagement
from crm.tasks import actions as task_actions

#: Values of an engagement that this module takes: whether it names its readers, and which (ids of accounts); the text
#: of a new sensitive part and who reads it.
ROWS: Final = frozenset({"limited", "readers", "part", "part_readers"})


class LockedError(Exception):
    """A partner has locked the engagement: nobody edits it."""


def set_readers(actor: User | None, item: Engagement, values: Mapping[str, Any]) -> None:
    """Name the readers of an engagement (its rows loaded), or open it again to those who see its clients.

    Whoever names readers is one of them: nobody closes a note to oneself.
    """
    if "limited" in values:
        wanted = set(values.get("readers", ())) if values["limited"] else set()
        if values["limited"] and actor is not None and actor.id != item.created_by_id:
            wanted.add(actor.id)
        have = {row.user_id for row in item.readers}
        if wanted != have:
            item.readers = [row for row in item.readers if row.user_id in wanted]
            item.readers += [EngagementReader(user_id=key) for key in sorted(wanted - have)]
            item.updated_at = now()
        item.limited = bool(values["limited"])
        for link in item.tasks:
            task_actions.limit(link.task, readers_of(item))


def readers_of(item: Engagement) -> set[int] | None:
    """Return the accounts that read an engagement (its readers loaded) which names them; None where it names none."""
    if not item.limited:
        return None
    author = set() if item.created_by_id is None else {item.created_by_id}
    return {row.user_id for row in item.readers} | author


def add_typed_part(work: Session, actor: User | None, item: Engagement, values: Mapping[str, Any]) -> None:
    """Add the sensitive part that a form of a saved engagement brought, if it did."""
    if values.get("part"):
        add_part(work, actor, item, values["part"], values.get("part_readers", ()))


def add_part(
    work: Session, actor: User | None, item: Engagement, text: str, readers: Collection[int]
) -> EngagementPart:
    """Add a sensitive part to a saved engagement; the trail of the engagement says nothing of it."""
    part = EngagementPart(
        engagement_id=item.id, author_id=actor.id if actor else None, text=text, search_text=fold(text), readers=[]
    )
    _name(part, readers)
    work.add(part)
    work.flush()
    record_many(work, PART, [(part.id, [["text", None, "written"]])])
    return part


def update_part(work: Session, part: EngagementPart, text: str, readers: Collection[int] | None = None) -> None:
    """Change a sensitive part (its readers loaded); None leaves the readers as they are."""
    if readers is not None:
        _name(part, readers)
    if text != part.text:
        part.text, part.search_text = text, fold(text)
        record_many(work, PART, [(part.id, [["text", None, "rewritten"]])])
    work.flush()


def _name(part: EngagementPart, readers: Collection[int]) -> None:
    wanted, have = set(readers) - {part.author_id}, {row.user_id for row in part.readers}
    if wanted != have:
        part.readers = [row for row in part.readers if row.user_id in wanted]
        part.readers += [EngagementPartReader(user_id=key) for key in sorted(wanted - have)]
        part.updated_at = now()


def lock(work: Session, actor: User, item: Engagement, reason: str) -> None:
    """Let nobody edit an engagement until it is unlocked. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("a lock needs a reason")
    work.add(EngagementLock(engagement_id=item.id, reason=reason.strip(), by_id=actor.id, at=now()))
    # Whoever has the form open learns of it.
    item.updated_at = now()
    work.flush()


def unlock(work: Session, item: Engagement) -> None:
    """Let an engagement be edited again."""
    row = work.execute(sa.select(EngagementLock).where(EngagementLock.engagement_id == item.id)).scalar_one_or_none()
    if row is not None:
        work.delete(row)
        item.updated_at = now()
        work.flush()


def locked_ids(work: Session, ids: Collection[int]) -> set[int]:
    """Return those of these engagements that are locked."""
    query = sa.select(EngagementLock.engagement_id).where(EngagementLock.engagement_id.in_(list(ids)))
    return set(work.execute(query).scalars())
