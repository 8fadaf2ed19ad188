"""Words for an issue's coded values, and its figures as a reader expects them."""

from typing import Final

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from crm.core.i18n import language
from crm.core.money import dollars
from crm.issues.models import Issue

KINDS: Final = {
    "tariff": _l("Tariff"), "remedy": _l("Trade remedy"),
    "origin": _l("Rules and procedures of origin"), "customs": _l("Customs procedures"),
    "port": _l("Port hours and crossings"), "measure": _l("Permits and non-tariff measures"),
    "sps": _l("SPS measures"), "labor": _l("Labor case"), "investment": _l("Investment"),
    "procurement": _l("Government procurement"), "transport": _l("Transport"), "other": _l("Other"),
}  # fmt: skip
STATES: Final = {
    "watch": _l("Watch"), "dialogue": _l("Dialogue"), "consultation": _l("Consultation"), "dispute": _l("Dispute"),
    "settled": _l("Settled"),
}  # fmt: skip
COLOURS: Final = {"red": _l("Red"), "amber": _l("Amber"), "green": _l("Green")}
SOURCES: Final = {"fr": _l("Federal Register"), "dof": _l("DOF"), "other": _l("Other source")}
POSITIONS: Final = {
    "for": lazy_pgettext("position", "For"), "against": lazy_pgettext("position", "Against"),
    "conditional": lazy_pgettext("position", "Conditional"), "": lazy_pgettext("position", "None yet"),
}  # fmt: skip
PERIODS: Final = {
    "year": _l("a year"), "season": _l("a season"), "quarter": _l("a quarter"), "month": _l("a month"),
    "once": _l("once"),
}  # fmt: skip
_STATE_KINDS: Final = {"dialogue": "warn", "consultation": "warn", "dispute": "bad", "settled": "ok"}
_COLOUR_KINDS: Final = {"red": "bad", "amber": "warn", "green": "ok"}
#: Told apart without colour, too.
_COLOUR_ICONS: Final = {"red": "octagon-fill", "amber": "triangle-fill", "green": "circle-fill"}


def init_app(app: Flask) -> None:
    """Let every template name them: {{ issue.state|issue_state }} and so on."""
    app.jinja_env.filters.update(
        issue_kind=lambda code: str(KINDS.get(code, code)),
        issue_state=lambda code: str(STATES.get(code, code)),
        issue_state_kind=lambda code: _STATE_KINDS.get(code, ""),
        issue_colour=lambda code: str(COLOURS.get(code, code)),
        issue_colour_kind=lambda code: _COLOUR_KINDS.get(code, ""),
        issue_colour_icon=lambda code: _COLOUR_ICONS[code],
        issue_position=lambda code: str(POSITIONS.get(code, code)),
        issue_value=lambda issue: value_text(issue, language()),
        hs_dotted=hs_dotted,
    )


def value_text(issue: Issue, speaks: str) -> str:
    """Return the value at stake with currency and period: 'US$4.2 million a year'; '' where there is none."""
    if issue.value_amount is None:
        return ""
    amount = dollars(issue.value_amount, speaks)
    if issue.value_currency == "MXN":
        amount = amount.replace("US$", "MXN ").replace("USD", "MXN")
    return f"{amount} {PERIODS[issue.value_period]}"


def hs_dotted(code: str) -> str:
    """Return an HS code as people write it: 0702.00."""
    return f"{code[:4]}.{code[4:]}" if len(code) > 4 else code  # noqa: PLR2004
