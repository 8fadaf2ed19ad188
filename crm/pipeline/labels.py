"""Words for the coded values of the pipeline, and its sums as a reader expects them."""

from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.core.amounts import money
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.core.templating import reader_zone
from crm.pipeline.models import Opportunity
from crm.pipeline.stages import stages_by_id

SOURCES: Final = {
    "client": _l("A client of ours"), "referral": _l("Referral"), "institution": _l("An institution"),
    "chamber": _l("Chamber of commerce"), "event": _l("Event or mission"), "web": _l("Website"),
    "approach": _l("Our own approach"), "other": _l("Other"),
}  # fmt: skip
LOST_REASONS: Final = {
    "price": _l("Fee too high"), "timing": _l("Not the right time"), "other_firm": _l("Chose another firm"),
    "conflict": _l("Conflict of interest"), "declined": _l("We declined"), "cancelled": _l("Project given up"),
    "no_answer": _l("No answer any more"), "other": _l("Other"),
}  # fmt: skip
STAGE_KINDS: Final = {
    "open": _l("Open"), "signed": _l("Signed"), "lost": _l("Not won"), "hold": _l("On hold"),
}  # fmt: skip
#: Days in one open stage after which a card says so.
NO_MOVE_DAYS: Final = 30


def value_text(item: Opportunity) -> str:
    """Return an opportunity's value with its currency, '' where it has none."""
    return money(item.value_amount, item.value_currency, language()) if item.value_amount is not None else ""


def sums_text(sums: dict[str, Decimal]) -> str:
    """Return sums by currency, never added: 'US$46,000 + MXN 640,000'; an em dash where there is none."""
    told = [money(sums[currency], currency, language()) for currency in ("USD", "MXN") if sums.get(currency)]
    # A number does not leave its currency at the end of a line.
    return " + ".join(text.replace(" ", "\N{NO-BREAK SPACE}") for text in told) or "—"


def chance(item: Opportunity) -> int:
    """Return the probability that counts, in percent: its own, else its stage's."""
    return stages_by_id()[item.stage_id].probability if item.probability is None else item.probability


def days_here(item: Opportunity) -> int:
    """Return how many days an opportunity has been in its stage, by the reader's calendar."""
    zone = reader_zone()
    return max(0, (today_in(zone) - item.stage_since.astimezone(ZoneInfo(zone)).date()).days)


def days_text(days: int) -> str:
    """Return '1 day here' or '12 days here'."""
    return str(ngettext("%(num)s day here", "%(num)s days here", days))


def is_stuck(item: Opportunity) -> bool:
    """Tell whether an open opportunity has not moved for long."""
    return stages_by_id()[item.stage_id].kind == "open" and days_here(item) >= NO_MOVE_DAYS


def init_app(app: Flask) -> None:
    """Let templates say stages, values, days and coded values in the reader's language."""
    app.jinja_env.filters.update(
        stage_title=lambda key: stages_by_id()[key].title(language()),
        stage_kind=lambda key: stages_by_id()[key].kind,
        opportunity_value=value_text,
        opportunity_sums=sums_text,
        chance=chance,
        days_here=days_here,
        days_text=days_text,
        is_stuck=is_stuck,
        opportunity_source=lambda code: str(SOURCES.get(code, code)),
        lost_reason=lambda code: str(LOST_REASONS.get(code, code)),
    )
