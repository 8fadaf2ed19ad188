"""Judges what was typed about a client; `ClientsField` picks clients in the forms of every feature above."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import Field, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError

from crm.clients import checks, options, queries
from crm.clients.actions import values_of
from crm.clients.forms import own
from crm.clients.forms.picker import ClientsField
from crm.clients.models.client import Client
from crm.core.forms import BaseForm, choices, line, optional_int, pick, pick_many
from crm.core.i18n import LANGUAGE_LABELS, language
from crm.core.phones import check_phone
from crm.reference.forms import LONGEST_PAUSE

STATUS_LABELS: Final = {
    "prospect": _l("Prospect"), "active": _l("Active"), "dormant": _l("Dormant"), "former": _l("Former"),
}  # fmt: skip
ACCESS_LABELS: Final = {"firm": _l("The whole firm"), "team": _l("Team only")}


def _optional_text(value: Any) -> str | None:
    return str(value) if value not in (None, "", "None") else None


class ClientForm(BaseForm):
    """A client as its page edits it; choices come from the reference lists and the firm's people."""

    #: WTForms' own; each form has further fields, those that the firm made.
    _unbound_fields: list[Any]
    name = line(_l("Name"), maximum=200, required=True)
    legal_name = line(_l("Legal name"), maximum=200)
    business = line(_l("Business"), maximum=200)
    status = pick(_l("Status"), default="prospect")
    country = pick(_l("Country"), default="MX")
    state = pick(_l("State"), coerce=_optional_text)
    city = line(_l("City"), maximum=120)
    primary_sector = pick(_l("Primary sector"), coerce=optional_int)
    sectors = pick_many(_l("Sectors"), coerce=int)
    northbound = pick_many(_l("HS chapters traded northbound (Mexico to US)"))
    southbound = pick_many(_l("HS chapters traded southbound (US to Mexico)"))
    ports = pick_many(_l("Ports of entry"), coerce=int)
    partner_states = pick_many(_l("Partner states"))
    parent_id = ClientsField(_l("Parent"), single=True, required=False)
    tags = own.TagsField(_l("Tags"), render_kw={"maxlength": 1000, "autocomplete": "off"})
    account_lead_id = pick(_l("Account lead"), coerce=optional_int)
    team = pick_many(_l("Team"), coerce=int)
    access = pick(_l("Who may see it"), default="firm")
    website = line(_l("Website"), maximum=200)
    tax_id = line(_l("Tax ID"), maximum=20)
    phone = line(_l("Phone"), maximum=40)
    report_language = pick(_l("Report language"), default="en")
    contact_days = IntegerField(
        _l("Days between contacts"),
        [Optional(), NumberRange(0, LONGEST_PAUSE, message=_l("Write a number of days from 0 to 3650."))],
        render_kw={"min": 0, "max": LONGEST_PAUSE, "inputmode": "numeric"},
    )

    def __init__(self, *args: Any, client: Client | None = None, **kwargs: Any) -> None:
        if client is not None:
            values = values_of(client)
            kwargs["data"] = values | own.form_data(values["own"]) | {"version": client.version}
        self._unbound_fields = [*self._unbound_fields, *own.unbound_fields()]
        super().__init__(*args, **kwargs)
        if client is not None and client.parent_id and not queries.chosen(current_user, [client.parent_id], language()):
            # A parent that this reader may not see is neither named nor changed.
            del self.parent_id
        speaks = language()
        self.status.choices, self.access.choices = choices(STATUS_LABELS), choices(ACCESS_LABELS)
        self.report_language.choices = choices(LANGUAGE_LABELS)
        self.country.choices, self.state.choices = options.countries(speaks), options.states(speaks)
        self.sectors.choices = options.sectors(speaks)
        self.primary_sector.choices = [SelectChoice(value="", label=_("None")), *self.sectors.choices]
        self.northbound.choices = self.southbound.choices = options.chapters(speaks)
        self.ports.choices = options.ports()
        self.partner_states.choices = [choice for choice in options.states(speaks) if choice.value]
        people = options.people(client)
        self.team.choices = choices(people)
        self.account_lead_id.choices = choices(people, blank=_("Nobody"))

    @property
    def own_fields(self) -> list[Field]:
        """Return the fields that the firm made itself."""
        return [field for name, field in self._fields.items() if name.startswith(own.PREFIX)]

    def values(self) -> dict[str, Any]:
        """Return the values for `actions.create` and `actions.update`."""
        typed = super().values()
        mine = {name: value for name, value in typed.items() if not name.startswith(own.PREFIX)}
        if "parent_id" in mine:
            mine["parent_id"] = next(iter(mine["parent_id"] or ()), None)
        return mine | {"own": own.posted(typed)}

    def validate_state(self, field: SelectField) -> None:
        """Refuse a state of another country."""
        if field.data and not field.data.startswith(f"{self.country.data}-"):
            raise ValidationError(_("Choose a state of the country above, or none."))

    def validate_primary_sector(self, field: SelectField) -> None:
        """Want one of several sectors to be named first; a single one is the primary by itself."""
        if field.data is None and len(self.sectors.data or ()) > 1:
            raise ValidationError(_("Say which of the sectors is the primary one."))

    def validate_tax_id(self, field: StringField) -> None:
        """Check an RFC or EIN."""
        if field.data:
            field.data = _checked(checks.check_tax_id, field.data, self.country.data)

    def validate_phone(self, field: StringField) -> None:
        """Check a phone number; it is kept in E.164."""
        if field.data:
            field.data = _checked(check_phone, field.data, self.country.data)

    def validate_website(self, field: StringField) -> None:
        """Complete and check a web address."""
        if field.data:
            field.data = _checked(checks.check_website, field.data)
            if len(field.data) > 200:  # noqa: PLR2004 - the column's size, now with the scheme
                raise ValidationError(_("This web address is too long."))


class BarrierForm(BaseForm):
    """A person to keep out of a client, and why."""

    user_id = pick(_l("Person"), coerce=optional_int)
    reason = line(_l("Reason"), maximum=300, required=True)

    def __init__(self, people: Iterable[tuple[int, str]]) -> None:
        super().__init__()
        self.user_id.choices = choices(people, blank=_("Choose"))

    def validate_user_id(self, field: SelectField) -> None:
        """Want somebody chosen."""
        if field.data is None:
            raise ValidationError(_("Choose a person."))


def _checked(check: Callable[..., str], *typed: str) -> str:
    try:
        return check(*typed)
    except ValueError as error:
        raise ValidationError(str(error)) from error
