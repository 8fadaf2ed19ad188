"""Yes and no, phones: one cell's text as a value. Numbers and dates stand in `numbers` and `dates`."""

import re
from typing import Final

from flask_babel import gettext as _

from crm.core.phones import check_phone
from crm.core.text import fold
from crm.imports.tables.shapes import Value

_YES: Final = frozenset({"yes", "y", "si", "s", "true", "t", "verdadero", "v", "x", "1", "✓", "✔"})
_NO: Final = frozenset({"no", "n", "false", "f", "falso", "0"})
_PHONE: Final = re.compile(r"\+?[\d\s().\-–·\u00a0]+", re.ASCII)


def yes_no_of(value: Value) -> bool:
    """Return yes or no, in both languages. Raises ValueError with a sentence, also for an empty cell."""
    if isinstance(value, bool):
        return value
    text = fold(str(value)).strip()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise ValueError(_("“%(text)s” is neither yes nor no.", text=str(value).strip()[:40]))


def phone_of(value: Value, country: str) -> str:
    """Return one phone in E.164; without + it is a number of that country. Raises ValueError with a sentence.

    A second number, an extension or words beside it are refused, never cut off.
    """
    text = str(value).strip()
    number = check_phone(text, country)
    digits = "".join(sign for sign in text if sign.isdigit())
    if not _PHONE.fullmatch(text) or not digits.endswith(number[-10:].lstrip("+")):
        raise ValueError(_("“%(text)s” holds more than a phone number.", text=text[:60]))
    return number
