"""The form that opens follow-ups from a key date."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import ValidationError

from crm.clients.forms.picker import ClientsField
from crm.core.dates import long_date
from crm.core.forms import BaseForm, choices, filled, line, optional_int, pick
from crm.core.i18n import language
from crm.core.offers import MOST_TOUCHED, KeyDate
from crm.tasks.forms import assignee_choices, may_see_all

#: Due so many days before the key date, and never before today.
BEFORE: Final = timedelta(days=14)
LONGEST_TITLE: Final = 300


class FollowUpsForm(BaseForm):
    """What is to be done for each of the chosen clients, by when, by whom."""

    title = line(_l("What is to be done"), maximum=LONGEST_TITLE, required=True)
    due_on = DateField(_l("Due"), [filled()])
    assignee_id = pick(_l("Who"), coerce=optional_int)
    clients = ClientsField(_l("Clients"), maximum=MOST_TOUCHED)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.assignee_id.choices = choices(assignee_choices(), blank=_("The account lead of each client"))

    def validate_assignee_id(self, field: Any) -> None:
        """Refuse somebody who could not open all of the follow-ups."""
        if field.data is not None and not may_see_all(field.data, self.clients.data or []):
            raise ValidationError(_("This colleague may not see every client and person chosen here."))


def form_data(entry: KeyDate, client_ids: Sequence[int], today: date) -> dict[str, Any]:
    """Return what the form opens with."""
    day = long_date(entry.day, language())
    about = _("%(what)s (about %(day)s)") if entry.expected else _("%(what)s (%(day)s)")
    return {
        "title": (about % {"what": entry.label, "day": day})[:LONGEST_TITLE],
        "due_on": max(today, entry.day - BEFORE),
        "clients": list(client_ids)[:MOST_TOUCHED],
    }
