"""Tells a row's values in words: what was settled to a code or an id is shown by its name, or not at all."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from crm.core.dates import clock, long_date
from crm.core.i18n import language
from crm.core.importing import ImportField
from crm.imports.packing import unpacked

#: Values of a row that the list of rows shows.
SHOWN: Final = 4


class Told:
    """Tells the rows of one kind: made once for a page."""

    def __init__(self, fields: Sequence[ImportField]) -> None:
        self.labels = {each.key: str(each.label) for each in fields}
        self._fields = fields
        self._names: dict[str, Mapping[Any, Any]] = {}

    def values(self, stored: Mapping[str, Any]) -> str:
        """Return the first values of a row as one line."""
        values = unpacked(stored)
        texts = (self._text(each, values[each.key]) for each in self._fields if each.key in values)
        return " · ".join([text for text in texts if text][:SHOWN])

    def _text(self, field: ImportField, value: Any) -> str:
        if isinstance(value, list):
            return "; ".join(text for text in (self._text(field, each) for each in value) if text)
        if field.shown is not None:
            if field.key not in self._names:
                self._names[field.key] = field.shown()
            return str(self._names[field.key].get(value, value))
        # An id or a yes says nothing alone.
        if isinstance(value, int) and field.kind != "number":
            return ""
        if isinstance(value, datetime):
            return f"{long_date(value.date(), language())}, {clock(value)}"
        return long_date(value, language()) if isinstance(value, date) else str(value)
