"""Judges what was typed about an opportunity."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField, IntegerField
from wtforms.validators import NumberRange, Optional, ValidationError

from crm.accounts.permissions import Permission
from crm.accounts.queries import consultants
from crm.clients.forms.picker import ClientsField
from crm.clients.queries import chosen
from crm.core.amounts import CURRENCIES, amount_field
from crm.core.forms import BaseForm, choices, line, optional_int, paragraph, pick
from crm.core.i18n import language
from crm.mandates.labels import FEE_BASES
from crm.pipeline.actions import FIELDS
from crm.pipeline.labels import LOST_REASONS, SOURCES
from crm.pipeline.models import Opportunity
from crm.pipeline.stages import stages
from crm.reference.queries import service_lines_by_id
from crm.tasks.forms import may_see_all

TEXT_LIMIT: Final = 20_000


def lead_choices(keep: int | None = None) -> list[tuple[int, str]]:
    """Return (id, name) of those who may lead an opportunity; `keep` stays on the list whatever became of it."""
    everybody = consultants(active_only=False)
    able = [u for u in everybody if (u.active and u.may(Permission.OPPORTUNITY_WRITE)) or u.id == keep]
    return [(u.id, u.name) for u in able]


def service_choices(keep: int | None = None) -> list[tuple[int, str]]:
    """Return (id, title) of the service lines to choose from."""
    lines = service_lines_by_id().items()
    return [(key, row.title(language())) for key, row in lines if row.archived_at is None or key == keep]


class OpportunityForm(BaseForm):
    """One possible mandate, as its page edits it."""

    client = ClientsField(_l("Client or prospect"), single=True)
    title = line(_l("What it is about"), maximum=200, required=True, render_kw={"autocomplete": "off"})
    stage_id = pick(_l("Stage"), coerce=int)
    service_line_id = pick(_l("Service line"), coerce=optional_int)
    value_amount = amount_field(_l("Value"))
    value_currency = pick(_l("Currency"), default="USD")
    fee_basis = pick(_l("Fee basis"), default="")
    probability = IntegerField(
        _l("Own probability in percent"),
        [Optional(), NumberRange(0, 100, _l("Write a whole number from 0 to 100."))],
        render_kw={"inputmode": "numeric", "min": 0, "max": 100},
    )
    expected_on = DateField(_l("Signature expected on"), [Optional()])
    account_lead_id = pick(_l("Account lead"), coerce=int)
    source = pick(_l("Source"), default="")
    source_note = line(_l("Who referred it, which event"), maximum=200)
    next_step = line(_l("Next step"), maximum=300)
    next_step_on = DateField(_l("By when"), [Optional()])
    notes = paragraph(_l("Notes"), maximum=TEXT_LIMIT, rows=6)

    def __init__(self, item: Opportunity | None = None, **options: Any) -> None:
        super().__init__(**({} if item is None else {"data": opportunity_data(item)}), **options)
        if item is not None:
            del self.client, self.stage_id
        else:
            begins = ((s.id, s.title(language())) for s in stages() if s.kind in {"open", "hold"})
            self.stage_id.choices = choices(begins)
        self._client_id = item.client_id if item else None
        self.service_line_id.choices = choices(
            service_choices(item.service_line_id if item else None), blank=_("Not known yet")
        )
        self.value_currency.choices = choices(CURRENCIES)
        self.fee_basis.choices, self.source.choices = (
            choices(labels, blank=_("Not known yet")) for labels in (FEE_BASES, SOURCES)
        )
        self.account_lead_id.choices = choices(lead_choices(item.account_lead_id if item else None))

    def validate_account_lead_id(self, field: Any) -> None:
        """Refuse somebody who could not open it."""
        ids = [self._client_id] if self._client_id else list(self.client.data or [])
        if field.data is not None and ids and not may_see_all(field.data, ids):
            raise ValidationError(_("This colleague may not see the client."))

    def changes(self) -> dict[str, Any]:
        """Return the values as the actions take them; the form is found sound."""
        values = {name: value for name, value in self.values().items() if name in FIELDS}
        if self._client_id is None:
            values["client_id"] = self.client.data[0]
        if values["value_amount"] is None:
            values["value_currency"] = ""
        return values


def opportunity_data(item: Opportunity) -> dict[str, Any]:
    """Return an opportunity as the form's values."""
    plain = {name: getattr(item, name) for name in (*FIELDS, "version")}
    return plain | {"value_currency": item.value_currency or "USD"}


def prefilled(client_id: int) -> dict[str, Any]:
    """Return what a new opportunity starts with; a client that the reader may not see is left out."""
    found = chosen(current_user, [client_id], language()) if client_id else []
    return {"client": [each.id for each in found], "account_lead_id": current_user.id}


class LostForm(BaseForm):
    """Why an opportunity was not won."""

    lost_reason = pick(_l("Why it was not won"))
    lost_note = line(_l("In a few words"), maximum=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lost_reason.choices = choices(LOST_REASONS, blank=_("Choose a reason"))

    def validate_lost_reason(self, field: Any) -> None:
        """Ask for the reason: what is learned from losing comes from it."""
        if not field.data:
            raise ValidationError(_("Say why it was not won."))
