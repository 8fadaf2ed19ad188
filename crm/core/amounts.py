"""Amounts of money as one types them, and as one reads them: always with their currency."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from flask_babel import gettext as _
from wtforms import StringField

from crm.core.money import number
from crm.core.text import clean

CURRENCIES: Final = {"USD": "US$", "MXN": "MXN"}
#: What the column holds on both engines.
MOST: Final = Decimal(10) ** 12


class AmountField(StringField):  # type: ignore[misc]
    """An amount in digits, with commas or without; its data is a Decimal or None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean(valuelist[0] if valuelist else "").strip()
        self.data = None
        if text:
            self.data = read_amount(text)

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else number(self.data) if self.data is not None else ""


def amount_field(label: Any) -> AmountField:
    """Return the field of an amount."""
    return AmountField(label, render_kw={"inputmode": "decimal", "autocomplete": "off"})


def read_amount(text: str) -> Decimal:
    """Return an amount typed with or without commas. Raises ValueError with a sentence."""
    plain = text.replace(",", "").replace(" ", "")
    try:
        amount = Decimal(plain) if re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", plain) else None
    except InvalidOperation:
        amount = None
    if amount is None or not 0 < amount < MOST:
        raise ValueError(_("Write the whole amount in digits, like 1,250,000."))
    return amount


def money(amount: Decimal, currency: str, language: str) -> str:
    """Return a sum in full: EN 'US$46,000', ES 'USD 46,000'; 'MXN 640,000' in both. Cents where there are any."""
    decimals = 0 if amount == amount.to_integral() else 2
    sign = {"USD": "US$" if language == "en" else "USD "}.get(currency, f"{currency} ")
    return f"{sign}{number(amount, decimals)}"
