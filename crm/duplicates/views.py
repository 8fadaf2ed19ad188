"""The queue of pairs that look alike, what a form is told while it is written, and Settings of both."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import StaleSaveError, UniqueTakenError, unit_of_work
from crm.core.firm import firm_settings, firm_settings_for_edit, set_firm_settings, settings_version
from crm.core.forms import differences
from crm.core.templating import may_quick_add
from crm.duplicates import actions, queries
from crm.duplicates.cards import shown_pairs
from crm.duplicates.forms import DuplicatesForm
from crm.duplicates.kinds import BY_PLURAL, KINDS, Kind
from crm.duplicates.like import like, typed_values
from crm.duplicates.models import DuplicatePair

blueprint = Blueprint("duplicates", __name__)
Answer = str | AnyResponse | tuple[str, int]
MERGE = "merges.merge"


@blueprint.get("/duplicates")
@needs(Permission.CLIENT_READ)
def index() -> str:
    """Show the pairs of one kind that look alike, the most alike first."""
    kind = _readable(BY_PLURAL.get(request.args.get("kind", ""), KINDS["client"]))
    apart = request.args.get("show") == "apart"
    page = queries.queue(current_user, kind, apart=apart, cursor=request.args.get("after"))
    return render_template(
        "duplicates/queue.html",
        page=page,
        pairs=shown_pairs(current_user, kind, page.rows),
        kind=kind,
        kinds=[each for each in KINDS.values() if current_user.may(each.read)],
        apart=apart,
        due=queries.anything_due(kind),
        counts=bool(queries.wanted_of(kind).fields),
        merge_url=_merge_url(kind),
        may_decide=current_user.may(kind.write),
    )


def _readable(kind: Kind) -> Kind:
    return kind if current_user.may(kind.read) else abort(403)


def _merge_url(kind: Kind) -> Callable[[DuplicatePair], str] | None:
    """Return what gives the address where a pair is merged, where a feature does that and the reader may."""
    if not may_quick_add(MERGE):
        return None
    return lambda pair: url_for(MERGE, kind=kind.plural, keep_id=pair.low_id, other_id=pair.high_id)


@blueprint.get("/duplicates/like")
@needs(Permission.CLIENT_READ)
def like_typed() -> Response:
    """Answer a form while it is written: at most five visible records that it resembles."""
    kind = _readable(KINDS.get(request.args.get("kind", ""), KINDS["client"]))
    found = like(kind.page, current_user, typed_values(kind.page, request.args))
    return jsonify(found=[asdict(each) for each in found])


@blueprint.post("/duplicates/pairs/<int:pair_id>/apart")
@needs(Permission.CLIENT_WRITE)
def set_apart(pair_id: int) -> AnyResponse:
    """Say that two records are no duplicates: the pair leaves the queue."""
    kind = _decide(pair_id, lambda work, pair: actions.set_apart(work, current_user, pair))
    flash(_("Kept apart. The pair comes back only if one of them is renamed or gets another number."))
    return redirect(url_for("duplicates.index", kind=kind.plural), 303)


@blueprint.post("/duplicates/pairs/<int:pair_id>/back")
@needs(Permission.CLIENT_WRITE)
def put_back(pair_id: int) -> AnyResponse:
    """Take a decision back: the pair is in the queue again."""
    kind = _decide(pair_id, actions.put_back)
    flash(_("The pair is in the queue again."))
    return redirect(url_for("duplicates.index", kind=kind.plural, show="apart"), 303)


def _decide(pair_id: int, action: Callable[[Session, DuplicatePair], None]) -> Kind:
    with unit_of_work(current_user.id) as work:
        pair = queries.pair_for_edit(current_user, pair_id) or abort(404)
        kind = KINDS[pair.kind]
        if not current_user.may(kind.write):
            abort(403)
        action(work, pair)
    return kind


@blueprint.get("/settings/duplicates")
@needs(Permission.SETTINGS_READ)
def settings() -> Answer:
    """Show what means duplicate in this firm."""
    return _settings_page(DuplicatesForm(formdata=None, settings=firm_settings()))


def _settings_page(form: DuplicatesForm, status: int = 200, found: Any = None) -> tuple[str, int]:
    may_edit = current_user.may(Permission.SETTINGS_WRITE)
    return render_template("duplicates/settings.html", form=form, found=found, may_edit=may_edit), status


@blueprint.post("/settings/duplicates")
@needs(Permission.SETTINGS_WRITE)
def save_settings() -> Answer:
    """Save what means duplicate; refused where somebody saved settings after this form was opened."""
    form = DuplicatesForm(settings=firm_settings())
    if not form.validate():
        return _settings_page(form, 422)
    try:
        with unit_of_work(current_user.id) as work:
            if settings_version(firm_settings_for_edit(work)) != form.version.data:
                raise StaleSaveError  # noqa: TRY301 - the unit of work must roll back
            set_firm_settings(work, form.values())
    except (StaleSaveError, UniqueTakenError):
        saved = DuplicatesForm(formdata=None, settings=firm_settings())
        form.version.data, form.version.raw_data = saved.version.data, None
        return _settings_page(form, 409, differences(form, saved))
    flash(_("Saved."))
    return redirect(url_for("duplicates.settings"), 303)
