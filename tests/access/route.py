"""A form of the product, as the test of mass assignment sends it."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from werkzeug.test import TestResponse
from wtforms import Form as AnyForm

from crm.core.db import db


@dataclass(frozen=True)
class Route:
    """A form: who sends it where, what it needs, and the columns it may change (`*`: rows that are its own)."""

    endpoint: str
    who: str
    path: str
    values: dict[str, Any]
    own: dict[str, set[str]]
    form: type[AnyForm] | None = None

    def fields(self) -> set[str]:
        """Return the names of the form's own fields."""
        named = {n for n in dir(self.form) if hasattr(getattr(self.form, n), "_formfield")} if self.form else set()
        return named | set(self.values) | {"version", "csrf_token"}


def columns_of(form: type[AnyForm], table: str) -> set[str]:
    """Return the columns of a table that a form names."""
    return {column.name for column in db.metadata.tables[table].c if hasattr(form, column.name)}


def words_of(answer: TestResponse) -> str:
    """Return all that an answer says: a workbook's parts, unpacked, or its bytes as text."""
    data = answer.get_data()
    if (answer.mimetype or "").endswith("spreadsheetml.sheet"):
        with ZipFile(BytesIO(data)) as book:
            data = b"\n".join(book.read(name) for name in book.namelist())
    return data.decode(errors="replace")
