"""The rule of a recurring follow-up in the reader's language."""

from collections.abc import Collection
from datetime import date
from typing import Final

from babel.dates import get_day_names
from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext, pgettext

from crm.core.dates import LOCALES, day_month, long_date
from crm.core.i18n import language
from crm.tasks.models import Task
from crm.tasks.recurring import WEEKDAYS, Repeat, read_rule, skip_words

KINDS: Final = {
    "day": _l("Daily"), "workdays": _l("Monday to Friday"), "week": _l("Weekly, on days"),
    "month_day": _l("Monthly, on the day of the month"), "month_weekday": _l("Monthly, on the weekday of the month"),
    "quarter": _l("Quarterly"), "year": _l("Yearly"),
}  # fmt: skip
SKIPS: Final = {
    "weekend": _l("Weekends"), "US": _l("Holidays of the United States"), "MX": _l("Holidays of Mexico"),
}  # fmt: skip
#: The same within a sentence.
_PAST: Final = {"weekend": _l("weekends"), "US": _l("US holidays"), "MX": _l("Mexican holidays")}
_WEEKS: Final = {
    1: lazy_pgettext("weekday of the month", "first"),
    2: lazy_pgettext("weekday of the month", "second"),
    3: lazy_pgettext("weekday of the month", "third"),
    4: lazy_pgettext("weekday of the month", "fourth"),
    -1: lazy_pgettext("weekday of the month", "last"),
}
#: A leap year, so that February 29 is a day.
_ANY_YEAR: Final = 2024


def weekday_names() -> dict[str, str]:
    """Return the weekdays' names by their codes, Monday first."""
    names = get_day_names("wide", locale=LOCALES[language()])
    return {code: names[number] for number, code in enumerate(WEEKDAYS)}


def rule_words(task: Task) -> str:
    """Return a follow-up's rule in words, '' where it does not recur."""
    repeat = read_rule(task.rule)
    return repeat_words(repeat, skip_words(task.rule_skip)) if repeat else ""


def repeat_words(repeat: Repeat, skip: Collection[str] = ()) -> str:
    """Return 'Every 2 weeks on Monday and Friday, until Dec 31, 2026; …'."""
    text = _often(repeat)
    if repeat.until is not None:
        text = _("%(rule)s, until %(day)s", rule=text, day=long_date(repeat.until, language()))
    elif repeat.count is not None:
        text = ngettext("%(rule)s, %(num)s time in all", "%(rule)s, %(num)s times in all", repeat.count, rule=text)
    if skip:
        past = format_list([str(_PAST[each]) for each in skip], locale=LOCALES[language()])
        text = _("%(rule)s; moved to the next business day past %(days)s", rule=text, days=past)
    return text


def _often(repeat: Repeat) -> str:
    every = repeat.every
    match repeat.kind:
        case "day":
            one, more = _("Every day"), ngettext("Every %(num)s day", "Every %(num)s days", every)
        case "workdays":
            one = more = _("Every day from Monday to Friday")
        case "week":
            names = weekday_names()
            days = format_list([names[code] for code in repeat.days], locale=LOCALES[language()])
            one = _("Every week on %(days)s", days=days)
            more = ngettext("Every %(num)s week on %(days)s", "Every %(num)s weeks on %(days)s", every, days=days)
        case "year":
            day = day_month(date(_ANY_YEAR, repeat.month, repeat.day), language())
            one = _("Every year on %(day)s", day=day)
            more = ngettext("Every %(num)s year on %(day)s", "Every %(num)s years on %(day)s", every, day=day)
        case _:
            one, more = _monthly(repeat, every)
    return str(one if every == 1 else more)


def _monthly(repeat: Repeat, every: int) -> tuple[str, str]:
    if repeat.kind == "month_weekday":
        nth, weekday = _WEEKS[repeat.week], weekday_names()[repeat.weekday]
        which = pgettext("weekday of the month", "%(nth)s %(weekday)s", nth=nth, weekday=weekday)
        several = ngettext(
            "Every %(num)s month on the %(which)s", "Every %(num)s months on the %(which)s", every, which=which
        )
        return _("Every month on the %(which)s", which=which), several
    if repeat.kind == "quarter":
        several = ngettext(
            "Every %(num)s quarter on day %(day)s", "Every %(num)s quarters on day %(day)s", every, day=repeat.day
        )
        return _("Every quarter on day %(day)s", day=repeat.day), several
    several = ngettext(
        "Every %(num)s month on day %(day)s", "Every %(num)s months on day %(day)s", every, day=repeat.day
    )
    return _("Every month on day %(day)s", day=repeat.day), several
