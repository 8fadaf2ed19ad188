"""Spans of the forecast and days as a reader expects them."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from flask_babel import gettext as _

from crm.core.dates import month_name, skeleton
from crm.core.i18n import language
from crm.core.money import number
from crm.pipeline.outlook import PAST, UNDATED, Span


def span_name(span: Span, step: str) -> str:
    """Return 'Jan 2027', 'Q1 2027', or that the day is past or not known."""
    if span.first is None:
        return {PAST: str(_("Day is past")), UNDATED: str(_("Without a day"))}[span.key]
    return month_name(span.first, language()) if step == "month" else skeleton(span.first, "yQQQ", language())


def whole(sums: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return sums by currency in whole units: cents of a forecast tell nothing. Its CSV has them."""
    return {currency: amount.quantize(Decimal(1), ROUND_HALF_EVEN) for currency, amount in sums.items()}


def tenths(days: float) -> str:
    """Return days with one decimal."""
    return number(Decimal(str(days)), 1)
