"""The buttons of an advisory: asked for, taken back, approved, sent back, sent, archived, restored."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.advisories import actions, queries, rights
from crm.advisories.addresses import main_contacts
from crm.advisories.forms import SendBackForm
from crm.advisories.lines import lines_of
from crm.advisories.models import Advisory
from crm.advisories.views.edit import blueprint
from crm.advisories.views.pages import Answer, advisory_page
from crm.core.access import needs
from crm.core.change import change_as_it_stands

__all__ = ["blueprint"]


@blueprint.post("/advisories/<int:advisory_id>/ask")
@needs(Permission.ADVISORY_WRITE)
def ask(advisory_id: int) -> Answer:
    """Put it before the partners; at least one client must be in reach."""
    item = queries.get_visible(current_user, advisory_id) or abort(404)
    rows = queries.rows(item.id)
    if all(line.problem for line in lines_of(item, rows, main_contacts(current_user, [r.client_id for r in rows]))):
        return advisory_page(item, refused=_("It can go to no client yet: the list of clients says why.")), 422
    said = _("It waits for the approval of a partner.")
    return _change(item, rights.may_ask, said, lambda work, found: actions.ask_for_approval(work, current_user, found))


@blueprint.post("/advisories/<int:advisory_id>/take-back")
@needs(Permission.ADVISORY_WRITE)
def take_back(advisory_id: int) -> Answer:
    """Make it a draft again."""
    item = queries.get_visible(current_user, advisory_id) or abort(404)
    said = _("It is a draft again.")
    return _change(item, rights.may_take_back, said, lambda work, found: actions.take_back(work, current_user, found))


@blueprint.post("/advisories/<int:advisory_id>/approve")
@needs(Permission.ADVISORY_DECIDE)
def approve(advisory_id: int) -> Answer:
    """Approve it."""
    item = queries.get_visible(current_user, advisory_id) or abort(404)
    said = _("Approved: it can be sent.")
    return _change(item, rights.may_decide, said, lambda work, found: actions.approve(work, current_user, found))


@blueprint.post("/advisories/<int:advisory_id>/send-back")
@needs(Permission.ADVISORY_DECIDE)
def send_back(advisory_id: int) -> Answer:
    """Send it back with a word why."""
    item, form = queries.get_visible(current_user, advisory_id) or abort(404), SendBackForm()
    if not form.validate():
        return advisory_page(item, form), 422
    reason, said = form.reason.data, _("Sent back to its author.")
    return _change(
        item, rights.may_decide, said, lambda work, found: actions.send_back(work, current_user, found, reason), form
    )


@blueprint.post("/advisories/<int:advisory_id>/send")
@needs(Permission.ADVISORY_WRITE)
def send(advisory_id: int) -> Answer:
    """Send it in the background."""
    item = queries.get_visible(current_user, advisory_id) or abort(404)
    said = _("It is being sent in the background: a message of its own to each client.")
    return _change(item, rights.may_send, said, lambda work, found: actions.start_sending(work, current_user, found))


@blueprint.post("/advisories/<int:advisory_id>/archive")
@needs(Permission.ADVISORY_WRITE)
def archive(advisory_id: int) -> Answer:
    """Put it aside."""
    item = queries.get_visible(current_user, advisory_id) or abort(404)
    return _change(item, rights.may_archive, _("Archived. Lists leave it out."), actions.archive)


@blueprint.post("/advisories/<int:advisory_id>/restore")
@needs(Permission.ADVISORY_WRITE)
def restore(advisory_id: int) -> Answer:
    """Take it back."""
    item = queries.get_visible(current_user, advisory_id) or abort(404)
    return _change(item, rights.may_archive, _("Restored."), actions.restore)


def _change(
    item: Advisory, may: Callable[[Any, Advisory], bool], said: str, act: Callable[..., None],
    form: SendBackForm | None = None,
) -> Answer:  # fmt: skip
    """Make one small change; where it can't be made as things stand now, show them so, with what was typed."""
    if not change_as_it_stands(lambda: queries.for_edit(current_user, item.id), may, act):
        item = queries.get_visible(current_user, item.id) or abort(404)
        return advisory_page(item, form, changed=True), 409
    flash(said)
    return redirect(url_for("advisories.show", advisory_id=item.id), 303)
