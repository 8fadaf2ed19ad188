"""Speaks HTTP for notices, how one wants them, mail, and a lost password."""

from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts import lockout
from crm.accounts.permissions import Permission
from crm.accounts.security import limiter
from crm.core.access import needs, own_path, public
from crm.core.db import unit_of_work
from crm.core.feature import registry
from crm.jobs.actions import ask
from crm.notices import actions, queries
from crm.notices.forms import ForgotForm, WishForm, field_of, wish_form
from crm.notices.letters import letter_of
from crm.notices.queries import Told
from crm.notices.sending import RESET

blueprint = Blueprint("notices", __name__)
STATES = {
    "queued": (_l("waiting"), ""), "sending": (_l("being sent"), "warn"), "sent": (_l("sent"), "ok"),
    "failed": (_l("not sent"), "bad"), "unsure": (_l("perhaps sent"), "warn"),
}  # fmt: skip


@blueprint.get("/notifications")
@needs(Permission.ACCOUNT_USE)
def index() -> str:
    """Show one's notices by day: the unread ones first, then those that were read."""
    page = queries.read_page(current_user, request.args.get("after"))
    unread = queries.unread(current_user) if page.first else []
    read = queries.told(current_user, [row[0] for row in page.rows])
    return render_template("notices/index.html", unread=_by_day(unread), read=_by_day(read), page=page)


def _by_day(told: list[Told]) -> list[tuple[date, list[Told]]]:
    zone = ZoneInfo(current_user.time_zone)
    return [(day, list(rows)) for day, rows in groupby(told, lambda row: row.notice.at.astimezone(zone).date())]


@blueprint.post("/notifications/read")
@needs(Permission.ACCOUNT_USE)
def read_all() -> Response:
    """Mark all of one's notices as read."""
    with unit_of_work(current_user.id) as work:
        actions.mark_read(work, current_user.id)
    return redirect(url_for("notices.index"), 303)


@blueprint.post("/notifications/<int:notice_id>/read")
@needs(Permission.ACCOUNT_USE)
def read(notice_id: int) -> Response:
    """Mark one as read; `open`: lead on to its record."""
    notice = queries.own_notice(current_user, notice_id) or abort(404)
    text = queries.told(current_user, [notice])[0].text
    with unit_of_work(current_user.id) as work:
        actions.mark_read(work, current_user.id, notice_id)
    back = url_for("notices.index")
    return redirect(own_path(text.url, back) if text is not None and "open" in request.form else back, 303)


@blueprint.get("/account/notices")
@needs(Permission.ACCOUNT_USE)
def preferences() -> str:
    """Show how one is told."""
    return _preferences(wish_form(registry().notices(), queries.wish_of(current_user)))


def _preferences(form: WishForm) -> str:
    return render_template("notices/preferences.html", form=form)


@blueprint.post("/account/notices")
@needs(Permission.ACCOUNT_USE)
def save_preferences() -> Response | tuple[str, int]:
    """Save how one wants to be told."""
    kinds = registry().notices()
    form = wish_form(kinds, queries.wish_of(current_user))
    if not form.validate():
        return _preferences(form), 422
    with unit_of_work(current_user.id) as work:
        wish = actions.wish_for_edit(work, current_user.id)
        ways = form.kinds.data
        wish.ways = {kind.name: ways[field_of(kind)] for kind in kinds.values()}
        wish.digest_hour, wish.weekdays = form.digest_hour.data, "".join(sorted(form.weekdays.data))
        wish.send_empty, wish.quiet_from = form.send_empty.data, form.quiet_from.data
        wish.quiet_until = form.quiet_until.data
    flash(_("Saved."))
    return redirect(url_for("notices.preferences"), 303)


@blueprint.get("/outbox")
@needs(Permission.ACCOUNT_USE)
def outbox() -> str:
    """List mail: one's own; that of all, without what it says, for whoever looks after the system."""
    everybody = current_user.may(Permission.JOB_LOG)
    page = queries.outbox(current_user, request.args.get("after"), everybody=everybody)
    rows = [row[0] for row in page.rows]
    return render_template("notices/outbox.html", rows=rows, page=page, everybody=everybody, states=STATES)


@blueprint.get("/outbox/<int:mail_id>")
@needs(Permission.ACCOUNT_USE)
def mail(mail_id: int) -> str:
    """Show a mail to oneself as its records stand now; nobody reads another's."""
    found = queries.own_mail(current_user, mail_id) or abort(404)
    letter = letter_of(found, current_user)
    return render_template("notices/mail_shown.html", mail=found, letter=letter, states=STATES)


@blueprint.route("/forgot", methods=["GET", "POST"])
@public
@limiter.limit("10/minute", methods=["POST"])
def forgot() -> str | tuple[str, int]:
    """Ask for a link that sets a new password: the same answer and the same work, whoever asks for whom.

    Whether there is such an account is found out by the background job, not here.
    """
    form = ForgotForm()
    if not form.validate_on_submit():
        return render_template("notices/forgot.html", form=form, asked=False), 422 if form.is_submitted() else 200
    email = form.email.data.strip().lower()
    if lockout.admit(f"reset {email}", f"reset {request.remote_addr}"):
        with unit_of_work(None) as work:
            ask(work, RESET, {"email": email}, actor_id=None)
    return render_template("notices/forgot.html", form=form, asked=True)
