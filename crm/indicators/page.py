"""The page of one series: its figures as published, what follows from them, and where each comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core.money import percent_change
from crm.indicators import words
from crm.indicators.actions import places_of
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
from crm.indicators.queries.figures import Shown

#: Days between the publications of two figures from which their change is marked: a yearly revision (each June) and the
#: half year after it lie between.
APART: Final = 548


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: period, figure in full, change, where it was published, and what it was before."""

    period: str
    figure: str
    change: str
    published: str
    revised: str
    months: str = ""
    #: Said where the change is on a figure of a much older publication.
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure worked out from months, with the words that say how."""

    label: str
    value: str
    change: str
    formula: str
    months: str


def within(figures: Sequence[Shown], years: int) -> tuple[Shown, ...]:
    """Return the figures of the last so many years; 0 is all."""
    if not figures or not years:
        return tuple(figures)
    last = figures[-1].period
    first = date(last.year - years, last.month, 1)
    return tuple(figure for figure in figures if figure.period >= first)


def rows(series: Series, shown: Sequence[Shown], figures: Sequence[Shown]) -> list[Row]:
    """Return the table under the chart, newest first; a period without a figure is a dash, not a zero."""
    known = {figure.period: figure for figure in figures}
    made = []
    expected = None
    for figure in reversed(shown):
        while expected is not None and expected > figure.period:
            made.append(Row(words.period(series, expected), "—", "—", "", ""))
            expected = _previous(series, expected)
        then = year_before(figure.period)
        before = known.get(then) if comparable(series, then, figure.period) else None
        percent = change(figure.value, before.value).percent if before is not None else None
        made.append(
            Row(
                words.period(series, figure.period), words.exact(series, figure.value), percent_change(percent),
                words.published(figure.vintage), _revised(series, figure.before, figure.before_vintage),
                apart=_apart(figure.vintage, before.vintage) if before is not None else "",
            )
        )  # fmt: skip
        expected = _previous(series, figure.period)
    return made


def _apart(now: date, then: date) -> str:
    """Say that a change is on a figure that was published so long before that revisions lie between."""
    if (now - then).days <= APART:
        return ""
    return str(_("change on a figure %(published)s", published=words.published(then)))


def _previous(series: Series, period: date) -> date:
    if series.frequency == "day":
        return period - timedelta(days=3 if period.weekday() == 0 else 1)
    if series.frequency == "year" or period.month == 1:
        return date(period.year - 1, 1 if series.frequency == "year" else MONTHS_IN_YEAR, 1)
    return period.replace(month=period.month - 1)


def _revised(series: Series, before: Decimal | None, vintage: date | None) -> str:
    if before is None or vintage is None:
        return ""
    return str(_(
        "revised; before %(figure)s, %(published)s",
        figure=words.exact(series, before), published=words.published(vintage),
    ))  # fmt: skip


def _summable(series: Series) -> bool:
    return series.frequency == "month" and can_be_summed(words.unit_kind(series))


def years(
    series: Series, figures: Sequence[Shown], older: Sequence[Shown], cutoff: date | None, *, since: int
) -> list[Row]:
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
        was, last_year = earlier.get(year), totals.get(year - 1)
        revised = was is not None and _whole(was) and _whole(total) and _rounded_apart(series, was, total)
        alike = last_year is not None and comparable(series, last_year.first, total.last)
        percent = (
            change(total.value, last_year.value).percent
            if alike and _whole(total) and _whole(last_year) and last_year
            else None
        )
        made.append(
            Row(
                f"{year}", words.exact(series, total.value), percent_change(percent), words.published(vintages[year]),
                _revised(series, was.value, cutoff) if revised and was else "", months(total),
                _apart(vintages[year], vintages[year - 1]) if percent is not None else "",
            )
        )  # fmt: skip
    return made


def _whole(total: Total | None) -> bool:
    return total is not None and total.complete and total.periods == MONTHS_IN_YEAR


def _rounded_apart(series: Series, was: Total, now: Total) -> bool:
    """Tell a revision from months rounded to the decimals shown: each may be off by half a unit of the last."""
    return abs(was.value - now.value) > MONTHS_IN_YEAR * Decimal(1).scaleb(-series.decimals) / 2


def months(total: Total) -> str:
    """Return '7 of 12 months' for a year that is not whole; nothing for a whole one."""
    if _whole(total):
        return ""
    return str(_("%(known)s of 12 months", known=total.periods - total.missing))


def sums(series: Series, figures: Sequence[Shown]) -> list[Sum]:
    """Return year to date and twelve months, each with its formula, where adding months means anything."""
    if not figures or not _summable(series):
        return []
    through = figures[-1].period
    before = year_before(through)
    pairs = (
        (_("Year to date"), year_to_date(figures), year_to_date(figures, through=before)),
        (_("Twelve months"), twelve_months(figures), twelve_months(figures, through=before)),
    )
    return [_sum(series, label, now, then) for label, now, then in pairs if now is not None]


def _sum(series: Series, label: str, now: Total, then: Total | None) -> Sum:
    whole = then is not None and now.complete and then.complete and comparable(series, then.first, now.last)
    percent = change(now.value, then.value).percent if whole and then is not None else None
    text = percent_change(percent)
    known = now.periods - now.missing
    span = _("%(first)s to %(last)s", first=words.period(series, now.first), last=words.period(series, now.last))
    return Sum(
        label=label,
        value=words.value(series, now.value),
        change=_("%(change)s on the same months a year before", change=text) if percent is not None else "",
        formula=ngettext("Sum of %(num)s month, %(span)s", "Sum of %(num)s months, %(span)s", known, span=span),
        months=words.missing_months(now),
    )  # fmt: skip


def csv_columns() -> list[str]:
    """Return the headings of the download."""
    return [
        _("Series"), _("Title"), _("Period"), _("Value"), _("Unit"), _("One unit stands for"), _("Basis"),
        _("Seasonally adjusted"), _("Source"), _("File from"), _("Published"),
    ]  # fmt: skip


def csv_rows(series: Series, figures: Sequence[Shown], publishers: Mapping[str, str]) -> list[Sequence[object]]:
    """Return one line a figure, values exactly as published."""
    title, agency, basis = words.title(series), str(words.AGENCIES[series.source]), str(words.BASES[series.basis])
    width = {"year": 4, "month": 7}.get(series.frequency, 10)
    return [
        (
            series.key, title, figure.period.isoformat()[:width], plain(figure.value, series.decimals), series.unit,
            series.scale, basis, _("no") if series.seasonal == "nsa" else _("yes"), agency,
            publishers.get(figure.publisher, figure.publisher), vintage_code(figure.vintage),
        )
        for figure in figures
    ]  # fmt: skip


def plain(figure: Decimal, decimals: int) -> Decimal:
    """Return a figure with its own decimals, at least those of the series, and no zeros that say nothing."""
    return figure.quantize(Decimal(1).scaleb(-max(decimals, places_of(figure))))


def vintage_code(vintage: date) -> str:
    """Return 2026-10 for a month of publication, 2026-10-14 where the day is known."""
    return vintage.isoformat()[: 7 if vintage.day == 1 else 10]
