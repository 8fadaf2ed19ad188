"""Numbers as people write them: which decimal sign a column uses, and the number of one cell. Nothing is guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _

from crm.imports.tables.shapes import Value

POINT, COMMA = ".", ","
#: Digits before and after the sign that our columns hold exactly.
_WHOLE, _DECIMALS = 12, 6
#: Doubtful values that are shown, and characters of a value in a sentence.
SHOWN, _SHORT = 5, 40
_THOUSANDS: Final = {POINT: "[, \u00a0\u202f'’]", COMMA: "[. \u00a0\u202f'’]"}
_NUMBER: Final = {
    sign: re.compile(
        rf"(?:[1-9]\d{{0,2}}(?:({gap})\d{{3}})(?:\1\d{{3}})*|\d+)(?:{re.escape(sign)}\d+)?|{re.escape(sign)}\d+",
        re.ASCII,
    )
    for sign, gap in _THOUSANDS.items()
}
#: Written beside a number; the longest first.
_UNIT: Final = r"US\$|MX\$|USD|MXN|EUR|CAD|M\.N\.|dlls\.?|pesos|[$€£¥%‰]"
_AMOUNT: Final = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+−]?)\s*(?P<before>{_UNIT})?\s*(?P<inner>[-+−]?)\s*"
    rf"(?P<digits>[\d.,'’ \u00a0\u202f]*\d)\s*(?P<after>{_UNIT})?\s*(?P<close>\))?",
    re.IGNORECASE | re.ASCII,
)
_CODE: Final = re.compile(r"0\d+", re.ASCII)
_SHORTENED: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?E[-+]?\d+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Ways to read a column, the likeliest first; where it is not `sure` a person has to choose.

    `asked_about` are some of the values that can be read in more than one way.
    """

    options: tuple[str, ...]
    sure: bool
    asked_about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and what stood beside it: '', '%', '$', 'US$', 'MXN' and the like."""

    number: Decimal
    unit: str


def decimal_signs(values: Iterable[Value]) -> Judgement:
    """Return whether the numbers of a column have a point or a comma for decimals; '1.234' alone does not tell."""
    decided = {POINT: 0, COMMA: 0}
    doubtful: list[str] = []
    for value in values:
        text = value.strip() if isinstance(value, str) else ""
        found = _AMOUNT.fullmatch(text)
        if found is None:
            continue
        digits = found["digits"]
        readings = {sign: _read(digits, sign) for sign in (POINT, COMMA)}
        if readings[POINT] is not None and readings[COMMA] is None:
            decided[POINT] += 1
        elif readings[COMMA] is not None and readings[POINT] is None:
            decided[COMMA] += 1
        elif readings[POINT] != readings[COMMA] and len(doubtful) < SHOWN:
            doubtful.append(text)
    options = (POINT, COMMA) if decided[POINT] >= decided[COMMA] else (COMMA, POINT)
    one_way = not (decided[POINT] and decided[COMMA])
    return Judgement(options, one_way and (any(decided.values()) or not doubtful), tuple(doubtful))


def _read(digits: str, sign: str) -> Decimal | None:
    """Return the number of plain digits; None where they cannot be read with that decimal sign."""
    if not _NUMBER[sign].fullmatch(digits):
        return None
    return Decimal(re.sub(_THOUSANDS[sign], "", digits).replace(sign, "."))


def amount_of(value: Value, decimal_sign: str) -> Amount:
    """Return a number with what stands beside it ('US$ 1,234.50', '12 %', '(300)' for a negative one).

    Raises ValueError with a sentence: no number, a code (leading zeros), too long, shortened by a spreadsheet.
    """
    if isinstance(value, Decimal):
        return Amount(value, "")
    text = value.strip() if isinstance(value, str) else ""
    if _SHORTENED.fullmatch(text):
        raise ValueError(_("“%(text)s” was shortened by a spreadsheet and has lost digits.", text=text))
    found = _AMOUNT.fullmatch(text)
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise ValueError(_("“%(text)s” is not a number.", text=_short(text or value)))
    signs = found["sign"] + found["inner"]
    units = [unit for unit in (found["before"], found["after"]) if unit]
    if len(signs) > 1 or len(units) > 1 or (signs and found["open"]):
        raise ValueError(_("“%(text)s” is not a number.", text=_short(text)))
    if _CODE.match(found["digits"]):
        raise ValueError(_("“%(text)s” begins with zero: it is a code, not a number.", text=_short(text)))
    number = _read(found["digits"], decimal_sign)
    if number is None:
        raise ValueError(
            _("“%(text)s” is not a number with “%(sign)s” for decimals.", text=_short(text), sign=decimal_sign)
        )
    _check_size(number, text)
    return Amount(-number if found["open"] or signs in {"-", "−"} else number, "".join(units))


def _check_size(number: Decimal, text: str) -> None:
    if number >= Decimal(10) ** _WHOLE:
        raise ValueError(_("“%(text)s” is too large for a number: is it a code?", text=_short(text)))
    if number != round(number, _DECIMALS):
        raise ValueError(_("“%(text)s” has more than %(most)s decimals.", text=_short(text), most=_DECIMALS))


def number_of(value: Value, decimal_sign: str) -> Decimal:
    """Return a bare number. Raises ValueError with a sentence, also where a currency or % stands beside it."""
    amount = amount_of(value, decimal_sign)
    if amount.unit:
        raise ValueError(
            _("“%(text)s” says %(unit)s: this field takes a bare number.", text=_short(value), unit=amount.unit)
        )
    return amount.number


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
