"""Annex C: whose figures these are, on which basis, how new, and what was revised since the last report."""

from typing import Final

from flask_babel import gettext as _

from crm.core.dates import long_date
from crm.indicators import words
from crm.indicators.models import Series
from crm.indicators.queries.figures import Shown
from crm.indicators.status_words import standing
from crm.indicators.statuses import PUBLISHED
from crm.reports.build.facts import Facts
from crm.reports.build.figures import unit_and_basis, value
from crm.reports.build.rows import Cell, empty, table
from crm.reports.build.series_facts import Revision, SeriesFigures, revisions
from crm.reports.document import Column, Section

#: Revisions told of one series, the newest.
_TOLD: Final = 3


def sources_section(facts: Facts) -> Section:
    """Return Annex C."""
    heading = _("Annex C. Sources of figures")
    if not facts.shown:
        return empty(heading, _("No published figures are used in this report."))
    since = facts.asked.since
    revised = (
        _("Revised since %(date)s", date=long_date(since, facts.language)) if since else _("Revisions")
    )  # fmt: skip
    columns = (
        Column(_("Series"), 2), Column(_("Publisher"), 1.4), Column(_("Unit and basis"), 1.6),
        Column(_("Last period"), 0), Column(_("Published"), 1.1), Column(revised, 1.9),
    )  # fmt: skip
    return Section(heading, (table(columns, [_row(item, facts) for item in facts.shown]),))


def _row(item: SeriesFigures, facts: Facts) -> tuple[Cell, ...]:
    series, latest = item.series, item.latest
    return (
        facts.say.told(series, f"title_{facts.language}"), words.source(series, latest.publisher),
        unit_and_basis(series), (words.period(series, latest.period), latest.period),
        (_vintage(latest), latest.vintage), _revisions(item),
    )  # fmt: skip


def _vintage(figure: Shown) -> str:
    """Return when a figure was published, and its status where it is not simply published."""
    said = standing(figure) if figure.status != PUBLISHED or figure.later else ""
    return "\n".join(filter(None, (words.vintage_name(figure.vintage), said)))


def _revisions(item: SeriesFigures) -> str:
    found = revisions(item)
    if not found:
        return str(_("None among the figures shown"))
    years, rest = [each for each in found if each.year], [each for each in found if not each.year]
    told = [*years[-1:], *rest[-_TOLD + len(years[-1:]) :]]
    return "\n".join(_revision(item.series, each) for each in told)


def _revision(series: Series, each: Revision) -> str:
    period = str(each.period.year) if each.year else words.period(series, each.period)
    return str(_("%(period)s: %(now)s, before %(before)s (%(vintage)s)", period=period,
             now=value(series, each.now), before=value(series, each.before),
             vintage=words.vintage_name(each.published)))  # fmt: skip
