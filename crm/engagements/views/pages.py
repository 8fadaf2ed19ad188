"""What is read: the list, one engagement, its history."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.accounts.queries import names_by_id
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.clients.queries import chosen
from crm.core.access import needs
from crm.core.dates import now
from crm.core.i18n import language
from crm.core.page import page_links
from crm.engagements import history as words
from crm.engagements.filters import read_filters
from crm.engagements.forms import PlanForm
from crm.engagements.issue_links import issues_of
from crm.engagements.labels import CHANNELS, STATES, TRACKS
from crm.engagements.models import Engagement
from crm.engagements.queries import lists, one, parts
from crm.engagements.record_words import DIRECTIONS, MARKS, REPLIES
from crm.files.page import files_values
from crm.institutions.queries import chosen as bodies_chosen

blueprint = Blueprint("engagements", __name__)


@blueprint.get("/engagements")
@needs(Permission.ENGAGEMENT_READ)
def index() -> str:
    """List engagements, the newest first."""
    filters = read_filters(request.args)
    page = lists.page(current_user, filters, request.args.get("after"))
    picked = chosen(current_user, [filters.client_id] if filters.client_id is not None else [], language())
    bodies = bodies_chosen([filters.institution_id] if filters.institution_id is not None else [])
    return render_template(
        "engagements/index.html", page=page, items=[row.Engagement for row in page.rows], filters=filters,
        client=picked[0] if picked else None, body=bodies[0] if bodies else None, tracks=TRACKS, channels=CHANNELS,
        states=STATES, directions=DIRECTIONS, replies=REPLIES,
        may_edit=current_user.may(Permission.ENGAGEMENT_WRITE),
    )  # fmt: skip


@blueprint.get("/engagements/<int:engagement_id>")
@needs(Permission.ENGAGEMENT_READ)
def show(engagement_id: int) -> str:
    """Show one engagement with what came of it."""
    return engagement_page(one.get_visible(current_user, engagement_id) or abort(404))


def engagement_page(item: Engagement, **more: Any) -> str:
    """Draw the page of one engagement."""
    may_edit = current_user.may(Permission.ENGAGEMENT_WRITE)
    if item.state == "requested" and may_edit:
        more.setdefault("plan", PlanForm(item, formdata=None))
    return render_template(
        "engagements/show.html", item=item, tasks=one.follow_ups(current_user, [item.id])[item.id],
        is_past=item.starts_at <= now(), issues=issues_of(item.id), lock=parts.lock_of(item.id),
        sensitive=parts.of_engagement(current_user, item.id), own_files=one.marked_files(item.id), marks=MARKS,
        names=names_by_id(), may_lock=current_user.may(Permission.ENGAGEMENT_LOCK),
        may_edit=may_edit, may_tick=current_user.may(Permission.TASK_WRITE),
        links=page_links("engagement", current_user, item),
        **files_values(current_user, "engagement", item.id, request.args),
        **more,
    )  # fmt: skip


@blueprint.get("/engagements/<int:engagement_id>/history")
@needs(Permission.ENGAGEMENT_READ)
def history(engagement_id: int) -> str:
    """Show who changed what."""
    item = one.get_visible(current_user, engagement_id) or abort(404)
    trail = trail_of("engagement", engagement_id, request.args.get("before", type=int))
    told = describe(trail.rows, words.LABELS, words.resolvers(current_user))
    return render_template("engagements/history.html", item=item, told=told, before=trail.before)


def author_of(item: Engagement) -> str | None:
    """Return the name of who wrote an engagement; None for a command."""
    return names_by_id().get(item.created_by_id) if item.created_by_id is not None else None
