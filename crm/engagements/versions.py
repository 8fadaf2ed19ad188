"""Keeps every text that an edit of an engagement replaces, in the flush that replaces it."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, object_session

from crm.core.dates import now
from crm.core.db import Base
from crm.engagements.confidential_models import EngagementPart, EngagementPartVersion, EngagementVersion
from crm.engagements.models import Engagement

#: One-line columns that people write; every column of long text is one as well, but what is folded for searching.
_LINES: Final = ("subject", "institution", "cancel_reason")
#: The texts of an engagement whose versions are kept.
TEXTS: Final = tuple(
    column.key for column in sa.inspect(Engagement).column_attrs
    if column.key in _LINES
    or (isinstance(column.columns[0].type, sa.Text) and column.key != "search_text")
)  # fmt: skip


@sa.event.listens_for(Engagement, "after_update")
def _keep(_mapper: Mapper[Any], connection: sa.Connection, item: Engagement) -> None:
    replaced = {name: was for name in TEXTS if (was := _replaced(item, name)) is not None}
    if replaced:
        same = {"engagement_id": item.id, **_stamp(item)}
        rows = [{**same, "field": name, "body": was} for name, was in replaced.items()]
        connection.execute(sa.insert(EngagementVersion), rows)


@sa.event.listens_for(EngagementPart, "after_update")
def _keep_part(_mapper: Mapper[Any], connection: sa.Connection, part: EngagementPart) -> None:
    was = _replaced(part, "text")
    if was is not None:
        connection.execute(sa.insert(EngagementPartVersion), {"part_id": part.id, "body": was, **_stamp(part)})


def _replaced(record: Base, name: str) -> str | None:
    """Return the text that this flush replaces, None where it stays."""
    history = sa.inspect(record).attrs[name].history
    was = history.deleted[0] if history.deleted else None
    return None if was is None or was == getattr(record, name) else str(was)


def _stamp(record: Engagement | EngagementPart) -> dict[str, Any]:
    session = object_session(record)
    actor = session.info.get("actor_id") if session is not None else None
    return {"version": record.version, "at": now(), "actor_id": actor}
