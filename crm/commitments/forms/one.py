"""Judges what was typed about a commitment."""

import re
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField
from wtforms.validators import InputRequired, Optional, ValidationError

from crm.accounts.queries import people_by_id
from crm.clients.forms.picker import ClientsField
from crm.commitments.labels import PARTIES
from crm.commitments.models import Commitment
from crm.core.dates import today_in
from crm.core.forms import BaseForm, choices, line, pick
from crm.engagements.queries.one import get_visible as visible_engagement
from crm.institutions.forms import InstitutionsField
from crm.people.forms import PeopleField
from crm.people.queries import names_of
from crm.tasks.forms import assignee_choices, may_see_all

#: G-2026-0147, or its last number alone.
_NUMBER: Final = re.compile(r"(?:G-\d{4}-)?0*(\d{1,9})", re.IGNORECASE)


def not_ahead(_form: Any, field: Any) -> None:
    """Refuse a day that is still to come."""
    if field.data is not None and field.data > today_in(current_user.time_zone):
        raise ValidationError(_("This day is still to come."))


class CommitmentForm(BaseForm):
    """What was promised, by whom to whom, by when."""

    text = line(_l("What was promised"), maximum=500, required=True, render_kw={"autocomplete": "off"})
    maker_kind = pick(_l("Made by"), default="institution")
    maker_client = ClientsField(_l("Client that promised"), single=True, required=False)
    maker_institution = InstitutionsField(_l("Institution that promised"), single=True, required=False)
    maker_person = PeopleField(_l("Who said it"), single=True, required=False)
    receiver_kind = pick(_l("Made to"), default="us")
    receiver_client = ClientsField(_l("Client to whom it was promised"), single=True, required=False)
    receiver_institution = InstitutionsField(_l("Institution to which it was promised"), single=True, required=False)
    due_on = DateField(_l("Due"), [Optional()])
    made_on = DateField(_l("Made on"), [InputRequired(_l("Give the day.")), not_ahead])
    owner_id = pick(_l("Who sees to it"), coerce=int)
    clients = ClientsField(_l("For which clients"), required=False)
    engagement = line(_l("In which engagement"), maximum=20, render_kw={"placeholder": "G-2026-0147"})

    def __init__(self, item: Commitment | None = None, **options: Any) -> None:
        super().__init__(**({} if item is None else {"data": commitment_data(item)}), **options)
        self.maker_kind.choices = self.receiver_kind.choices = choices(PARTIES)
        self.owner_id.choices = choices(assignee_choices(item.owner_id if item else None))
        self._engagement_id: int | None = None
        person = item.maker_person_id if item else None
        #: A speaker whom the reader may not see is not shown, and a save keeps them.
        self._unseen = person if person and not names_of(current_user, [person]) else None

    def validate_maker_client(self, field: Any) -> None:
        """Ask for the client where a client promised."""
        self._named("maker", "client", field)

    def validate_maker_institution(self, field: Any) -> None:
        """Ask for the institution where one promised."""
        self._named("maker", "institution", field)

    def validate_receiver_client(self, field: Any) -> None:
        """Ask for the client where it was promised to one."""
        self._named("receiver", "client", field)

    def validate_receiver_institution(self, field: Any) -> None:
        """Ask for the institution where it was promised to one."""
        self._named("receiver", "institution", field)

    def _named(self, side: str, kind: str, field: Any) -> None:
        if self[f"{side}_kind"].data == kind and not field.data:
            raise ValidationError(field.words.choose)

    def validate_receiver_kind(self, field: Any) -> None:
        """Refuse a promise of somebody to themselves."""
        kind = field.data
        same = kind == self.maker_kind.data
        if same and (kind == "us" or self[f"maker_{kind}"].data == self[f"receiver_{kind}"].data):
            raise ValidationError(_("A commitment is made to somebody else."))

    def validate_due_on(self, field: Any) -> None:
        """Refuse a due day before the promise."""
        if field.data and self.made_on.data and field.data < self.made_on.data:
            raise ValidationError(_("This day is before the commitment was made."))

    def validate_engagement(self, field: Any) -> None:
        """Find the engagement of this number among those that the reader may see."""
        if not field.data:
            return
        number = _NUMBER.fullmatch(field.data)
        item = visible_engagement(current_user, int(number[1])) if number else None
        if item is None:
            raise ValidationError(_("There is no engagement of this number: write it like G-2026-0147."))
        self._engagement_id = item.id

    def validate_owner_id(self, field: Any) -> None:
        """Refuse somebody who could not open it."""
        owner = people_by_id().get(field.data)
        number = _NUMBER.fullmatch(self.engagement.data or "")
        unseen = number and owner and visible_engagement(owner, int(number[1])) is None
        if owner is not None and (unseen or not may_see_all(owner.id, self._client_ids())):
            raise ValidationError(_("This colleague may not see the engagement and every client chosen here."))

    def _client_ids(self) -> list[int]:
        sides = [side for side in ("maker", "receiver") if self[f"{side}_kind"].data == "client"]
        picked = [*(self[f"{side}_client"].data for side in sides), self.clients.data]
        return [key for ids in picked for key in ids or []]

    def changes(self) -> dict[str, Any]:
        """Return the values as the actions take them; the form is found sound."""
        plain = ("text", "maker_kind", "receiver_kind", "due_on", "made_on", "owner_id", "clients")
        picked = ("maker_client", "maker_institution", "maker_person", "receiver_client", "receiver_institution")
        found = {name: self[name].data for name in plain} | {
            f"{name}_id": next(iter(self[name].data or []), None) for name in picked
        }
        found["maker_person_id"] = found["maker_person_id"] or self._unseen
        return found | {"engagement_id": self._engagement_id}


def commitment_data(item: Commitment) -> dict[str, Any]:
    """Return a commitment (its links loaded) as the form's values."""
    plain = ("text", "maker_kind", "receiver_kind", "due_on", "made_on", "owner_id", "version")
    picked = ("maker_client", "maker_institution", "maker_person", "receiver_client", "receiver_institution")
    return (
        {name: getattr(item, name) for name in plain}
        | {name: [key] if (key := getattr(item, f"{name}_id")) else [] for name in picked}
        | {
            "clients": [link.client_id for link in item.clients],
            "engagement": item.engagement.number if item.engagement else "",
        }
    )


class SettleForm(BaseForm):
    """What became of a commitment: on which day, and why."""

    settled_on = DateField(_l("On which day"), [Optional(), not_ahead])
    reason = line(_l("Remark"), maximum=300)
