"""Judges the cells of a row by the fields that their columns hold; nothing is guessed, whatever fails is said."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from crm.clients.checks import check_website
from crm.core.importing import ImportField, ImportRow
from crm.core.text import clean, fold
from crm.imports.settings import NO_COUNTRY, Choices
from crm.imports.tables.dates import date_of, when_of
from crm.imports.tables.numbers import number_of
from crm.imports.tables.shapes import Row
from crm.imports.tables.values import phone_of, yes_no_of

_PARTS: Final = re.compile(r"[;\n]")
#: Between values of a list where no other sign parts them and each part is known.
_COMMA: Final = ","
_SHORT: Final = 60
#: Kinds that take a workbook's own value of a cell; the others take its text.
_TYPED: Final = frozenset({"number", "date", "moment", "yes_no"})
#: A country or a state of one.
_ISO: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
#: A country without phones: numbers of it are refused.
_NOWHERE: Final = "ZZ"


class Judge:
    """Judges the rows of one file: made once, since the lists of choices are asked for when it is made."""

    def __init__(self, fields: Sequence[ImportField], mapping: Mapping[str, int], choices: Choices) -> None:
        # Phones last: the country beside them says whose numbers they are.
        chosen = sorted((field for field in fields if field.key in mapping), key=lambda field: field.kind == "phone")
        self._columns = [(field, mapping[field.key], self._reader(field)) for field in chosen]
        self._required = [field for field in fields if field.required]
        self._choices = choices

    @property
    def required(self) -> list[str]:
        """Return the keys of the fields that every row must have."""
        return [field.key for field in self._required]

    def row(self, row: Row) -> ImportRow:
        """Return a row's values and problems."""
        found = ImportRow(row.number, {}, problems=[row.problem] if row.problem else [])
        width = len(row.values)
        for field, place, read in self._columns:
            if place >= width or not row.cells[place].strip():
                continue
            try:
                value = read(row.values[place] if field.kind in _TYPED else row.cells[place], found.values)
            except ValueError as error:
                found.problems.append(f"{field.label}: {error}")
                continue
            if value not in ("", []):
                found.values[field.key] = value
        missing = [field for field in self._required if field.key not in found.values]
        if not found.problems:
            found.problems += [_("%(field)s is empty.", field=field.label) for field in missing]
        return found

    def _reader(self, field: ImportField) -> Callable[[Any, Mapping[str, Any]], Any]:
        words = field.choices() if field.choices else {}
        one = self._of_kind(field, words)
        if not field.many:
            return one
        return lambda text, beside: [one(part, beside) for part in _parts(text, words)]

    def _of_kind(self, field: ImportField, words: Mapping[str, Any]) -> Callable[[Any, Mapping[str, Any]], Any]:
        key = field.key
        if field.kind == "choice":
            return lambda text, _beside: _chosen(text, words)
        readers: dict[str, Callable[[Any, Mapping[str, Any]], Any]] = {
            "number": lambda value, _beside: number_of(value, self._choices.decimals.get(key, ".")),
            "date": lambda value, _beside: date_of(value, self._choices.orders.get(key, "ymd")),
            # A day alone stays a day: its kind says which hour is meant.
            "moment": lambda value, _beside: when_of(value, self._choices.orders.get(key, "ymd")),
            "yes_no": lambda value, _beside: yes_no_of(value),
            "email": lambda value, _beside: _email(value),
            "web": lambda value, _beside: check_website(" ".join(clean(value).split())),
            "phone": lambda value, beside: phone_of(value, self._country(beside)),
            "long": lambda value, _beside: _limited(clean(value), field.maximum),
        }
        return readers.get(field.kind, lambda value, _beside: _limited(" ".join(clean(value).split()), field.maximum))

    def _country(self, beside: Mapping[str, Any]) -> str:
        """Return whose numbers have no +: those of the row's own country, else of the one that was named."""
        for key in ("country", "state"):
            if _ISO.fullmatch(str(beside.get(key, ""))):
                return str(beside[key])[:2]
        named = self._choices.phone_country
        return named if named and named != NO_COUNTRY else _NOWHERE


def _limited(text: str, maximum: int) -> str:
    if maximum and len(text) > maximum:
        raise ValueError(_("Write at most %(number)s characters.", number=maximum))
    return text


def _email(typed: str) -> str:
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError(_("“%(text)s” is not an e-mail address.", text=typed.strip()[:_SHORT])) from None


def _chosen(text: str, words: Mapping[str, Any]) -> Any:
    found = words.get(fold(text))
    if found is None:
        raise ValueError(_("“%(text)s” is not known here.", text=text.strip()[:_SHORT]))
    return found


def _parts(text: str, words: Mapping[str, Any]) -> list[str]:
    """Return the values of one cell: between ; and line ends; between commas where the whole is no word of the list."""
    parts = [part.strip() for part in _PARTS.split(text)]
    if len(parts) == 1 and words and _COMMA in text and fold(text) not in words:
        parts = [part.strip() for part in text.split(_COMMA)]
    return [part for part in parts if part]
