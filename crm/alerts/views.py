"""Speaks HTTP for alerts: the list, a rule with what it fired, the form with its base rate, archive and restore."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.alerts import actions, history, page, queries, words
from crm.alerts.forms import AlertForm, seen
from crm.alerts.judge import Condition
from crm.alerts.models import AlertRule
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences
from crm.core.once import sent_on
from crm.indicators.models import Series
from crm.indicators.words import exact_unit, title

blueprint = Blueprint("alerts", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/alerts")
@needs(Permission.ALERT_READ)
def index() -> str:
    """List the firm's rules, each with what fired last."""
    archived = "archived" in request.args
    found = queries.page_of(current_user, request.args.get("after"), archived=archived)
    return render_template(
        "alerts/index.html", page=found, lines=page.lines([row[0] for row in found.rows]), archived=archived,
        may_edit=current_user.may(Permission.ALERT_WRITE),
    )  # fmt: skip


@blueprint.route("/alerts/new", methods=["GET", "POST"])
@needs(Permission.ALERT_WRITE)
def new() -> Answer:
    """Add a rule over the series that `?series=` names."""
    asked = request.args.get("series", "")
    if not asked:
        flash(_("Choose the series first: the page of each has the button."))
        return redirect(url_for("indicators.index"), 303)
    series = queries.series_by(asked) or abort(404)
    form = AlertForm(data={"bound": Decimal(10), "owner_id": current_user.id})
    if not form.validate_on_submit():
        return _form_page(form, series, None), 422 if form.is_submitted() else 200
    if _unseen(form):
        return _form_page(form, series, None)
    with unit_of_work(current_user.id) as work:
        rule = actions.create(work, current_user, series.id, form.changes())
        answer = sent_on(work, "alerts.show", rule_id=rule.id)
    flash(_("The alert is added. It looks at each figure published from now on."))
    return answer


@blueprint.get("/alerts/<int:rule_id>")
@needs(Permission.ALERT_READ)
def show(rule_id: int) -> str:
    """Show a rule: how often it would have fired, what fired, the follow-ups of it, its history."""
    rule = queries.get_visible(current_user, rule_id) or abort(404)
    trail = trail_of("alert_rule", rule.id, request.args.get("before", type=int))
    return render_template(
        "alerts/show.html", rule=rule, title=title(rule.series), asked=words.asked(rule.series, rule),
        scope=words.scope(rule), rate=page.rate(rule.series, Condition(rule.kind, rule.bound)),
        fired=page.fired(current_user, rule),
        names=page.names(), may_edit=current_user.may(Permission.ALERT_WRITE), before=trail.before,
        most=queries.MOST, told=describe(trail.rows, history.LABELS, history.resolvers(current_user)),
    )  # fmt: skip


@blueprint.route("/alerts/<int:rule_id>/edit", methods=["GET", "POST"])
@needs(Permission.ALERT_WRITE)
def edit(rule_id: int) -> Answer:
    """Edit a rule; a stale save is answered with both texts."""
    rule = queries.get_visible(current_user, rule_id) or abort(404)
    form = AlertForm(rule)
    if not form.validate_on_submit():
        return _form_page(form, rule.series, rule), 422 if form.is_submitted() else 200
    if _unseen(form):
        return _form_page(form, rule.series, rule)
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(current_user, rule_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.update(work, fresh, form.changes())
            answer = sent_on(work, "alerts.show", rule_id=rule_id)
    except StaleSaveError:
        return _stale_page(rule_id, form), 409
    flash(_("Saved."))
    return answer


def _unseen(form: AlertForm) -> bool:
    """Tell whether this very condition was not yet shown with how often it would have fired."""
    return "look" in request.form or request.form.get("seen", "") != seen(form.condition)


def _stale_page(rule_id: int, form: AlertForm) -> str:
    rule = queries.get_visible(current_user, rule_id) or abort(404)
    found = differences(form, AlertForm(rule, formdata=None))
    form.version.data, form.version.raw_data = rule.version, None
    return _form_page(form, rule.series, rule, found)


def _form_page(
    form: AlertForm, series: Series, rule: AlertRule | None, found: list[Difference] | None = None
) -> str:  # fmt: skip
    values: dict[str, Any] = {"rate": page.rate(series, form.condition), "seen": seen(form.condition)}
    return render_template(
        "alerts/edit.html", form=form, rule=rule, series=series, title=title(series), unit=exact_unit(series),
        found=found, looked=form.is_submitted() and not form.errors and found is None, **values,
    )  # fmt: skip


@blueprint.post("/alerts/<int:rule_id>/archive")
@needs(Permission.ALERT_WRITE)
def archive(rule_id: int) -> Response:
    """Put a rule aside."""
    return _change(rule_id, actions.archive, _("Archived. The alert does not fire any more; its follow-ups stay."))


@blueprint.post("/alerts/<int:rule_id>/restore")
@needs(Permission.ALERT_WRITE)
def restore(rule_id: int) -> Response:
    """Take a rule back."""
    return _change(rule_id, actions.restore, _("Restored. It looks at each figure published from now on."))


def _change(rule_id: int, act: Callable[..., None], said: str) -> Response:
    change_one(lambda: queries.for_edit(current_user, rule_id), act)
    flash(said)
    return redirect(url_for("alerts.show", rule_id=rule_id), 303)
