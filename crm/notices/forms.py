"""Forms of how one wants to be told, and of a lost password."""

from typing import Any, Final

from babel.dates import get_day_names
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Form, FormField
from wtforms.validators import DataRequired, Length

from crm.core.dates import LOCALES
from crm.core.forms import BaseForm, choices, optional_int, pick, pick_many
from crm.core.i18n import language
from crm.core.offers import NoticeKind
from crm.notices.models import NoticeWish
from crm.notices.wishes import WAYS, way_of

HOURS: Final = [(hour, f"{hour:02d}:00") for hour in range(24)]


def field_of(kind: NoticeKind) -> str:
    """Return the name of a kind's field."""
    return kind.name.replace(".", "_")


class WishForm(BaseForm):
    """When the digest comes and when nothing does; the kinds have a part of its own."""

    digest_hour = pick(_l("Hour of the digest"), coerce=int)
    weekdays = pick_many(_l("Days with a digest"), render_kw={"size": 7})
    send_empty = BooleanField(_l("Send the digest also when it has nothing to say"))
    quiet_from = pick(_l("No e-mail from"), coerce=optional_int)
    quiet_until = pick(_l("until"), coerce=optional_int)

    def __init__(self, wish: NoticeWish, **options: Any) -> None:
        super().__init__(obj=wish, **options)
        self.digest_hour.choices = choices(HOURS)
        days = get_day_names("wide", locale=LOCALES[language()])
        self.weekdays.choices = choices((str(number + 1), days[number].capitalize()) for number in range(7))
        if not self.is_submitted():
            self.weekdays.data = list(wish.weekdays)
        for field in (self.quiet_from, self.quiet_until):
            field.choices = choices(HOURS, blank=str(_("no quiet hours")))

    def validate(self, extra_validators: Any = None) -> bool:
        """Want both ends of the quiet hours, or none."""
        sound = super().validate(extra_validators)
        if sound and (self.quiet_from.data is None) != (self.quiet_until.data is None):
            self.quiet_until.errors = [_("Quiet hours need both hours, and two that differ.")]
            return False
        return sound


def wish_form(kinds: dict[str, NoticeKind], wish: NoticeWish) -> WishForm:
    """Return the form of one's wishes with a field for each kind."""
    ways = type("Ways", (Form,), {field_of(kind): pick(kind.label) for kind in kinds.values()})
    whole = type("WholeWishForm", (WishForm,), {"kinds": FormField(ways)})
    form: WishForm = whole(wish, data={"kinds": {field_of(kind): way_of(wish, kind) for kind in kinds.values()}})
    for field in form.kinds.form:
        field.choices = choices(WAYS)
    return form


class ForgotForm(BaseForm):
    """The sign-in name of whoever lost their password."""

    email = EmailField(_l("E-mail"), [DataRequired(), Length(max=254)], render_kw={"autocomplete": "username"})
