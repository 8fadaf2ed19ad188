"""What is written: an advisory begun and edited, its clients added and taken out."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.orm import Session

from crm.accounts.permissions import Permission
from crm.advisories import actions, prefill, queries, rights, rules
from crm.advisories.forms import ClientsForm, NewForm, WordsForm
from crm.advisories.models import Advisory
from crm.advisories.views.pages import Answer, advisory_page, begun_rules, blueprint
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.dates import today_in
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences, optional_int
from crm.core.once import sent_on
from crm.indicators.models import Series
from crm.indicators.queries.series import with_ids as series_with_ids
from crm.issues.models import Issue
from crm.issues.queries import get as get_issue

__all__ = ["blueprint"]


def _begun() -> tuple[Issue | None, Series | None]:
    issue, series = (request.args.get(name, None, type=optional_int) for name in ("issue", "series"))
    return (get_issue(issue) if issue else None, next(iter(series_with_ids([series])), None) if series else None)


@blueprint.route("/advisories/new", methods=["GET", "POST"])
@needs(Permission.ADVISORY_WRITE)
def new() -> Answer:
    """Begin an advisory: `?issue=<id>` or `?series=<id>` for what it is about."""
    issue, series = _begun()
    begun = tuple(rule for rule, record in (("issue", issue), ("series", series)) if record is not None)
    values: dict[str, Any] = {"rule": begun[0] if begun else "none"}
    if issue is not None:
        values |= prefill.from_issue(issue)
    elif series is not None:
        values |= prefill.from_series(series, today_in(current_user.time_zone))
    form = NewForm(begun, data=values)
    if not form.validate_on_submit():
        found = [_of_rule(rule, issue.id if issue else None, series, None) for rule in begun]
        page = render_template("advisories/new.html", form=form, issue=issue, series=series, found=found)
        return page, 422 if form.is_submitted() else 200
    found_now = _of_rule(form.rule.data, issue.id if issue else None, series, form.sector_id.data)
    chosen = {
        "issue_id": issue.id if issue else None, "series_id": series.id if series else None, "rule": form.rule.data,
        "sector_id": form.sector_id.data if form.rule.data == "sector" else None,
        "clients": [*(client.id for client in found_now.clients), *(form.clients.data or [])],
    }  # fmt: skip
    with unit_of_work(current_user.id) as work:
        item = actions.create(work, current_user, form.words() | chosen)
        answer = sent_on(work, "advisories.show", advisory_id=item.id)
    flash(_("The draft is saved. Look at the clients, then ask for approval."))
    return answer


def _of_rule(rule: str, issue_id: int | None, series: Series | None, sector_id: int | None) -> rules.Found:
    found = rules.by_rule(current_user, rule, issue_id=issue_id, series=series, sector_id=sector_id)
    if found.more and request.method == "POST":
        flash(_("The rule finds more than %(number)s clients: only the first of them are taken.", number=rules.MOST))
    return found


@blueprint.route("/advisories/<int:advisory_id>/edit", methods=["GET", "POST"])
@needs(Permission.ADVISORY_WRITE)
def edit(advisory_id: int) -> Answer:
    """Edit the texts; a stale save is answered with both texts."""
    item = queries.get_visible(current_user, advisory_id) or abort(404)
    if request.method == "GET" and not rights.may_edit(current_user, item):
        flash(_("What waits for approval or is approved is not edited: take it back first."))
        return redirect(url_for("advisories.show", advisory_id=advisory_id), 303)
    form = WordsForm(obj=item)
    if not form.validate_on_submit():
        return _form_page(form, item), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            item = queries.for_edit(current_user, advisory_id) or abort(404)
            _refuse_closed(item, form.version.data)
            actions.update(work, item, form.words())
            answer = sent_on(work, "advisories.show", advisory_id=advisory_id)
    except StaleSaveError:
        return _stale_page(advisory_id, form), 409
    flash(_("Saved."))
    return answer


def _stale_page(advisory_id: int, form: WordsForm) -> str:
    item = queries.get_visible(current_user, advisory_id) or abort(404)
    found = differences(form, WordsForm(obj=item, formdata=None))
    form.version.data, form.version.raw_data = item.version, None
    return _form_page(form, item, found)


def _form_page(form: WordsForm, item: Advisory, found: list[Difference] | None = None) -> str:
    return render_template("advisories/edit.html", form=form, item=item, found=found)


@blueprint.post("/advisories/<int:advisory_id>/clients")
@needs(Permission.ADVISORY_WRITE)
def add_clients(advisory_id: int) -> Answer:
    """Add clients by a rule, by hand, or both."""
    item = queries.get_visible(current_user, advisory_id) or abort(404)
    form = ClientsForm(begun_rules(item))
    if not form.validate():
        return advisory_page(item, clients=form), 422
    found = _of_rule(form.rule.data, item.issue_id, item.series, form.sector_id.data)
    try:
        with unit_of_work(current_user.id) as work:
            item = queries.for_edit(current_user, advisory_id) or abort(404)
            _refuse_closed(item, form.version.data)
            ids = [*(client.id for client in found.clients), *(form.clients.data or [])]
            new = actions.add_clients(work, item, ids)
    except StaleSaveError:
        item = queries.get_visible(current_user, advisory_id) or abort(404)
        return advisory_page(item, clients=form, changed=True), 409
    flash(ngettext("%(num)s client added.", "%(num)s clients added.", new))
    return redirect(url_for("advisories.show", advisory_id=advisory_id), 303)


def _refuse_closed(item: Advisory, version: int | None) -> None:
    """Refuse where it was put before a partner meanwhile, or changed."""
    check_version(item, version)
    if not rights.may_edit(current_user, item):
        raise StaleSaveError


@blueprint.post("/advisories/<int:advisory_id>/clients/<int:client_id>/remove")
@needs(Permission.ADVISORY_WRITE)
def take_out(advisory_id: int, client_id: int) -> Answer:
    """Take one client out."""

    def act(work: Session, item: Advisory) -> None:
        if client_id not in {row.client_id for row in item.clients}:
            abort(404)
        _refuse_closed(item, None)
        actions.take_out(work, item, client_id)

    change_one(lambda: queries.for_edit(current_user, advisory_id), act)
    flash(_("The client is taken out."))
    return redirect(url_for("advisories.show", advisory_id=advisory_id), 303)
