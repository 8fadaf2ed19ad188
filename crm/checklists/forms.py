"""The forms of checklists: a template with its steps, and the start on a client."""

from datetime import date, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import BooleanField, DateField, FieldList, Form, FormField, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError

from crm.accounts.queries import people_by_id
from crm.checklists.labels import ROLES
from crm.checklists.models import Checklist
from crm.clients.models.client import Client
from crm.core.dates import today_in
from crm.core.forms import BaseForm, choices, line, pick, pick_many
from crm.core.i18n import language
from crm.tasks.forms import assignee_choices, may_see_all

MOST_STEPS: Final = 60
EMPTY_ROWS: Final = 3
FARTHEST: Final = 1000
_YEARS: Final = 5


class StepRow(Form):  # type: ignore[misc]
    """One step; a row without words is left out."""

    days = IntegerField(_l("Day"), [InputRequired(), NumberRange(-FARTHEST, FARTHEST)], default=0)
    title_en = line(_l("What is to be done, in English"), maximum=250)
    title_es = line(_l("What is to be done, in Spanish"), maximum=250)
    role = pick(_l("Who"), default="lead")

    @property
    def said(self) -> bool:
        """Tell whether anything is written in it."""
        return bool(self.title_en.data or self.title_es.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether the row is sound; one without words is."""
        if not self.said:
            return True
        valid = bool(super().validate(extra_validators))
        for field in (self.title_en, self.title_es):
            if not field.data:
                field.errors = [*field.errors, _("Write the step in both languages.")]
                valid = False
        return valid


class ChecklistForm(BaseForm):
    """A template: its title in both languages and its steps."""

    title_en = line(_l("Title in English"), maximum=120, required=True)
    title_es = line(_l("Title in Spanish"), maximum=120, required=True)
    steps = FieldList(FormField(StepRow), _l("Steps"), max_entries=MOST_STEPS)

    def __init__(self, item: Checklist | None = None, **options: Any) -> None:
        super().__init__(**({} if item is None else {"data": checklist_data(item)}), **options)
        if not self.is_submitted() or options.get("formdata", "") is None:
            for _row in range(min(EMPTY_ROWS, MOST_STEPS - len(self.steps))):
                self.steps.append_entry()
        for row in self.steps:
            row.form.role.choices = choices(ROLES)

    def validate_steps(self, _field: Any) -> None:
        """Ask for at least one."""
        if not any(row.form.said for row in self.steps):
            raise ValidationError(_("Write at least one step."))

    def values(self) -> dict[str, Any]:
        """Return the values that actions take: the rows with words, by their day."""
        rows = [row.form for row in self.steps if row.form.said]
        steps = [{name: row[name].data for name in ("days", "title_en", "title_es", "role")} for row in rows]
        return super().values() | {"steps": sorted(steps, key=lambda step: int(step["days"]))}


def checklist_data(item: Checklist) -> dict[str, Any]:
    """Return a checklist (its steps loaded) as the form's values."""
    names = ("days", "title_en", "title_es", "role")
    steps = [{name: getattr(step, name) for name in names} for step in item.steps]
    return {"title_en": item.title_en, "title_es": item.title_es, "version": item.version, "steps": steps}


class StartForm(BaseForm):
    """When it starts, who does what, which steps; `again` where it is started already."""

    starts_on = DateField(_l("Start"), [DataRequired()])
    lead = pick(_l("Account lead"), coerce=int)
    starter = pick(_l("Whoever starts it"), coerce=int)
    support = pick(_l("Support"), coerce=int)
    steps = pick_many(_l("Steps"), coerce=int)
    again = BooleanField(_l("Start it all the same"))

    def __init__(self, item: Checklist, client: Client, starts_on: date | None = None, **options: Any) -> None:
        able = assignee_choices()
        ids, me = [key for key, _name in able], current_user.id
        lead = client.account_lead_id if client.account_lead_id in ids else me
        first = starts_on or today_in(current_user.time_zone)
        everything = [step.id for step in item.steps]
        data = {"starts_on": first, "lead": lead, "starter": me, "support": me, "steps": everything}
        super().__init__(data=data, **options)
        self.item, self.client = item, client
        for role in ROLES:
            self[role].choices = choices(able)
        self.steps.choices = choices([(step.id, step.title(language())) for step in item.steps])

    def validate_starts_on(self, field: Any) -> None:
        """Refuse a day that is far off: a slip of the year."""
        if field.data and abs((field.data - today_in(current_user.time_zone)).days) > 365 * _YEARS:
            raise ValidationError(_("Look at the year."))

    def validate_steps(self, field: Any) -> None:
        """Ask for at least one."""
        if not field.data:
            raise ValidationError(_("Choose at least one step."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse to give steps to those who may not see the client."""
        valid = super().validate(extra_validators)
        for role in self.roles:
            user_id = self[role].data
            if user_id is not None and not may_see_all(user_id, [self.client.id]):
                name = people_by_id()[user_id].name
                self[role].errors = [_("%(name)s may not see this client.", name=name)]
                valid = False
        return valid

    @property
    def roles(self) -> list[str]:
        """Return the roles that the chosen steps need."""
        chosen = set(self.steps.data or ())
        return [role for role in ROLES if any(step.role == role and step.id in chosen for step in self.item.steps)]

    def started(self) -> dict[str, Any]:
        """Return the values that actions take."""
        who = {role: self[role].data for role in ROLES}
        return {"starts_on": self.starts_on.data, "steps": self.steps.data, "who": who}

    def days(self) -> list[tuple[int, date | None, str, str]]:
        """Return (id, day, what, who by role) of each step, for the page."""
        first = self.starts_on.data
        return [
            (step.id, first + timedelta(days=step.days) if first else None, step.title(language()), step.role)
            for step in self.item.steps
        ]
