"""The page of one series: its figures as published, what follows from them, and where each comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core.money import percent_change
from crm.indicators import words
from crm.indicators.breaks import comparable
from crm.indicators.derive import (
    MONTHS_IN_YEAR,
    Total,
    annual_sums,
    can_be_summed,
    change,
    twelve_months,
    year_before,
    year_to_date,
)
from crm.indicators.models import Series
from crm.indicators.queries.figures import Figures, Shown
from crm.indicators.status_words import Place, places, standing, why_of, word
from crm.indicators.statuses import PROVISIONAL, PUBLISHED

#: Days between the publications of two figures from which their change is marked: a yearly revision (each June) and the
#: half year after it lie between.
APART: Final = 548
#: Periods in a row that no publication names, each with a line of its own.
MOST_SKIPPED: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: period, figure in full ('' without one), status, change, publication, what it was before."""

    period: str
    figure: str
    status: str
    change: str = "—"
    published: str = ""
    revised: str = ""
    months: str = ""
    #: Said where the change is on a figure of a much older publication, or why there is no change or sum.
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure worked out from others, with the words that say how; `value` is a dash where `months` says why."""

    label: str
    value: str
    change: str
    formula: str
    months: str


def within(figures: Figures, years: int) -> Figures:
    """Return the figures of the last so many years; 0 is all."""
    if not figures or not years:
        return figures
    last = figures[-1].period
    return figures.since(date(last.year - years, last.month, 1))


def rows(series: Series, shown: Figures, figures: Figures) -> list[Row]:
    """Return the table under the chart, newest first; a period without a figure has an empty cell and a status."""
    known = {figure.period: figure for figure in figures}
    made = []
    skipped: list[Place] = []
    for place in reversed(places(series, shown)):
        if place.figure is None and place.period not in shown.blanks:
            skipped.append(place)
            continue
        made += _skipped(series, skipped)
        skipped = []
        made.append(_row(series, place, known, figures))
    return made


def _skipped(series: Series, found: Sequence[Place]) -> list[Row]:
    """Return the lines of periods that no publication names, newest first; many of them are one line."""
    if len(found) <= MOST_SKIPPED:
        return [Row(words.period(series, place.period), "", place.status) for place in found]
    span = _("%(first)s to %(last)s", first=words.period(series, found[-1].period),
             last=words.period(series, found[0].period))  # fmt: skip
    return [Row(span, "", found[0].status)]


def _row(series: Series, place: Place, known: Mapping[date, Shown], figures: Figures) -> Row:
    figure, then = place.figure, year_before(place.period)
    if figure is None:
        blank = figures.blanks.get(place.period)
        told = words.published(blank.vintage) if blank is not None else ""
        return Row(words.period(series, place.period), "", place.status, published=told)
    before = known.get(then) if comparable(series, then, figure.period) else None
    percent = change(figure.value, before.value).percent if before is not None else None
    lacking = why_of(series, figures, [then]) if then not in known and figures.status_at(then) else ""
    return Row(
        words.period(series, figure.period), words.exact(series, figure.value), place.status, percent_change(percent),
        words.published(figure.vintage), _revised(series, figure.before, figure.before_vintage),
        apart=_apart(figure.vintage, before.vintage) if before is not None else lacking,
    )  # fmt: skip


def _apart(now: date, then: date) -> str:
    """Say that a change is on a figure that was published so long before that revisions lie between."""
    if (now - then).days <= APART:
        return ""
    return str(_("change on a figure %(published)s", published=words.published(then)))


def _revised(series: Series, before: Decimal | None, vintage: date | None) -> str:
    if before is None or vintage is None:
        return ""
    return str(_(
        "revised; before %(figure)s, %(published)s",
        figure=words.exact(series, before), published=words.published(vintage),
    ))  # fmt: skip


def _summable(series: Series) -> bool:
    return series.frequency == "month" and can_be_summed(words.unit_kind(series))


def years(series: Series, figures: Figures, older: Figures, cutoff: date | None, *, since: int) -> list[Row]:
    """Return the sums by calendar year since one, newest first; `older` are the figures as published by `cutoff`."""
    if not _summable(series):
        return []
    totals = {total.first.year: total for total in annual_sums(figures)}
    earlier = {total.first.year: total for total in annual_sums(older)}
    vintages: dict[int, date] = {}
    for figure in figures:
        year = figure.period.year
        vintages[year] = max(vintages.get(year, figure.vintage), figure.vintage)
    made = []
    for year, total in sorted(totals.items(), reverse=True):
        if year < since:
            break
        now, last_year = _whole(total), totals.get(year - 1)
        was, before = _whole(earlier.get(year)), _whole(last_year)
        revised = was is not None and now is not None and _rounded_apart(series, was, now)
        alike = last_year is not None and comparable(series, last_year.first, total.last)
        percent = change(now, before).percent if alike and now is not None and before is not None else None
        of_year = [figure for figure in figures if figure.period.year == year]
        made.append(
            Row(
                f"{year}", words.exact(series, total.value) if total.value is not None else "",
                _of_year(of_year, revised=revised) if total.complete else word(figures, total.absent),
                percent_change(percent),
                words.published(vintages[year]), _revised(series, was, cutoff) if revised else "", months(total),
                _apart(vintages[year], vintages[year - 1]) if percent is not None
                else why_of(series, figures, total.absent),
            )
        )  # fmt: skip
    return made


def _of_year(found: Sequence[Shown], *, revised: bool) -> str:
    """Return the words of a sum: provisional where one of its months is, revised where the sum was another before."""
    newest = replace(found[-1], before=found[-1].value if revised else None, later="")
    provisional = any(figure.status == PROVISIONAL for figure in found)
    return standing(replace(newest, status=PROVISIONAL if provisional else PUBLISHED))


def _whole(total: Total | None) -> Decimal | None:
    """Return the sum of a year that has all of its months."""
    return total.value if total is not None and total.periods == MONTHS_IN_YEAR else None


def _rounded_apart(series: Series, was: Decimal, now: Decimal) -> bool:
    """Tell a revision from months rounded to the decimals shown: each may be off by half a unit of the last."""
    return abs(was - now) > MONTHS_IN_YEAR * Decimal(1).scaleb(-series.decimals) / 2


def months(total: Total) -> str:
    """Return '7 of 12 months' for a year that is not whole; nothing for a whole one, and for one with a gap."""
    if total.periods == MONTHS_IN_YEAR or not total.complete:
        return ""
    return str(_("%(known)s of 12 months", known=total.periods))


def sums(series: Series, figures: Figures) -> list[Sum]:
    """Return year to date and twelve months, each with its formula, where adding months means anything."""
    if not figures or not _summable(series):
        return []
    through = figures[-1].period
    before = year_before(through)
    pairs = (
        (_("Year to date"), year_to_date(figures), year_to_date(figures, through=before)),
        (_("Twelve months"), twelve_months(figures), twelve_months(figures, through=before)),
    )
    return [_sum(series, label, (now, then), figures) for label, now, then in pairs if now is not None]


def _sum(series: Series, label: str, sums: tuple[Total, Total | None], figures: Figures) -> Sum:
    now, then = sums
    alike = then is not None and comparable(series, then.first, now.last)
    before = then.value if then is not None and alike else None
    percent = change(now.value, before).percent if now.value is not None and before is not None else None
    lacking = why_of(series, figures, now.absent)
    if not lacking and then is not None and alike:
        before_it = why_of(series, figures, [when for when in then.absent if figures.status_at(when)])
        lacking = _("no change: %(why)s", why=before_it) if before_it else ""
    span = _("%(first)s to %(last)s", first=words.period(series, now.first), last=words.period(series, now.last))
    return Sum(
        label=label,
        value=words.value(series, now.value) if now.value is not None else "—",
        change=_("%(change)s on the same months a year before", change=percent_change(percent))
        if percent is not None
        else "",
        formula=ngettext("Sum of %(num)s month, %(span)s", "Sum of %(num)s months, %(span)s", now.periods, span=span),
        months=lacking,
    )  # fmt: skip
