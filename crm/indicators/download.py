"""A series as CSV: one line a period, values exactly as published, with unit, status, source and vintage on each."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from crm.indicators import words
from crm.indicators.actions import places_of
from crm.indicators.models import Series
from crm.indicators.shown import Figures
from crm.indicators.status_words import places


def csv_columns() -> list[str]:
    """Return the headings of the download."""
    return [
        _("Series"), _("Title"), _("Period"), _("Value"), _("Status"), _("Unit"), _("One unit stands for"), _("Basis"),
        _("Seasonally adjusted"), _("Source"), _("File from"), _("Published"),
    ]  # fmt: skip


def csv_rows(series: Series, figures: Figures, publishers: Mapping[str, str]) -> list[Sequence[object]]:
    """Return one line a period, values exactly as published; a period without one has an empty cell and says why."""
    title, agency, basis = words.title(series), str(words.AGENCIES[series.source]), str(words.BASES[series.basis])
    width = {"year": 4, "month": 7}.get(series.frequency, 10)
    adjusted = _("no") if series.seasonal == "nsa" else _("yes")
    made: list[Sequence[object]] = []
    for place in places(series, figures):
        at = place.figure or figures.blanks.get(place.period)
        value = plain(place.figure.value, series.decimals) if place.figure else None
        file, vintage = (publishers.get(at.publisher, at.publisher), vintage_code(at.vintage)) if at else (None, None)
        made.append((
            series.key, title, place.period.isoformat()[:width], value, place.status, series.unit, series.scale, basis,
            adjusted, agency, file, vintage,
        ))  # fmt: skip
    return made


def plain(figure: Decimal, decimals: int) -> Decimal:
    """Return a figure with its own decimals, at least those of the series, and no zeros that say nothing."""
    return figure.quantize(Decimal(1).scaleb(-max(decimals, places_of(figure))))


def vintage_code(vintage: date) -> str:
    """Return 2026-10 for a month of publication, 2026-10-14 where the day is known."""
    return vintage.isoformat()[: 7 if vintage.day == 1 else 10]
