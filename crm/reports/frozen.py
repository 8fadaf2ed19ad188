"""A finished document as JSON and back, with nothing lost: the same files are made from it later, byte for byte.

Every shape is written with its name; a field that has its default is left out, so that a later version of Puente, which
may know more fields, still reads what this one kept.
"""

import base64
import binascii
import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast

from flask_babel import gettext as _

from crm.reports import document as shapes
from crm.reports.document import Document

#: Raised with each change after which an older Puente would read a document wrong.
VERSION: Final = 1
_SHAPES: Final = {
    shape.__name__: shape
    for shape in (
        shapes.Letter, shapes.Paragraph, shapes.Bullets, shapes.Count, shapes.CountStrip, shapes.Column, shapes.Table,
        shapes.EngagementEntry, shapes.Point, shapes.Figure, shapes.Note, shapes.Section, shapes.Cover,
        shapes.Footer, shapes.Brand, shapes.Document,
    )
}  # fmt: skip
# What a JSON column of PostgreSQL refuses.
_UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")


class FrozenError(ValueError):
    """The JSON is no document that this Puente can read; its text is a sentence that says what to do."""


def to_json(document: Document) -> dict[str, object]:
    """Return the document as plain JSON values, with the version of this form."""
    return {"version": VERSION, "document": _kept(document)}


def from_json(data: Mapping[str, Any]) -> Document:
    """Return the document again; raises `FrozenError` with a sentence for another version and for what is damaged."""
    version = data.get("version")
    if version != VERSION:
        raise FrozenError(
            _(
                "This report was kept in form %(found)s, but %(known)s is read here: open it with a newer Puente.",
                found=repr(version)[:20], known=VERSION,
            )
        )  # fmt: skip
    try:
        found = _read(data.get("document"))
    except (TypeError, ValueError, KeyError, InvalidOperation, binascii.Error) as problem:
        raise _damaged() from problem
    if not isinstance(found, Document):
        raise _damaged()
    return found


def _damaged() -> FrozenError:
    return FrozenError(_("The kept report is damaged: take it from a backup, or make it anew."))


def _kept(value: object) -> object:
    if isinstance(value, str):
        raw = value.encode("utf-16-le", "surrogatepass") if _UNKEPT.search(value) else None
        return value if raw is None else {"text": base64.b64encode(raw).decode()}
    if isinstance(value, tuple):
        return [_kept(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {"is": type(value).__name__, **_fields(value)}
    return _kept_exactly(value)


def _kept_exactly(value: object) -> object:
    if isinstance(value, Decimal):
        return {"exact": str(value)}
    if isinstance(value, dt.datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"a document has no place for a {type(value).__name__}")


def _fields(value: Any) -> dict[str, object]:
    named = ((item, getattr(value, item.name)) for item in dataclasses.fields(value))
    return {
        item.name: _kept(found)
        for item, found in named
        if type(found) is not type(item.default) or found != item.default
    }


def _read(value: object) -> object:
    if isinstance(value, list):
        return tuple(_read(item) for item in value)
    if not isinstance(value, dict):
        return value
    if "is" in value:
        # A shape refuses fields that it does not know by raising TypeError.
        made: Any = _SHAPES[value["is"]]
        return made(**{name: _read(found) for name, found in value.items() if name != "is"})
    ((kind, told),) = value.items()
    return _READERS[kind](cast("str", told))


_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "text": lambda told: base64.b64decode(told, validate=True).decode("utf-16-le", "surrogatepass"),
    "exact": Decimal,
    "instant": dt.datetime.fromisoformat,
    "day": dt.date.fromisoformat,
    "bytes": lambda told: base64.b64decode(told, validate=True),
}
