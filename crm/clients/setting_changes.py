"""Changes of the firm's own fields and tags. They flush within an open unit of work, never commit."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.clients.models.depth import ClientValue
from crm.core.dates import now
from crm.core.text import fold
from crm.reference.models import CustomField, Tag

CODE_LENGTH, VALUE_LENGTH = 40, 60
#: What a form may set of a field that is there: its code and kind never change.
TITLES: Final = ("title_en", "title_es", "unit", "position")


class OptionInUseError(Exception):
    """An option that clients have cannot be taken away; says which."""


def add_field(work: Session, values: Mapping[str, Any]) -> CustomField:
    """Add a field of the firm's own; its code is made from the English title."""
    taken = set(work.execute(sa.select(CustomField.code)).scalars())
    field = CustomField(code=_free(values["title_en"], taken, CODE_LENGTH), kind=values["kind"])
    work.add(field)
    _set(field, values, ())
    work.flush()
    return field


def update_field(work: Session, field: CustomField, values: Mapping[str, Any]) -> None:
    """Change the titles, unit, order and options of a field. Raises OptionInUseError."""
    used = set(
        work.execute(sa.select(ClientValue.value).where(ClientValue.field_id == field.id).distinct()).scalars()
        if field.kind == "choice" else ()
    )  # fmt: skip
    _set(field, values, used)
    work.flush()


def _set(field: CustomField, values: Mapping[str, Any], used: Collection[str]) -> None:
    for name in TITLES:
        if name in values:
            setattr(field, name, values[name])
    if field.kind != "choice":
        return
    known = {option["value"]: option for option in field.options or ()}
    options = _options(values["options"], known.keys())
    gone = [option["en"] for key, option in known.items() if key in used and key not in {o["value"] for o in options}]
    if gone:
        raise OptionInUseError(_("“%(option)s” stands on clients: rename it, or change them first.", option=gone[0]))
    # A new list: one changed in place is not noticed.
    if options != list(field.options or ()):
        field.options = options


def _options(typed: Iterable[Mapping[str, str]], known: Collection[str]) -> list[dict[str, str]]:
    """Return options with their kept values; what is no value of this field yet gets one from its English words."""
    rows, taken = list(typed), set(known)
    made: list[dict[str, str]] = []
    for row in rows:
        value = row["value"] if row["value"] in known else _free(row["en"], taken, VALUE_LENGTH)
        taken.add(value)
        if all(option["value"] != value for option in made):
            made.append({"value": value, "en": row["en"], "es": row["es"]})
    return made


def _free(title: str, taken: Collection[str], longest: int) -> str:
    """Return the words of a title as a code, with a number behind it where that is taken."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[: longest - 5].rstrip("-") or "field"
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    return code


def archive(work: Session, record: CustomField | Tag) -> None:
    """Offer a field or tag no longer; what clients have of it stays."""
    record.archived_at = record.archived_at or now()
    work.flush()


def restore(work: Session, record: CustomField | Tag) -> None:
    """Offer an archived field or tag again."""
    record.archived_at = None
    work.flush()


def rename_tag(work: Session, tag: Tag, name: str) -> None:
    """Rename a tag on all clients at once. A word that another tag has breaks the unique key at the flush."""
    tag.name, tag.name_key = name, fold(name)
    work.flush()
