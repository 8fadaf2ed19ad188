"""Speaks HTTP for indicators: the list, a series, its download, and a client's own."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.clients.queries import get_visible
from crm.core.access import needs
from crm.core.csvout import write_csv
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.core.page import page_links
from crm.indicators import forms, marks, page, pictures, sheet, words
from crm.indicators.beside import beside
from crm.indicators.breaks import breaks_of
from crm.indicators.catalogue import Catalogue, catalogue, choices
from crm.indicators.download import csv_columns, csv_rows
from crm.indicators.models import Series
from crm.indicators.queries import figures as asked
from crm.indicators.queries.figures import Figures, Shown
from crm.indicators.queries.profile import port_labels
from crm.indicators.queries.series import comparable_to, get_series, listed
from crm.indicators.queries.touching import clients_touched
from crm.indicators.status_words import legend
from crm.indicators.tiles import tile_of
from crm.lists.exports import MIMETYPES

blueprint = Blueprint("indicators", __name__)


@blueprint.get("/indicators")
@needs(Permission.INDICATOR_READ)
def index() -> str:
    """List the series with their latest figures, in groups."""
    facets = forms.facets(request.args, language())
    ports = port_labels()
    items, following = listed(facets)
    found: Catalogue = catalogue(items, ports, today_in(current_user.time_zone))
    return render_template(
        "indicators/index.html",
        found=found,
        narrowed=facets.any,
        first=not facets.after,
        following=following,
        choices=choices(ports),
    )


@blueprint.get("/indicators/<key>")
@needs(Permission.INDICATOR_READ)
def show(key: str) -> str:
    """Show one series: latest figure, chart, tables, vintages, and the clients it touches."""
    series = get_series(key) or abort(404)
    as_of = forms.vintage(request.args.get("vintage", ""))
    figures = asked.history(series, as_of=as_of)
    years = forms.chart_years(request.args.get("range", ""))
    shown = page.within(figures, years)
    compared = comparable_to(series)
    beside_it = _beside(compared, as_of, years)
    cutoff = max((f.before_vintage for f in figures if f.before_vintage), default=None)
    older = asked.history(series, as_of=cutoff) if cutoff else Figures()
    return render_template(
        "indicators/show.html",
        series=series,
        tile=tile_of(series, figures, today_in(current_user.time_zone)) if figures else None,
        chart=pictures.chart(series, shown, _seen(shown), beside_it),
        rows=page.rows(series, shown, figures),
        annual=page.years(series, figures, older, cutoff, since=shown[0].period.year if shown else 0),
        sums=[*page.sums(series, figures), *beside(series, figures[-1] if figures and not as_of else None)],
        touched=clients_touched(current_user, series),
        other=words.title(beside_it[0]) if beside_it else "",
        other_rows=page.rows(beside_it[0], beside_it[1], beside_it[1]) if beside_it else (),
        **_frame(series, as_of, years, compared),
    )


def _beside(
    compared: Sequence[Series], as_of: date | None, years: int
) -> tuple[Series, Figures] | None:  # fmt: skip
    """Return the one of these series that `?with=` sets beside this one, with its figures of the same years."""
    other = next((each for each in compared if each.key == request.args.get("with")), None)
    return (other, page.within(asked.history(other, as_of=as_of), years)) if other else None


def _seen(shown: Sequence[Shown]) -> list[marks.Happened]:
    """Return the meetings and issue dates of the client from whose page the reader comes."""
    client_id = request.args.get("client", type=int)
    client = get_visible(current_user, client_id) if client_id and shown else None
    return marks.happened(current_user, client, shown[0].period) if client else []


def _frame(
    series: Series, as_of: date | None, years: int, compared: Sequence[Series]
) -> dict[str, object]:  # fmt: skip
    """Return what the page says round its figures."""
    return {
        "title": words.title(series),
        "compared": [(each.key, words.title(each)) for each in compared],
        "basis": words.BASES[series.basis],
        "basis_note": words.BASIS_NOTES[series.basis],
        "breaks": breaks_of(series),
        "legend": legend(series),
        "unit": words.exact_unit(series),
        "as_of": words.vintage_name(as_of) if as_of else "",
        "vintages": asked.vintages_of(series.id),
        "ranges": forms.RANGES,
        "years": years,
        "words": words,
        "pin": forms.PinForm() if current_user.may(Permission.CLIENT_WRITE) else None,
        "links": page_links("series", current_user, series),
        "may_export": current_user.may(Permission.RECORD_EXPORT),
    }


@blueprint.get("/indicators/<key>.csv")
@needs(Permission.RECORD_EXPORT)
def download(key: str) -> Response:
    """Send the figures of a series as CSV, with unit, source and vintage on each line."""
    series = get_series(key) or abort(404)
    answer = Response(write_csv(csv_columns(), _lines(series)), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{series.key}.csv")
    return answer


def _lines(series: Series) -> list[Sequence[object]]:
    as_of = forms.vintage(request.args.get("vintage", ""))
    publishers = {source: str(label) for source, label in words.PUBLISHERS.items()}
    return csv_rows(series, asked.history(series, as_of=as_of), publishers)


@blueprint.get("/indicators/<key>.svg")
@needs(Permission.RECORD_EXPORT)
def picture(key: str) -> Response:
    """Send the chart of a series as a picture of its own, for the years that the page shows."""
    series = get_series(key) or abort(404)
    years, as_of = forms.chart_years(request.args.get("range", "")), forms.vintage(request.args.get("vintage", ""))
    shown = page.within(asked.history(series, as_of=as_of), years)
    drawn = pictures.chart(series, shown, other=_beside(comparable_to(series), as_of, years))
    answer = Response(str(drawn.wide), mimetype="image/svg+xml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{series.key}.svg")
    return answer


@blueprint.get("/indicators/<key>.xlsx")
@needs(Permission.RECORD_EXPORT)
def workbook(key: str) -> Response:
    """Send the figures of a series as a workbook with a chart of its own."""
    series = get_series(key) or abort(404)
    figures = asked.history(series, as_of=forms.vintage(request.args.get("vintage", "")))
    answer = Response(sheet.workbook(series, figures), mimetype=MIMETYPES["xlsx"])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{series.key}.xlsx")
    return answer
