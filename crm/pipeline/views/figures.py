"""The figures of the pipeline, on a page and as CSV."""

from flask import Response, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.csvout import write_csv
from crm.pipeline import filters
from crm.pipeline.figure_page import (
    GROUPS,
    IDLE,
    PERIOD_LABELS,
    csv_columns,
    csv_rows,
    figures_of,
    read_asked,
)
from crm.pipeline.figure_words import tenths
from crm.pipeline.figures import FEWEST
from crm.pipeline.readings import MOST_UNMOVED
from crm.pipeline.views.forecast import blueprint, filter_values

__all__ = ["blueprint"]


@blueprint.get("/pipeline/figures")
@needs(Permission.OPPORTUNITY_READ)
def figures() -> str:
    """Show conversion, days in each stage, signed rates, and what has not moved."""
    wanted, asked = filters.read_filter(request.args), read_asked(request.args)
    shown = figures_of(current_user, wanted, asked)
    return render_template(
        "pipeline/figures.html", shown=shown, asked=asked, periods=PERIOD_LABELS, groups=GROUPS, idles=IDLE,
        fewest=FEWEST, tenths=tenths, most=MOST_UNMOVED, may_export=current_user.may(Permission.RECORD_EXPORT),
        **filter_values(wanted),
    )  # fmt: skip


@blueprint.get("/pipeline/figures.csv")
@needs(Permission.RECORD_EXPORT)
def figures_csv() -> Response:
    """Send the figures as CSV, each with its sample size and period."""
    shown = figures_of(current_user, filters.read_filter(request.args), read_asked(request.args))
    answer = Response(write_csv(csv_columns(), csv_rows(shown)), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="pipeline-figures.csv")
    return answer
