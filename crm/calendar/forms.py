"""The forms of the calendar: an absence, whom an invitation goes to."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import ValidationError

from crm.accounts.models import User
from crm.accounts.queries import consultants
from crm.calendar.invited import Recipient
from crm.calendar.labels import KINDS, may_change
from crm.core.forms import BaseForm, choices, filled, line, optional_int, pick, pick_many

#: Longer than this is a slip of the year.
LONGEST_DAYS = 366


class AbsenceForm(BaseForm):
    """Who is away, from when to when, why."""

    user_id = pick(_l("Who is away"), coerce=optional_int)
    from_on = DateField(_l("First day"), [filled()])
    to_on = DateField(_l("Last day"), [filled()])
    kind = pick(_l("Kind"))
    note = line(_l("Note"), maximum=300)

    def __init__(self, user: User, **options: Any) -> None:
        super().__init__(**options)
        people = [person for person in consultants() if may_change(user, person.id)]
        known = {person.id for person in people}
        old = options.get("obj")
        if old is not None and old.user_id not in known:
            people.append(old.user)
        self.user_id.choices = choices([(person.id, person.name) for person in people])
        self.kind.choices = choices(KINDS)

    def validate_to_on(self, field: Any) -> None:
        """Refuse days that are none."""
        if field.data is None or self.from_on.data is None:
            return
        days = (field.data - self.from_on.data).days
        if days < 0:
            raise ValidationError(_("The last day is before the first."))
        if days > LONGEST_DAYS:
            raise ValidationError(_("An absence lasts a year at most."))


class InviteForm(BaseForm):
    """Whom an invitation is sent to."""

    to = pick_many(_l("Send to"))

    def __init__(self, people: list[Recipient], **options: Any) -> None:
        super().__init__(**options)
        self.to.choices = choices([(each.key, f"{each.name} · {each.address}") for each in people])

    def validate_to(self, field: Any) -> None:
        """Ask for one at least."""
        if not field.data:
            raise ValidationError(_("Choose at least one addressee."))
