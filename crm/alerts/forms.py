"""Judges what was typed about an alert rule."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from crm.alerts import words
from crm.alerts.judge import Condition
from crm.alerts.models import AlertRule
from crm.clients.forms.picker import ClientsField
from crm.core.amounts import MOST, AmountField
from crm.core.forms import BaseForm, choices, line, optional_int, pick
from crm.core.i18n import language
from crm.core.text import clean
from crm.reference.queries import sector_tree
from crm.tasks.forms import assignee_choices, may_see_all

_TYPED: Final = re.compile(r"[0-9]+(\.[0-9]{1,6})?")


class BoundField(AmountField):
    """A percentage or a value, with commas or without, as exact as it is stored."""

    def process_formdata(self, valuelist: list[str]) -> None:
        plain = re.sub(r"[,\s]", "", clean(valuelist[0] if valuelist else ""))
        self.data = Decimal(plain) if _TYPED.fullmatch(plain) and Decimal(plain) < MOST else None
        if self.data is None:
            raise ValueError(_("Write a number in digits, like 12.5 or 40,000."))


class AlertForm(BaseForm):
    """What a new figure must do, for which clients, who answers for it."""

    kind = pick(_l("Fires when a new figure"), default="move")
    bound = BoundField(_l("Percentage or value"), [InputRequired(_l("Write a number in digits, like 12.5 or 40,000."))],
                       render_kw={"inputmode": "decimal", "autocomplete": "off"})  # fmt: skip
    scope = pick(_l("For which clients"), default="firm")
    sector_id = pick(_l("Sector"), coerce=optional_int)
    client = ClientsField(_l("Client"), single=True, required=False)
    owner_id = pick(_l("Who answers for the alert"), coerce=int)
    due_days = IntegerField(_l("Follow-ups are due in days"), [InputRequired(), NumberRange(0, 365)], default=5,
                            render_kw={"min": 0, "max": 365})  # fmt: skip
    note = line(_l("What to do then"), maximum=500)

    def __init__(self, rule: AlertRule | None = None, **options: Any) -> None:
        super().__init__(**({} if rule is None else {"data": alert_data(rule)}), **options)
        self.kind.choices = choices(words.KINDS)
        self.scope.choices = choices(words.SCOPES)
        nodes = [node for top in sector_tree() for node in top.flat()]
        named = ((node.sector.id, f"{'– ' * node.depth}{node.sector.title(language())}") for node in nodes)
        self.sector_id.choices = choices(named, blank="")
        self.owner_id.choices = choices(assignee_choices(rule.owner_id if rule else None))

    def validate_sector_id(self, field: Any) -> None:
        """Ask for the sector where it is for one."""
        if self.scope.data == "sector" and field.data is None:
            raise ValidationError(_("Choose the sector."))

    def validate_client(self, field: Any) -> None:
        """Ask for the client where it is for one."""
        if self.scope.data == "client" and not field.data:
            raise ValidationError(field.words.choose)

    def validate_owner_id(self, field: Any) -> None:
        """Refuse somebody who could not open it."""
        if field.data is not None and not may_see_all(field.data, self._client_ids()):
            raise ValidationError(_("This colleague may not see the client."))

    def _client_ids(self) -> list[int]:
        return list(self.client.data or []) if self.scope.data == "client" else []

    @property
    def condition(self) -> Condition | None:
        """Return what is asked; None where it was not typed soundly."""
        kind, bound = self.kind.data, self.bound.data
        return Condition(kind, bound) if kind in words.KINDS and bound is not None else None

    def changes(self) -> dict[str, Any]:
        """Return the values as the actions take them; the form is found sound."""
        plain = ("kind", "bound", "owner_id", "due_days", "note")
        sector = self.sector_id.data if self.scope.data == "sector" else None
        client = next(iter(self._client_ids()), None)
        return {name: self[name].data for name in plain} | {"sector_id": sector, "client_id": client}


def alert_data(rule: AlertRule) -> Mapping[str, Any]:
    """Return a rule as the form's values."""
    plain = ("kind", "bound", "sector_id", "owner_id", "due_days", "note", "version")
    client = [rule.client_id] if rule.client_id else []
    return {name: getattr(rule, name) for name in plain} | {"scope": words.scope_kind(rule), "client": client}


def seen(condition: Condition | None) -> str:
    """Return the name of a condition: a form that brings it back was shown how often this one would have fired."""
    return f"{condition.kind} {condition.bound.normalize():f}" if condition else ""
