"""Several commitments typed at once beside the engagement in which they were made."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField, FieldList, Form, FormField
from wtforms.validators import Optional, ValidationError

from crm.commitments.labels import PARTIES
from crm.core.dates import today_in
from crm.core.forms import BaseForm, choices, line, pick
from crm.core.i18n import language
from crm.engagements.models import Engagement

EMPTY_ROWS: Final = 3
MOST_ROWS: Final = 20


class QuickRow(Form):  # type: ignore[misc]
    """One promise; a row without words is left out. A party is `us`, or a kind and an id: `client-7`."""

    text = line(_l("What was promised"), maximum=500)
    maker = pick(_l("Made by"))
    receiver = pick(_l("Made to"))
    due_on = DateField(_l("Due"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether the row is sound; one without words is, whatever else stands in it."""
        return not self.text.data or bool(super().validate(extra_validators))

    def validate_receiver(self, field: Any) -> None:
        """Refuse a promise of somebody to themselves."""
        if self.text.data and field.data == self.maker.data:
            raise ValidationError(_("A commitment is made to somebody else."))


class QuickForm(BaseForm):
    """The promises of one engagement, by and to those who took part."""

    rows = FieldList(FormField(QuickRow), min_entries=EMPTY_ROWS, max_entries=MOST_ROWS)

    def __init__(self, item: Engagement, **options: Any) -> None:
        super().__init__(**options)
        self.item, offered = item, parties(item)
        made_by = next((key for key in offered if key.startswith("institution")), next(reversed(offered)))
        for row in self.rows:
            for field, usual in ((row.form.maker, made_by), (row.form.receiver, "us")):
                field.choices = choices(offered)
                if not self.is_submitted() and field.data is None:
                    field.data = usual

    def validate_rows(self, _field: Any) -> None:
        """Ask for at least one."""
        if not any(row.form.text.data for row in self.rows):
            raise ValidationError(_("Write at least one commitment."))

    def promises(self) -> list[dict[str, Any]]:
        """Return the typed rows as `actions.create` takes them.

        A promise between us and an institution concerns every client of the engagement.
        """
        held, today = self.item.starts_wall.date(), today_in(current_user.time_zone)
        everybody = [link.client_id for link in self.item.clients]
        found = []
        for row in self.rows:
            if row.form.text.data:
                sides = party_values("maker", row.form.maker.data) | party_values("receiver", row.form.receiver.data)
                named = any(sides[f"{side}_kind"] == "client" for side in ("maker", "receiver"))
                found.append({
                    **sides, "text": row.form.text.data, "due_on": row.form.due_on.data, "made_on": min(held, today),
                    "engagement_id": self.item.id, "owner_id": current_user.id, "clients": [] if named else everybody,
                })  # fmt: skip
        return found


def parties(item: Engagement) -> dict[str, str]:
    """Return who took part in an engagement (its links loaded): us, its clients, its institutions."""
    clients = {f"client-{link.client_id}": link.client.name for link in item.clients}
    bodies = {f"institution-{link.institution_id}": link.institution for link in item.institutions}
    names = {key: body.short or body.name(language()) for key, body in bodies.items()}
    return {"us": str(PARTIES["us"]), **clients, **names}


def party_values(side: str, chosen: str) -> dict[str, Any]:
    """Return a chosen party as columns: `client-7` as kind and id."""
    kind, _dash, number = chosen.partition("-")
    return {f"{side}_kind": kind} | ({f"{side}_{kind}_id": int(number)} if number else {})
