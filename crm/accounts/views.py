"""One's own account, the one-time link and the team page."""

from functools import partial

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_security import hash_password
from werkzeug.wrappers import Response

from crm.accounts import actions, queries
from crm.accounts.agents import agent_words
from crm.accounts.forms import ROLE_LABELS, ChangePasswordForm, ConsultantForm, NewPasswordForm, ProfileForm
from crm.accounts.permissions import Permission, Role
from crm.accounts.sessions import COOKIE_KEY, digest, end_all_sessions
from crm.core.access import needs, own_path, public
from crm.core.db import StaleSaveError, UniqueTakenError, check_version, unit_of_work
from crm.core.forms import differences
from crm.core.i18n import LANGUAGES
from crm.core.page import page_links

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/account")
@needs(Permission.ACCOUNT_USE)
def account() -> str:
    """Show one's own settings and sign-ins."""
    return _account_page(ProfileForm(obj=current_user), ChangePasswordForm(current_user))


def _account_page(profile: ProfileForm, password: ChangePasswordForm) -> str:
    here = digest(session.get(COOKIE_KEY, ""))
    return render_template(
        "accounts/account.html",
        profile=profile,
        password=password,
        sessions=queries.sessions_of(current_user.id),
        here=here,
        agent_words=agent_words,
    )


@blueprint.post("/account")
@needs(Permission.ACCOUNT_USE)
def save_account() -> Response | tuple[str, int]:
    """Save one's name, language and time zone."""
    form = ProfileForm()
    if not form.validate():
        return _account_page(form, ChangePasswordForm(current_user)), 422
    with unit_of_work(current_user.id):
        user = queries.for_edit(current_user.id) or abort(404)
        form.populate_obj(user)
    flash(_("Saved."))
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/password")
@needs(Permission.ACCOUNT_USE)
def change_password() -> Response | tuple[str, int]:
    """Set a new password; every other sign-in ends."""
    form = ChangePasswordForm(current_user)
    if not form.validate():
        return _account_page(ProfileForm(formdata=None, obj=current_user), form), 422
    hashed = hash_password(form.password.data)
    with unit_of_work(current_user.id) as work:
        user = queries.for_edit(current_user.id) or abort(404)
        actions.set_password(work, user, hashed, keep_token=session.get(COOKIE_KEY))
    flash(_("The password is changed. Your other sign-ins have ended."))
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/sign-out-everywhere")
@needs(Permission.ACCOUNT_USE)
def sign_out_everywhere() -> Response:
    """End all sessions of the one who asks, this one too."""
    with unit_of_work(current_user.id) as work:
        end_all_sessions(work, current_user.id)
    session.clear()
    return redirect(url_for("security.login"), 303)


@blueprint.post("/language")
@public
def pick_language() -> Response:
    """Switch language: kept with the account, or in the cookie before sign-in."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    session["language"] = chosen
    if current_user.is_authenticated:
        with unit_of_work(current_user.id):
            user = queries.for_edit(current_user.id) or abort(404)
            user.language = chosen
    return redirect(own_path(request.form.get("back", "/")), 303)


@blueprint.route("/link/<token>", methods=["GET", "POST"])
@public
def one_time_link(token: str) -> str | Response | tuple[str, int]:
    """Set a password by a one-time link."""
    form = NewPasswordForm()
    if not queries.link_is_open(token):
        return render_template("accounts/link_over.html"), 410
    if not form.validate_on_submit():
        return render_template("accounts/link.html", form=form), 422 if form.is_submitted() else 200
    hashed = hash_password(form.password.data)
    with unit_of_work(None) as work:
        if actions.use_link(work, token, hashed) is None:
            abort(410)
    flash(_("The password is set. Sign in with it."))
    return redirect(url_for("security.login"), 303)


@blueprint.get("/team")
@needs(Permission.TEAM_READ)
def team() -> str:
    """List the firm's people."""
    people = queries.consultants(active_only=False)
    return render_template(
        "accounts/team.html", people=people, roles=ROLE_LABELS, may_edit=current_user.may(Permission.TEAM_WRITE),
        links_of=partial(page_links, "user", current_user),
    )  # fmt: skip


@blueprint.route("/team/<int:user_id>", methods=["GET", "POST"])
@needs(Permission.TEAM_WRITE)
def edit_consultant(user_id: int) -> str | Response | tuple[str, int]:
    """Edit an account: role, office, whether it may sign in."""
    user = queries.one_consultant(user_id) or abort(404)
    form = ConsultantForm(obj=user)
    if not form.validate_on_submit():
        return render_template("accounts/consultant.html", form=form, person=user), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(user_id) or abort(404)
            check_version(fresh, form.version.data)
            form.populate_obj(fresh)
            if not form.active.data:
                actions.deactivate(work, fresh)
    except StaleSaveError:
        return _stale_consultant(user_id, form), 409
    except UniqueTakenError:
        form.email.errors = [_("Another account has this e-mail.")]
        return render_template("accounts/consultant.html", form=form, person=user), 422
    flash(_("Saved."))
    return redirect(url_for("accounts.team"), 303)


def _stale_consultant(user_id: int, form: ConsultantForm) -> str:
    """Show what is saved now beside what was typed; the words stay in the form."""
    user = queries.one_consultant(user_id) or abort(404)
    found = differences(form, ConsultantForm(formdata=None, obj=user))
    form.version.data = user.version
    return render_template("accounts/consultant.html", form=form, person=user, found=found)


@blueprint.route("/team/new", methods=["GET", "POST"])
@needs(Permission.TEAM_WRITE)
def new_consultant() -> str | Response | tuple[str, int]:
    """Add a consultant; the page then shows the one-time link to hand over."""
    form = ConsultantForm()
    if not form.validate_on_submit():
        return render_template("accounts/consultant.html", form=form, person=None), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            user = actions.add_user(
                work, email=form.email.data, name=form.name.data, role=Role(form.role.data),
                language=form.language.data, time_zone=form.time_zone.data, office=form.office.data,
            )  # fmt: skip
            token = actions.make_link(work, user)
    except UniqueTakenError:
        form.email.errors = [_("Another account has this e-mail.")]
        return render_template("accounts/consultant.html", form=form, person=None), 422
    # The configured address, never the request's: its Host header is whatever the sender wrote.
    link = current_app.config["CRM"].base_url + url_for("accounts.one_time_link", token=token)
    return render_template("accounts/invited.html", person=user, link=link)
