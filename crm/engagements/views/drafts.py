"""What the form sends while somebody writes: its draft, the lines of the note, a new token after a new sign-in."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs, own_path
from crm.core.dates import clock, now
from crm.core.db import UniqueTakenError, unit_of_work
from crm.core.forms import optional_int
from crm.engagements import draft_actions as actions
from crm.engagements import form_capture as lines
from crm.engagements.draft_models import EngagementDraft
from crm.engagements.form_capture import FastCapture
from crm.engagements.models import Engagement
from crm.engagements.queries import drafts, one
from crm.engagements.views.pages import blueprint

__all__ = ["blueprint"]
Answer = dict[str, Any] | tuple[dict[str, Any], int]


@blueprint.post("/engagements/drafts")
@needs(Permission.ENGAGEMENT_WRITE)
def keep_draft() -> Answer:
    """Keep what stands in an open form: 409 where it goes on under another name, 422 where it is somebody else's."""
    name, engagement_id = request.form.get("draft", ""), _number("engagement")
    if not actions.is_own(name, current_user):
        return {"problem": _("Somebody else is signed in in this browser now. Sign in as yourself to go on."),
                "other": True}, 422  # fmt: skip
    if engagement_id is not None and one.get_visible(current_user, engagement_id) is None:
        abort(404)
    if drafts.count_open(current_user) > actions.MOST_OPEN:
        return {"problem": _("You have 100 drafts: save or discard some of them, then this one is kept.")}, 422
    written = actions.Written(
        name,
        _number("turn") or 0,
        engagement_id,
        _number("version"),
        actions.fields_of(request.form.to_dict(flat=False)),
    )
    try:
        with unit_of_work(current_user.id) as work:
            actions.keep(work, current_user, written)
    except (actions.DraftGoneError, UniqueTakenError):
        return {"gone": True}, 409
    return {"kept": clock(now().astimezone(ZoneInfo(current_user.time_zone)))}


@blueprint.get("/engagements/drafts/token")
@needs(Permission.ENGAGEMENT_WRITE)
def draft_token() -> Answer:
    """Give an open form the token of a new sign-in."""
    return {"token": generate_csrf()}


@blueprint.post("/engagements/drafts/<int:draft_id>/discard")
@needs(Permission.ENGAGEMENT_WRITE)
def discard_draft(draft_id: int) -> Response:
    """Throw a draft of one's own away."""
    with unit_of_work(current_user.id) as work:
        draft = drafts.own(current_user, draft_id) or abort(404)
        actions.discard(work, draft)
    flash(_("The draft is discarded."))
    return redirect(own_path(request.form.get("back", "")[:2000], url_for("engagements.new")), 303)


@blueprint.post("/engagements/lines")
@needs(Permission.ENGAGEMENT_WRITE)
def show_lines() -> Answer:
    """Say what lines of a note are understood as, before it is saved."""
    texts = request.form.getlist("line")[: lines.MOST_LINES]
    clients = [number for number in map(optional_digits, request.form.getlist("clients")[:50]) if number]
    found = []
    for line in lines.read_lines(texts, current_user):
        who, _day = lines.told(line, current_user)
        found.append({
            "title": line.title, "who": who, "due": lines.when(line, current_user),
            "problem": lines.sentence(line, current_user, clients),
        })  # fmt: skip
    return {"found": found}


def resumed(engagement_id: int | None) -> dict[str, Any]:
    """Return the form's options where `?draft=` names an open draft of the reader's: its words instead of the record's.

    The version is the one that the draft was opened on, so that what others saved since is not overwritten unseen.
    """
    draft_id = request.args.get("draft", type=int)
    draft = None if draft_id is None else drafts.one_open(current_user, draft_id, engagement_id)
    if draft is None or request.method == "POST":
        return {}
    return {"formdata": as_form(draft)}


def draft_values(form: FastCapture, item: Engagement | None) -> dict[str, Any]:
    """Return what the page of a form says of drafts: how often its own was kept, and the other open ones."""
    name = form.draft.data or ""
    others = drafts.offered_for(current_user, item.id if item else None)
    return {"turn": drafts.turn_of(current_user, name), "drafts": [each for each in others if each.name != name]}


def as_form(draft: EngagementDraft) -> MultiDict[str, str]:
    """Return a draft's words as a browser would send them."""
    found: MultiDict[str, str] = MultiDict([(name, text) for name, texts in draft.fields.items() for text in texts])
    found["draft"] = draft.name
    if draft.version is not None:
        found["version"] = str(draft.version)
    return found


def optional_digits(text: str) -> int | None:
    """Return a number that was sent, None for anything else."""
    try:
        return optional_int(text)
    except ValueError:
        return None


def _number(name: str) -> int | None:
    return optional_digits(request.form.get(name, ""))
