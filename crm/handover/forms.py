"""Judges to whom something is handed over."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.accounts.queries import consultants
from crm.core.forms import BaseForm, choices, optional_int, pick


class HandoverForm(BaseForm):
    """To whom; `seen` is the fingerprint of what was shown."""

    to = pick(_l("To whom"), coerce=optional_int)
    seen = HiddenField()

    def __init__(self, giver: User, **options: Any) -> None:
        super().__init__(**options)
        able = [u for u in consultants() if u.id != giver.id and u.may(Permission.CLIENT_WRITE)]
        self.to.choices = choices(((u.id, u.name) for u in able), blank=_("Choose a colleague"))

    def taker(self) -> User | None:
        """Return the chosen colleague, None where nobody is chosen."""
        ids = {choice.value for choice in self.to.choices}
        return next((u for u in consultants() if u.id == self.to.data and u.id in ids), None)
