"""Flask-Security set up on our own session rows, templates and unit of work."""

from typing import Any

from flask import Flask, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import user_logged_in, user_logged_out
from flask_security import LoginForm, Security, SQLAlchemyUserDatastore
from wtforms import BooleanField, EmailField, PasswordField
from wtforms.validators import DataRequired, Length

from crm.accounts import lockout
from crm.accounts.models import User
from crm.accounts.queries import by_email
from crm.accounts.sessions import COOKIE_KEY, begin_session, end_session, load_user, stamp_session
from crm.core.db import db

limiter = Limiter(get_remote_address, default_limits=[], storage_uri="memory://")


class Datastore(SQLAlchemyUserDatastore):
    """Flask-Security's store; the unit of work commits, not the store."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:  # noqa: ARG002, FBT001, FBT002
        """Return the account by its sign-in name, which is kept in lower case."""
        return by_email(kwargs.get("email") or "")

    def commit(self) -> None:
        """Do nothing: what Flask-Security wants kept is written by `begin_session`'s own unit of work."""


class SignInForm(LoginForm):
    """E-mail and password; the tries of an e-mail and of an address are counted first."""

    email = EmailField(
        _l("E-mail"), validators=[DataRequired(), Length(max=254)], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _l("Password"), validators=[DataRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )
    remember: BooleanField | None = None  # sessions end by themselves: no second, longer cookie

    def validate(self, **kwargs: Any) -> bool:
        email, address = self.email.data or "", request.remote_addr or ""
        if not lockout.admit(email, address):
            self.form_errors.append(_("Too many tries. Wait ten minutes, then sign in again."))
            return False
        if super().validate(**kwargs):
            db.session.expunge_all()  # the units of work below must not lose what was read here
            lockout.forgive(email, address)
            return True
        # One sentence for every cause: which e-mails exist is nobody's business.
        for field in (self.email, self.password):
            field.errors = []
        self.form_errors[:] = [_("E-mail or password is not right.")]
        return False


def init_security(app: Flask, *, https: bool) -> None:
    """Install Flask-Security with our sessions, form and templates."""
    app.config.update(
        SECURITY_PASSWORD_SALT=app.config["SECRET_KEY"],
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of the scheme
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        # argon2id salts by itself; a second HMAC with the secret key would make a new key end every password.
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_LOGIN_USER_TEMPLATE="accounts/login.html",
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/login",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SESSION_COOKIE_NAME="__Host-puente" if https else "puente",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
    Security(app, Datastore(db, User, None), login_form=SignInForm)  # type: ignore[arg-type]
    app.login_manager.user_loader(load_user)  # type: ignore[attr-defined]
    app.login_manager.session_protection = None  # type: ignore[attr-defined]
    limiter.init_app(app)
    # Sixty tries a minute from one address is a machine; people are stopped by the counter above.
    guarded: Any = limiter.limit("60/minute", methods=["POST"])(app.view_functions["security.login"])
    app.view_functions["security.login"] = guarded
    user_logged_in.connect(_on_sign_in, app)
    user_logged_out.connect(_on_sign_out, app)

    @app.after_request
    def stamp(response: Any) -> Any:
        stamp_session()
        return response


def _on_sign_in(_app: Flask, user: User, **_rest: object) -> None:
    begin_session(user.id)


def _on_sign_out(_app: Flask, **_rest: object) -> None:
    token = session.get(COOKIE_KEY)
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    end_session(token)
