"""Judges what was typed about somebody's role at a client."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField
from wtforms.validators import Optional, ValidationError

from crm.clients.models.depth import ClientPerson
from crm.clients.people import has_role
from crm.clients.roles import ROLE_KINDS
from crm.core.forms import BaseForm, choices, line, pick
from crm.people.forms import PeopleField

PLAIN = ("title", "kind", "is_primary", "from_on", "to_on")


class RoleForm(BaseForm):
    """What a person is at a client, from when to when."""

    title = line(_l("Title there"), maximum=200, render_kw={"autocomplete": "off"})
    kind = pick(_l("Kind"), default="contact")
    is_primary = BooleanField(_l("Whom to call first"))
    from_on = DateField(_l("From"), [Optional()])
    to_on = DateField(_l("Until"), [Optional()])

    def __init__(self, *args: Any, role: ClientPerson | None = None, **kwargs: Any) -> None:
        if role is not None:
            kwargs["data"] = {name: getattr(role, name) for name in PLAIN} | {"version": role.version}
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(ROLE_KINDS)

    def validate_to_on(self, field: DateField) -> None:
        """A role does not end before it began."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(_("This day lies before the first one."))


class NewRoleForm(RoleForm):
    """Somebody taken up as a person of a client."""

    person = PeopleField(_l("Person"), single=True)

    def __init__(self, client_id: int, **kwargs: Any) -> None:
        self.client_id = client_id
        super().__init__(**kwargs)

    def validate_person(self, field: PeopleField) -> None:
        """Nobody is the same thing at a client twice at once."""
        if field.data and has_role(self.client_id, field.data[0], self.title.data or ""):
            raise ValidationError(_("This person is at this client with this title already."))
