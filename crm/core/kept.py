"""Results kept in the process until what they were made from changes: a stamp in the database says when.

A model that others keep results of declares `__kept__ = "topic"`; every flush that touches it gives the topic
a new stamp in the same transaction, so that all processes see it at their next request.
"""

import secrets
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.db import db, insert_or
from crm.core.firm import STAMP, FirmSetting, forget_settings, stored_settings

Given = ParamSpec("Given")
Made = TypeVar("Made")


def kept(topic: str, size: int = 256) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """Keep a function's results by its (hashable, positional) arguments until the topic's stamp changes.

    What it returns is shared between threads: plain values, or records that have left their session (`detached`).
    """

    def decorate(make: Callable[Given, Made]) -> Callable[Given, Made]:
        @lru_cache(maxsize=size)
        def remembered(_stamp: str, *args: Any) -> Made:
            return make(*args)  # type: ignore[call-arg]

        @wraps(make)
        def ask(*args: Given.args, **kwargs: Given.kwargs) -> Made:
            stamp = stored_settings().get(STAMP + topic)
            return remembered(str(stamp), *args) if stamp and not kwargs else make(*args, **kwargs)

        return ask

    return decorate


def detached(records: list[Any]) -> list[Any]:
    """Take loaded records out of their session, so that no later rollback empties them."""
    for record in records:
        db.session.expunge(record)
    return records


def install_stamps() -> None:
    """Give topics a new stamp at every flush that touches them; safe to call many times."""
    if not sa.event.contains(db.session.session_factory, "after_flush", _after_flush):
        sa.event.listen(db.session.session_factory, "after_flush", _after_flush)


def _after_flush(session: Session, _context: object) -> None:
    touched = (*session.new, *session.dirty, *session.deleted)
    topics = sorted({record.__kept__ for record in touched if hasattr(record, "__kept__")})
    if topics:
        rows = [{"key": STAMP + topic, "value": secrets.token_hex(8)} for topic in topics]
        fresh = insert_or(FirmSetting).values(rows)
        session.execute(
            fresh.on_conflict_do_update(index_elements=[FirmSetting.key], set_={"value": fresh.excluded.value})
        )
    if topics or any(isinstance(record, FirmSetting) for record in touched):
        forget_settings()
