"""Speaks HTTP for indicators: the list, a series, its download, and a client's own."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.clients.page import page_values
from crm.clients.queries import get_full
from crm.core.access import needs
from crm.core.csvout import write_csv
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.core.page import page_links
from crm.indicators import forms, page, pictures, words
from crm.indicators.beside import beside
from crm.indicators.catalogue import Catalogue, catalogue, choices
from crm.indicators.models import Series
from crm.indicators.queries import figures as asked
from crm.indicators.queries.profile import chosen_for, port_labels
from crm.indicators.queries.series import get_series, listed
from crm.indicators.queries.touching import clients_touched
from crm.indicators.tiles import tile_of

blueprint = Blueprint("indicators", __name__)


@blueprint.get("/indicators")
@needs(Permission.INDICATOR_READ)
def index() -> str:
    """List the series with their latest figures, in groups."""
    facets = forms.facets(request.args, language())
    ports = port_labels()
    found: Catalogue = catalogue(listed(facets), ports, today_in(current_user.time_zone))
    return render_template(
        "indicators/index.html",
        found=found,
        narrowed=any((facets.flow, facets.hs, facets.port, facets.measure, facets.words)),
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
    cutoff = max((f.before_vintage for f in figures if f.before_vintage), default=None)
    older = asked.history(series, as_of=cutoff) if cutoff else ()
    return render_template(
        "indicators/show.html",
        series=series,
        tile=tile_of(series, figures, today_in(current_user.time_zone)) if figures else None,
        chart=pictures.chart(series, shown),
        rows=page.rows(series, shown, figures),
        annual=page.years(series, figures, older, cutoff, since=shown[0].period.year if shown else 0),
        sums=[*page.sums(series, figures), *beside(series, figures[-1] if figures and not as_of else None)],
        touched=clients_touched(current_user, series),
        **_frame(series, as_of, years),
    )


def _frame(series: Series, as_of: date | None, years: int) -> dict[str, object]:
    """Return what the page says round its figures."""
    return {
        "title": words.title(series),
        "basis": words.BASES[series.basis],
        "basis_note": words.BASIS_NOTES[series.basis],
        "unit": words.exact_unit(series),
        "as_of": words.vintage_name(as_of) if as_of else "",
        "vintages": asked.vintages_of(series.id),
        "ranges": forms.RANGES,
        "years": years,
        "words": words,
        "may_export": current_user.may(Permission.RECORD_EXPORT),
        "links": page_links("series", current_user, series),
    }


@blueprint.get("/indicators/<key>.csv")
@needs(Permission.RECORD_EXPORT)
def download(key: str) -> Response:
    """Send the figures of a series as CSV, with unit, source and vintage on each line."""
    series = get_series(key) or abort(404)
    answer = Response(write_csv(page.csv_columns(), _lines(series)), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{series.key}.csv")
    return answer


def _lines(series: Series) -> list[Sequence[object]]:
    as_of = forms.vintage(request.args.get("vintage", ""))
    publishers = {source: str(label) for source, label in words.PUBLISHERS.items()}
    return page.csv_rows(series, asked.history(series, as_of=as_of), publishers)


@blueprint.get("/indicators/<key>.svg")
@needs(Permission.RECORD_EXPORT)
def picture(key: str) -> Response:
    """Send the chart of a series as a picture of its own, for the years that the page shows."""
    series = get_series(key) or abort(404)
    figures = asked.history(series, as_of=forms.vintage(request.args.get("vintage", "")))
    shown = page.within(figures, forms.chart_years(request.args.get("range", "")))
    answer = Response(str(pictures.chart(series, shown).wide), mimetype="image/svg+xml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{series.key}.svg")
    return answer


@blueprint.get("/clients/<int:client_id>/indicators")
@needs(Permission.INDICATOR_READ)
def of_client(client_id: int) -> str:
    """Show every series chosen for a client, each with its reason and chart."""
    client = get_full(current_user, client_id) or abort(404)
    profile, chosen = chosen_for(client, language())
    ports, today = port_labels(), today_in(current_user.time_zone)
    figures = asked.figures_for([item.series.id for item in chosen], last=5 * 12 + 1)
    cards = [
        (tile_of(item.series, found, today), words.reason(item.choice, ports), pictures.chart(item.series, found))
        for item in chosen
        if (found := figures[item.series.id])
    ]
    return render_template(
        "indicators/of_client.html",
        cards=cards,
        notice=words.notice(profile),
        **page_values(current_user, client, "indicators.of_client"),
    )
