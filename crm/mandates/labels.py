"""Words for the coded values of mandates, and their fees as a reader expects them."""

from decimal import Decimal
from typing import Final

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.core.amounts import money
from crm.core.dates import month_name
from crm.core.i18n import language
from crm.core.money import number
from crm.mandates.models import Mandate

FEE_BASES: Final = {
    "retainer": _l("Retainer"), "fixed": _l("Fixed fee"), "success": _l("Success fee"), "hourly": _l("By the hour"),
}  # fmt: skip
RHYTHMS: Final = {
    "once": _l("once"), "month": _l("a month"), "quarter": _l("a quarter"), "year": _l("a year"), "hour": _l("an hour"),
}  # fmt: skip
STATES: Final = {"active": _l("Active"), "paused": _l("Paused"), "ended": _l("Ended")}
STATE_CHIPS: Final = {"active": "ok", "paused": "warn", "ended": ""}
OBJECTIVE_STATES: Final = {
    "on_track": _l("On track"), "at_risk": _l("At risk"), "blocked": _l("Blocked"), "achieved": _l("Achieved"),
}  # fmt: skip
OBJECTIVE_CHIPS: Final = {"on_track": "ok", "at_risk": "warn", "blocked": "bad", "achieved": "ok"}
OBJECTIVE_ICONS: Final = {
    "on_track": "arrow-up-right-circle", "at_risk": "exclamation-triangle", "blocked": "slash-circle",
    "achieved": "check2-circle",
}  # fmt: skip
INTRODUCTION_STATES: Final = {
    "offered": _l("Offered"), "made": _l("Made"), "talking": _l("They talk"), "agreed": _l("They agreed"),
    "nothing": _l("Came to nothing"),
}  # fmt: skip


def fee_text(mandate: Mandate) -> str:
    """Return the fee with currency and rhythm: 'US$4,000 a month'; '' where none is written down."""
    if mandate.fee_amount is None:
        return ""
    rhythm = RHYTHMS.get(mandate.fee_rhythm, mandate.fee_rhythm)
    return f"{money(mandate.fee_amount, mandate.fee_currency, language())} {rhythm}"


def hours_text(minutes: int) -> str:
    """Return minutes as hours with at most one decimal: '12.5 h'."""
    told = number(Decimal(minutes) / 60, 1) if minutes % 60 else number(minutes // 60)
    return str(_("%(hours)s h", hours=told))


def init_app(app: Flask) -> None:
    """Let templates say fees, hours and coded values in the reader's language."""
    app.jinja_env.filters.update(
        fee=fee_text,
        hours=hours_text,
        month_name=lambda day: month_name(day, language()),
        mandate_state=lambda code: str(STATES.get(code, code)),
        mandate_chip=lambda code: STATE_CHIPS.get(code, ""),
        objective_state=lambda code: str(OBJECTIVE_STATES.get(code, code)),
        objective_chip=lambda code: OBJECTIVE_CHIPS.get(code, ""),
        objective_icon=lambda code: OBJECTIVE_ICONS.get(code, "question-circle"),
        introduction_state=lambda code: str(INTRODUCTION_STATES.get(code, code)),
        fee_basis=lambda code: str(FEE_BASES.get(code, code)),
    )
