"""The weighted forecast: the open opportunities of the filter by month or quarter, on a page and as CSV."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask import Response, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.csvout import write_csv
from crm.core.dates import today_in
from crm.pipeline import filters
from crm.pipeline.figure_words import span_name, whole
from crm.pipeline.outlook import STEPS, Span, outlook
from crm.pipeline.rates import Rate, in_dollars, newest_rate, why_not
from crm.pipeline.readings import read_expected
from crm.pipeline.stages import stages_by_id
from crm.pipeline.views.board import blueprint, client_name, filter_values

__all__ = ["blueprint", "filter_values"]


@blueprint.get("/pipeline/forecast")
@needs(Permission.OPPORTUNITY_READ)
def forecast() -> str:
    """Show what may be signed by month or quarter: values, and values times probability."""
    wanted, step = filters.read_filter(request.args), _step()
    spans, total, rate = _asked(wanted, step)
    return render_template(
        "pipeline/forecast.html", spans=spans, total=total, rate=rate, no_rate=why_not(rate), step=step,
        in_dollars=in_dollars, span_name=span_name, whole=whole, size=_size,
        largest=max((_size(span, rate) for span in spans), default=0),
        chips=filters.chips(wanted, client_name(wanted)), may_export=current_user.may(Permission.RECORD_EXPORT),
        **filter_values(wanted),
    )  # fmt: skip


@blueprint.get("/pipeline/forecast.csv")
@needs(Permission.RECORD_EXPORT)
def forecast_csv() -> Response:
    """Send the forecast as CSV: sums by currency, and in US$ with the rate and its day."""
    spans, total, rate = _asked(filters.read_filter(request.args), _step())
    columns = ["span", "from", "n", "without_value", "usd", "mxn", "weighted_usd", "weighted_mxn",
               "weighted_in_usd", "rate", "rate_name", "rate_source"]  # fmt: skip
    answer = Response(write_csv(columns, _lines([*spans, total], rate)), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="pipeline-forecast.csv")
    return answer


def _step() -> str:
    asked = request.args.get("by", "")
    return asked if asked in STEPS else STEPS[0]


def _asked(wanted: filters.PipelineFilter, step: str) -> tuple[list[Span], Span, Rate | None]:
    today = today_in(current_user.time_zone)
    percents = {key: stage.probability for key, stage in stages_by_id().items()}
    spans, total = outlook(read_expected(current_user, wanted), percents, today, step)
    return spans, total, newest_rate(today)


def _size(span: Span, rate: Rate | None) -> float:
    """Return the length of a span's bar: its weighted sum in US$, 0 where currencies cannot be put together."""
    return float(in_dollars(span.weighted, rate) or 0)


def _lines(spans: Sequence[Span], rate: Rate | None) -> Iterator[Sequence[object]]:
    for span in spans:
        together = in_dollars(span.weighted, rate) if span.valued else None
        used: tuple[Any, ...] = (rate.value, rate.name, rate.source) if _is_used(span, rate) and rate else ("", "", "")
        first: date | None = span.first
        sums = [part.get(currency) for part in (span.sums, span.weighted) for currency in ("USD", "MXN")]
        yield span.key, first, span.count, span.unvalued, *sums, together, *used


def _is_used(span: Span, rate: Rate | None) -> bool:
    return bool(span.weighted.get("MXN")) and rate is not None and rate.current
