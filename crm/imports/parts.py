"""Parts of the work: what the database refuses is found row by row."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import DataError, IntegrityError

from crm.core.db import UniqueTakenError

#: What the database says of a value, on either engine (SQLite's driver refuses a number of more than 64 bits itself).
#: What it says of itself (locked, gone) is no row's fault: the whole work is tried again then.
REFUSED: Final = (UniqueTakenError, IntegrityError, DataError, OverflowError)
Rows = Sequence[sa.Row[Any]]


def in_parts(rows: Rows, write: Callable[[Rows], None], refuse: Callable[[sa.Row[Any], str], None]) -> None:
    """Write rows as one part (a commit); where the database refuses one of them, each half is a part of its own.

    So all are written but those that are refused alone: these are given to `refuse`, with a sentence.
    """
    try:
        write(rows)
    except REFUSED as error:
        if len(rows) == 1:
            refuse(rows[0], _told(error))
            return
        middle = len(rows) // 2
        in_parts(rows[:middle], write, refuse)
        in_parts(rows[middle:], write, refuse)


def _told(error: Exception) -> str:
    if isinstance(error, UniqueTakenError):
        return str(_("It has a value that only one record may have, and another one has it by now."))
    return str(_("It has a value that the database can't keep: it is too large, or what it refers to is gone."))
