"""Judges what was typed about a mandate."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField, DecimalField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from crm.accounts.permissions import Permission
from crm.accounts.queries import consultants
from crm.clients.forms.picker import ClientsField
from crm.core.amounts import CURRENCIES, amount_field
from crm.core.forms import BaseForm, choices, line, optional_int, paragraph, pick
from crm.core.i18n import language
from crm.mandates.actions import FIELDS
from crm.mandates.labels import FEE_BASES, RHYTHMS
from crm.mandates.models import Mandate
from crm.people.forms import PeopleField
from crm.people.queries import names_of
from crm.reference.queries import service_lines_by_id
from crm.tasks.forms import may_see_all

TEXT_LIMIT: Final = 20_000
#: Hours a month that a retainer covers.
MOST_HOURS: Final = 1000


def lead_choices(keep: int | None = None) -> list[tuple[int, str]]:
    """Return (id, name) of those who may lead a mandate; `keep` stays on the list whatever became of it."""
    everybody = consultants(active_only=False)
    able = [u for u in everybody if (u.active and u.may(Permission.MANDATE_WRITE)) or u.id == keep]
    return [(u.id, u.name) for u in able]


def unseen_person(person_id: int | None) -> int | None:
    """Return a person whom the editor may not see: a form does not show them, and a save keeps them."""
    return person_id if person_id and not names_of(current_user, [person_id]) else None


def hours_field(label: Any, most: int, **options: Any) -> DecimalField:
    """Return the field of hours, quarters included; its data is a Decimal or None."""
    said = _l("Write hours as a number, like 12 or 1.5.")
    return DecimalField(
        label, [Optional(), NumberRange(0, most, said)], places=2,
        render_kw={"inputmode": "decimal", "autocomplete": "off"}, **options,
    )  # fmt: skip


def minutes_of(hours: Decimal | None) -> int | None:
    """Return hours as whole minutes."""
    return None if hours is None else round(hours * 60)


class MandateForm(BaseForm):
    """A mandate as its page edits it. `client_id`: whose it is, where that is settled."""

    client = ClientsField(_l("Client"), single=True)
    title = line(_l("What it is about"), maximum=200, required=True, render_kw={"autocomplete": "off"})
    service_line_id = pick(_l("Service line"), coerce=optional_int)
    lead_id = pick(_l("Mandate lead"), coerce=int)
    signatory = PeopleField(_l("Who signs for the client"), single=True, required=False)
    signed_on = DateField(_l("Signed on"), [Optional()])
    starts_on = DateField(_l("Starts on"), [InputRequired(_l("Give the day."))])
    ends_on = DateField(_l("Last day"), [Optional()])
    renewal_on = DateField(_l("Talk about renewal by"), [Optional()])
    next_report_on = DateField(_l("Next report due"), [Optional()])
    fee_basis = pick(_l("Fee basis"), default="fixed")
    fee_amount = amount_field(_l("Fee"))
    fee_currency = pick(_l("Currency"), default="USD")
    fee_rhythm = pick(_l("Paid"), default="once")
    fee_note = line(_l("Terms of payment"), maximum=500)
    retainer_hours = hours_field(_l("Hours the retainer covers a month"), MOST_HOURS)
    scope = paragraph(_l("Scope: what is in it, and what is not"), maximum=TEXT_LIMIT, rows=8)

    def __init__(self, mandate: Mandate | None = None, *, client_id: int | None = None, **options: Any) -> None:
        super().__init__(**({} if mandate is None else {"data": mandate_data(mandate)}), **options)
        self._client_id = mandate.client_id if mandate else client_id
        self._unseen = unseen_person(mandate.signatory_id if mandate else None)
        if self._client_id is not None:
            del self.client
        lines = service_lines_by_id().items()
        keep = mandate.service_line_id if mandate else None
        self.service_line_id.choices = choices(
            ((key, row.title(language())) for key, row in lines if row.archived_at is None or key == keep),
            blank=_("Not known yet"),
        )
        self.lead_id.choices = choices(lead_choices(mandate.lead_id if mandate else None))
        self.fee_basis.choices, self.fee_rhythm.choices = choices(FEE_BASES), choices(RHYTHMS)
        self.fee_currency.choices = choices(CURRENCIES)

    def validate_lead_id(self, field: Any) -> None:
        """Refuse somebody who could not open it."""
        ids = [self._client_id] if self._client_id else list(self.client.data or [])
        if field.data is not None and ids and not may_see_all(field.data, ids):
            raise ValidationError(_("This colleague may not see the client."))

    def validate_ends_on(self, field: Any) -> None:
        """Refuse a term that ends before it starts."""
        _not_before(field.data, self.starts_on.data)

    def validate_renewal_on(self, field: Any) -> None:
        """Refuse to talk about renewal after the end."""
        if field.data and self.ends_on.data and field.data > self.ends_on.data:
            raise ValidationError(_("This day is after the last day of the mandate."))

    def changes(self) -> dict[str, Any]:
        """Return the values as the actions take them; the form is found sound."""
        values = {name: value for name, value in self.values().items() if name in FIELDS}
        values["signatory_id"] = next(iter(self.signatory.data or []), self._unseen)
        values["retainer_minutes"] = minutes_of(self.retainer_hours.data)
        return values


def _not_before(day: date | None, start: date | None) -> None:
    if day and start and day < start:
        raise ValidationError(_("This day is before the mandate starts."))


def mandate_data(mandate: Mandate) -> dict[str, Any]:
    """Return a mandate as the form's values."""
    plain = {name: getattr(mandate, name) for name in (*FIELDS, "version")}
    hours = None if mandate.retainer_minutes is None else Decimal(mandate.retainer_minutes) / 60
    return plain | {
        "signatory": [mandate.signatory_id] if mandate.signatory_id else [],
        "fee_currency": mandate.fee_currency or "USD",
        "retainer_hours": hours,
    }


class EndForm(BaseForm):
    """When and why a mandate ends."""

    ended_on = DateField(_l("Last day"), [InputRequired(_l("Give the day."))])
    end_reason = line(_l("Why it ends"), maximum=300, required=True)
