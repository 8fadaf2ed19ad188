"""Forms of one's own account and of the team page."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import verify_password
from wtforms import BooleanField, EmailField, PasswordField
from wtforms.validators import DataRequired, Email, EqualTo, Length, ValidationError

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.core.dates import ZONES, zone_place
from crm.core.forms import BaseForm, choices, line, pick
from crm.core.i18n import LANGUAGE_NAMES

ROLE_LABELS = {
    Role.ADMIN: _l("Administrator"),
    Role.PARTNER: _l("Partner"),
    Role.CONSULTANT: _l("Consultant"),
    Role.ANALYST: _l("Analyst (reads only)"),
}
PASSWORD_MINIMUM = 12
#: Refused whatever their length: what people type when a form wants twelve characters.
COMMON_PASSWORDS = frozenset({
    "123456789012", "1234567890123", "password1234", "passwordpassword", "qwertyuiop12", "qwertyuiopas", "contraseña12",
    "contrasena12", "contraseña123", "administrator", "administrador", "puentepuente", "hermosillo12", "111111111111",
})  # fmt: skip


class ProfileForm(BaseForm):
    """Name, language and time zone of the one who is signed in."""

    name = line(_l("Name"), maximum=120, required=True)
    language = pick(_l("Language"))
    time_zone = pick(_l("Time zone"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices(LANGUAGE_NAMES)
        self.time_zone.choices = choices((zone, zone_place(zone)) for zone in ZONES)


class NewPasswordForm(BaseForm):
    """A new password, typed twice."""

    password = PasswordField(
        _l("New password"),
        [DataRequired(), Length(min=PASSWORD_MINIMUM, max=200, message=_l("Use at least 12 characters."))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("New password, again"),
        [DataRequired(), EqualTo("password", message=_l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_password(self, field: PasswordField) -> None:
        """Refuse passwords that anybody would try first."""
        word = (field.data or "").lower()
        if word in COMMON_PASSWORDS or len(set(word)) < 5:  # noqa: PLR2004 - fewer signs is one pattern repeated
            raise ValidationError(_("This password is too easy to guess: use several words."))


class ChangePasswordForm(NewPasswordForm):
    """A new password, and the present one to prove who asks."""

    current = PasswordField(
        _l("Present password"), [DataRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )

    def __init__(self, user: User) -> None:
        super().__init__(prefix="password-")
        self.user = user

    def validate_current(self, field: PasswordField) -> None:
        """Weigh the present password."""
        if not verify_password(field.data or "", self.user.password):
            raise ValidationError(_("The present password is not right."))


class ConsultantForm(ProfileForm):
    """An account as the administrator edits it."""

    email = EmailField(_l("E-mail"), [DataRequired(), Email(_l("This is not an e-mail address.")), Length(max=254)])
    role = pick(_l("Role"), default=Role.CONSULTANT.value)
    office = line(_l("Office"), maximum=80)
    active = BooleanField(_l("May sign in"), default=True)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = choices({role.value: label for role, label in ROLE_LABELS.items()})
