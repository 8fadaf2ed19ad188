"""The versions of an engagement's texts: the list, one of them with its differences, and its coming back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.worddiff import around, changed, marked_apart, marked_together, word_diff
from crm.engagements import actions
from crm.engagements.confidential import LockedError
from crm.engagements.history import LABELS
from crm.engagements.models import Engagement
from crm.engagements.queries import one, parts
from crm.engagements.queries import versions as asked
from crm.engagements.views.confidential import blueprint
from crm.engagements.views.pages import author_of

__all__ = ["blueprint"]


@blueprint.get("/engagements/<int:engagement_id>/versions")
@needs(Permission.ENGAGEMENT_READ)
def versions(engagement_id: int) -> str:
    """List who saved which texts when."""
    item = one.get_visible(current_user, engagement_id) or abort(404)
    found = asked.changes(item, request.args.get("before", type=int))
    return render_template("engagements/versions.html", item=item, found=found, labels=LABELS, author=author_of(item))


@blueprint.get("/engagements/<int:engagement_id>/versions/<int:number>")
@needs(Permission.ENGAGEMENT_READ)
def version(engagement_id: int, number: int) -> str | tuple[str, int]:
    """Show one version: what that save changed, and how it differs from what is there now."""
    return version_page(one.get_visible(current_user, engagement_id) or abort(404), number)


@blueprint.post("/engagements/<int:engagement_id>/versions/<int:number>/restore")
@needs(Permission.ENGAGEMENT_WRITE)
def restore_version(engagement_id: int, number: int) -> Response | tuple[str, int]:
    """Bring the texts of one version back, as the newest version."""
    try:
        with unit_of_work(current_user.id) as work:
            item = one.for_edit(current_user, engagement_id) or abort(404)
            check_version(item, request.form.get("version", type=int))
            if number > item.version:
                abort(404)
            actions.update(work, current_user, item, asked.texts_at(item, number))
    except (StaleSaveError, LockedError):
        now_is = one.get_visible(current_user, engagement_id) or abort(404)
        return version_page(now_is, number, changed=True), 409
    flash(_("The earlier texts are back, as the newest version."))
    return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)


def version_page(item: Engagement, number: int, *, changed: bool = False) -> str:
    """Draw one version of an engagement; 404 for one that it never had."""
    if not 1 <= number <= item.version:
        abort(404)
    change, then, now_is = (
        asked.one_change(item, number),
        asked.texts_at(item, number),
        asked.texts_at(item, item.version),
    )
    before = asked.texts_at(item, number - 1)
    made = [(name, _together(before[name], then[name])) for name in (change.fields if change else ())]
    since = [
        (name, marked_apart(around(word_diff(then[name], now_is[name])))) for name in then if then[name] != now_is[name]
    ]
    return render_template(
        "engagements/version.html", item=item, number=number, change=change, made=made, since=since, labels=LABELS,
        author=author_of(item), lock=parts.lock_of(item.id), changed=changed,
        may_edit=current_user.may(Permission.ENGAGEMENT_WRITE),
    )  # fmt: skip


def _together(before: str, after: str) -> object:
    pieces = word_diff(before, after)
    return marked_together(around(pieces)) if changed(pieces) else _("Only blanks differ.")
