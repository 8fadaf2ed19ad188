"""Every word of an alert in the reader's language: what it asks, for whom, what fired, how often it would have."""

from decimal import Decimal
from typing import Any, Final, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.alerts.judge import CHANGES, BaseRate, Judged
from crm.alerts.models import AlertEvent, AlertRule
from crm.core.i18n import language
from crm.core.money import number
from crm.indicators import words
from crm.indicators.models import Series
from crm.reference.queries import sectors_by_id

#: What a figure must do, by kind, as the form offers it.
KINDS: Final[dict[str, Any]] = {
    "move": _l("moves by more than a percentage"),
    "rise": _l("rises by more than a percentage"),
    "fall": _l("falls by more than a percentage"),
    "above": _l("is above a value"),
    "below": _l("is below a value"),
}
_ASKED: Final[dict[str, Any]] = {
    "move": _l("Moves by more than %(bound)s on a year before, either way"),
    "rise": _l("Rises by more than %(bound)s on a year before"),
    "fall": _l("Falls by more than %(bound)s on a year before"),
    "above": _l("Is above %(bound)s"),
    "below": _l("Is below %(bound)s"),
}
SCOPES: Final[dict[str, Any]] = {
    "firm": _l("Every client it touches"),
    "sector": _l("Clients of one sector"),
    "client": _l("One client"),
}


class Condition(Protocol):
    """Whatever has a kind and a bound."""

    @property
    def kind(self) -> str: ...
    @property
    def bound(self) -> Decimal: ...


def asked(series: Series, condition: Condition) -> str:
    """Return what is asked: 'Rises by more than 10% on a year before', 'Is above 20 pesos per US dollar'."""
    bound = number(condition.bound)
    said = f"{bound}%" if condition.kind in CHANGES else _of_unit(series, bound)
    return str(_ASKED[condition.kind]) % {"bound": said}


def with_unit(series: Series, figure: Decimal) -> str:
    """Return a figure in full with the unit of its series: '45,123.4 (US$ million)', '18.45 pesos per US dollar'."""
    return _of_unit(series, words.exact(series, figure))


def _of_unit(series: Series, text: str) -> str:
    unit = words.exact_unit(series)
    return f"{text} ({unit})" if series.unit == "USD" else f"{text} {unit}".rstrip()


def scope(rule: AlertRule) -> str:
    """Return for whom a rule is (its client is loaded)."""
    if rule.client is not None:
        return rule.client.name
    if rule.sector_id is None:
        return str(SCOPES["firm"])
    sector = sectors_by_id().get(rule.sector_id)
    return str(_("Clients of the sector %(sector)s", sector=sector.title(language()) if sector else ""))


def scope_kind(rule: AlertRule) -> str:
    """Return firm, sector or client."""
    return "client" if rule.client_id is not None else "sector" if rule.sector_id is not None else "firm"


def figure(series: Series, found: Judged | AlertEvent) -> str:
    """Return 'Jul 2026: US$4.12 billion, +12.3% on Jul 2025'."""
    value = f"{words.value(series, found.value)} {words.unit(series)}".rstrip()
    change = words.change_on_year(series, found.value, found.before, found.period)
    return f"{words.period(series, found.period)}: {value}, {change}"


def rate(rate_: BaseRate) -> str:
    """Return how often a rule would have fired, in one sentence."""
    if not rate_.judged:
        return str(_("None of the published figures can be judged by it: there is nothing to compare with."))
    times = ngettext("%(num)s time", "%(num)s times", rate_.fired)
    if rate_.a_year is None:
        return str(_("It would have fired %(times)s. With less than a year of figures nobody can say how often.",
                     times=times))  # fmt: skip
    length = number(rate_.years, 0 if rate_.years == rate_.years.to_integral() else 1)
    years = ngettext("%(length)s year", "%(length)s years", 1 if rate_.years == 1 else 2, length=length)
    return str(_("It would have fired %(times)s in %(years)s, about %(often)s a year.",
                 times=times, years=years, often=number(rate_.a_year, 1)))  # fmt: skip


def judged(series: Series, rate_: BaseRate) -> str:
    """Return which figures were judged."""
    if rate_.first is None or rate_.last is None:
        return ""
    said = ngettext(
        "%(num)s published figure judged, %(first)s to %(last)s.",
        "%(num)s published figures judged, %(first)s to %(last)s.", rate_.judged,
        first=words.period(series, rate_.first), last=words.period(series, rate_.last),
    )  # fmt: skip
    lacking = ngettext(
        "%(num)s is not judged: there is no figure of the year before that counts alike.",
        "%(num)s are not judged: there is no figure of the year before that counts alike.", rate_.unjudged,
    )  # fmt: skip
    return f"{said} {lacking}" if rate_.unjudged else str(said)


def task_title(series: Series, event: AlertEvent) -> str:
    """Return the first line of a follow-up."""
    return f"{words.title(series)}. {figure(series, event)}"[:300]


def task_notes(series: Series, event: AlertEvent, note: str) -> str:
    """Return what a follow-up says: figure, period, unit, change, source, the rule and what to do."""
    lines = [
        _("Figure: %(figure)s, %(period)s", figure=with_unit(series, event.value),
          period=words.period(series, event.period)),
        _("Change: %(change)s", change=words.change_on_year(series, event.value, event.before, event.period)),
        _("Source: %(source)s", source=f"{words.source(series, event.source)}, {words.published(event.vintage)}"),
        _("Basis: %(basis)s", basis=words.BASES[series.basis]),
        _("Alert: %(asked)s", asked=asked(series, event)),
        note,
    ]  # fmt: skip
    return "\n".join(str(each) for each in lines if each)
