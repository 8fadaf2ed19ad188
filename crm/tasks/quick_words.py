"""What keeps a quick line from being understood, in a sentence."""

from babel.dates import get_day_names
from flask_babel import gettext as _

from crm.core.dates import LOCALES, long_date
from crm.core.i18n import language
from crm.tasks.quick import Problem


def says(problem: Problem) -> str:
    """Return the sentence of a problem, without a name before it."""
    words = problem.words
    match problem.kind:
        case "several":
            said = _("several of us are called %(name)s: write the surname too.", name=words)
        case "nobody":
            said = _("nobody of ours is called %(name)s.", name=words)
        case "two_ways":
            first, second = (long_date(day, language()) for day in problem.both)
            said = _("%(words)s can be %(first)s or %(second)s: write the month as a word.",
                     words=words, first=first, second=second)  # fmt: skip
        case "weekday":
            day = problem.both[1]
            name = get_day_names("wide", locale=LOCALES[language()])[day.weekday()]
            said = _("%(words)s: %(day)s is a %(weekday)s.", words=words, day=long_date(day, language()), weekday=name)
        case "two_hours":
            first, second = (f"{hour:%H:%M}" for hour in problem.hours)
            said = _("%(words)s can be %(first)s or %(second)s: write the hour from 0 to 23.",
                     words=words, first=first, second=second)  # fmt: skip
        case "no_hour":
            said = _("there is no hour %(words)s.", words=words)
        case _:
            said = _("there is no day %(words)s.", words=words)
    return str(said)
