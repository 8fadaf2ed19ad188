"""The small change that a button makes: archive, restore."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, request
from flask_login import current_user
from sqlalchemy.orm import Session

from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import BaseForm

Record = TypeVar("Record")


def change_one(fetch: Callable[[], Record | None], act: Callable[[Session, Record], None]) -> None:
    """Change a record, fetched anew in the one unit of work; 404 for a stranger, 409 where somebody saved meanwhile."""
    form = BaseForm()
    try:
        with unit_of_work(current_user.id) as work:
            record = fetch()
            if record is None:
                abort(404)
            check_version(record, form.version.data)
            act(work, record)
    except StaleSaveError:
        abort(409)


def change_as_it_stands(
    fetch: Callable[[], Record | None], may: Callable[[Any, Record], bool], act: Callable[[Session, Record], Any]
) -> bool:
    """Change a record as its state and its reader allow; False where that can't be done as things stand by now.

    It is fetched anew in the one unit of work: 404 for a stranger.
    """
    try:
        with unit_of_work(current_user.id) as work:
            record = fetch()
            if record is None:
                abort(404)
            check_version(record, request.form.get("version", type=int))
            if not may(current_user, record):
                raise StaleSaveError  # noqa: TRY301 - ends the unit of work as a lost race does, keeping nothing
            act(work, record)
    except StaleSaveError:
        return False
    return True
