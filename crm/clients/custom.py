"""The firm's own fields of a client: which there are, what a typed value means, how it is said, filtered, exported."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from crm.clients.models.client import Client
from crm.clients.models.depth import ClientValue
from crm.core.dates import long_date
from crm.core.db import db
from crm.core.find import RARE
from crm.core.money import number
from crm.core.text import clean, fold, like_pattern, search_words
from crm.reference.models import CustomField
from crm.reference.queries import fields_by_id

#: Longer text than this is a note, not a field; its folded copy is searched whole.
LONGEST_TEXT: Final = 300
KEY_LENGTH: Final = 300
#: Both engines hold twelve digits before the point and six after it exactly.
MOST_NUMBER: Final = Decimal(10) ** 12
PLACES: Final = 6
YES, NO = "yes", "no"
#: What a filter wants: words of a text, a choice's value, yes or no; of numbers and days both ends ('' is open).
Asked = str | tuple[str, str]


def fields() -> tuple[CustomField, ...]:
    """Return the fields in use, in the firm's order."""
    return tuple(field for field in fields_by_id().values() if field.archived_at is None)


def canonical(field: CustomField, typed: str) -> str:
    """Return a typed value as it is kept, '' for none. Raises ValueError with a sentence for the reader."""
    text = clean(typed)
    if not text:
        return ""
    if field.kind == "number":
        return _number(text)
    if field.kind == "date":
        return _day(text)
    if field.kind == "choice":
        if text not in option_titles(field, "en"):
            raise ValueError(_("Choose one of the list."))
        return text
    if field.kind == "yes_no":
        if text not in {YES, NO}:
            raise ValueError(_("Choose yes or no."))
        return text
    line = " ".join(text.split())
    if len(line) > LONGEST_TEXT:
        raise ValueError(_("Write at most %(number)s characters.", number=LONGEST_TEXT))
    return line


def _number(text: str) -> str:
    """Return '1,234.50' as '1234.5': comma for thousands and point for decimals, in both languages."""
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-")
    if not re.fullmatch(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?", bare) or not re.search(r"\d", bare):
        raise ValueError(_("This is not a number: write it like 1,234.5."))
    try:
        value = Decimal(bare.replace(",", ""))
    except InvalidOperation:
        raise ValueError(_("This is not a number: write it like 1,234.5.")) from None
    if abs(value) >= MOST_NUMBER or value != round(value, PLACES):
        raise ValueError(_("This number is too long: at most twelve digits before the point and six after it."))
    # Not normalize(): it writes 100 as 1E+2.
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in {"-0", "+0", ""} else plain


def _day(text: str) -> str:
    """Return an ISO date as it is: what a date input sends."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ValueError(_("This is not a day of the calendar."))


def stored(field: CustomField, value: str) -> tuple[str, Decimal | None]:
    """Return what is kept beside a canonical value: its folded copy, and of a number the number."""
    return fold(value)[:KEY_LENGTH], Decimal(value) if field.kind == "number" else None


def option_titles(field: CustomField, language: str) -> dict[str, str]:
    """Return the options of a choice: title by value."""
    return {option["value"]: option.get(language) or option["en"] for option in field.options or ()}


def said(field: CustomField, value: str, language: str) -> str:
    """Return a kept value as its reader says it: '1,234.5 t', 'US$1,200', 'Nov 16, 2026', 'yes', an option's title."""
    if field.kind == "number":
        text = number(Decimal(value))
        # A currency's sign stands before its figure, other units behind it.
        return f"{field.unit}{text}" if field.unit.endswith("$") else f"{text} {field.unit}".rstrip()
    if field.kind == "date":
        return long_date(date.fromisoformat(value), language)
    if field.kind == "choice":
        return option_titles(field, language).get(value, value)
    if field.kind == "yes_no":
        return str(_("yes") if value == YES else _("no"))
    return value


def plain(field: CustomField, value: str, language: str = "en") -> Decimal | date | str:
    """Return a kept value as a cell of an export holds it: a Decimal, a date, or text."""
    if field.kind == "number":
        return Decimal(value)
    if field.kind == "date":
        return date.fromisoformat(value)
    return said(field, value, language)


def values_for(client_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """Return the kept values of clients, by client and field, in one statement."""
    found: dict[int, dict[int, str]] = {}
    if client_ids:
        query = sa.select(ClientValue.client_id, ClientValue.field_id, ClientValue.value).where(
            ClientValue.client_id.in_(client_ids)
        )
        for client_id, field_id, value in db.session.execute(query):
            found.setdefault(client_id, {})[field_id] = value
    return found


def read_asked(field: CustomField, args: Mapping[str, str]) -> Asked | None:
    """Return what an address asks of a field (`own-<code>`, or `own-<code>-from` and `-to`); None for nothing sound."""
    name = f"own-{field.code}"
    if field.kind in {"number", "date"}:
        ends = tuple(_sound(field, args.get(f"{name}-{end}", "")) for end in ("from", "to"))
        return (ends[0], ends[1]) if any(ends) else None
    if field.kind == "text":
        return clean(args.get(name, ""))[:100] or None
    return _sound(field, args.get(name, "")) or None


def _sound(field: CustomField, typed: str) -> str:
    try:
        return canonical(field, typed[:100])
    except ValueError:
        return ""


def asked_args(field: CustomField, asked: Asked) -> dict[str, str]:
    """Return the parts of an address that ask this of a field: what `read_asked` reads."""
    name = f"own-{field.code}"
    if isinstance(asked, tuple):
        return {f"{name}-{end}": value for end, value in zip(("from", "to"), asked, strict=True) if value}
    return {name: asked}


def condition(field: CustomField, asked: Asked) -> sa.ColumnElement[bool]:
    """Return the WHERE on Client that a filter by this field means.

    Few clients: straight to them by their ids. Many: looked up one by one while the list is walked in its order.
    """
    rows = sa.select(ClientValue.client_id).where(*_where(field, asked, ClientValue)).limit(RARE + 1)
    few = db.session.execute(rows).scalars().all()
    if len(few) <= RARE:
        return Client.id.in_(few)
    each = aliased(ClientValue)
    return sa.exists().where(each.client_id == Client.id, *_where(field, asked, each))


def _where(field: CustomField, asked: Asked, row: type[ClientValue]) -> list[sa.ColumnElement[bool]]:
    where = [row.field_id == field.id]
    if isinstance(asked, tuple):
        low, high = asked
        if field.kind == "number":
            where += [row.number >= Decimal(low)] if low else []
            where += [row.number <= Decimal(high)] if high else []
        else:
            where += [row.value_key >= low] if low else []
            where += [row.value_key <= high] if high else []
    elif field.kind == "text":
        where += [row.value_key.like(like_pattern(word), escape="\\") for word in search_words(asked)]
    else:
        where.append(row.value_key == fold(asked)[:KEY_LENGTH])
    return where
