"""The small change that a button makes: archive, restore."""

from collections.abc import Callable
from typing import TypeVar

from flask import abort
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
