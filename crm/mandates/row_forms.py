"""Judges the rows of a mandate: objectives, deliverables, results, introductions, hours."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from crm.core.dates import today_in
from crm.core.forms import BaseForm, choices, line, optional_int, paragraph, pick
from crm.institutions.forms import InstitutionsField
from crm.mandates.forms import hours_field, lead_choices, minutes_of, unseen_person
from crm.mandates.labels import INTRODUCTION_STATES, OBJECTIVE_STATES
from crm.mandates.parts import PARTS, Row
from crm.people.forms import PeopleField

Objectives = Mapping[int, str]
PEOPLE: Final = ("person_id", "to_person_id", "confirmed_by_id")


def not_ahead(_form: Any, field: Any) -> None:
    """Refuse a day that is still to come."""
    if field.data is not None and field.data > today_in(current_user.time_zone):
        raise ValidationError(_("This day is still to come."))


class RowForm(BaseForm):
    """What the forms of all parts share: made from a row, or for a new one of a mandate with these objectives."""

    part = ""
    states: Mapping[str, Any] = {}

    def __init__(self, row: Row | None, objectives: Objectives, **options: Any) -> None:
        super().__init__(**({} if row is None else {"data": self.data_of(row)}), **options)
        self._unseen = {name: unseen_person(getattr(row, name, None)) for name in PEOPLE}
        keep = None if row is None else getattr(row, "owner_id", getattr(row, "user_id", None))
        offered = {
            "objective_id": choices(objectives, blank=_("None")),
            "owner_id": choices(lead_choices(keep), blank=_("Nobody")),
            "user_id": choices(lead_choices(keep)),
        }
        for name, found in offered.items():
            if name in self._fields:
                self[name].choices = found
        if self.states and "state" in self._fields:
            self["state"].choices = choices(self.states)

    def data_of(self, row: Row) -> dict[str, Any]:
        """Return a row as the form's values."""
        found = {name: getattr(row, name) for name in (*PARTS[self.part].fields, "version")}
        picked = {name.removesuffix("_id"): [value] if value else [] for name, value in found.items()
                  if name.endswith("_id") and not hasattr(type(self), name)}  # fmt: skip
        return found | picked

    def changes(self) -> dict[str, Any]:
        """Return the values as the actions take them; the form is found sound."""
        values = self.values()
        return {
            name: values[name] if name in values else self.picked_one(values[name.removesuffix("_id")], name)
            for name in PARTS[self.part].fields
        }

    def picked_one(self, ids: list[int] | None, name: str) -> int | None:
        """Return the picked record, else the person of this column whom the editor may not see."""
        return next(iter(ids or []), self._unseen.get(name))


class ObjectiveForm(RowForm):
    """What the client hired us to reach."""

    part, states = "objectives", OBJECTIVE_STATES
    title = line(_l("Objective"), maximum=200, required=True)
    measure = line(_l("How one will know that it is reached"), maximum=500)
    state = pick(_l("How it stands"), default="on_track")
    progress = IntegerField(
        _l("Progress in percent"), [Optional(), NumberRange(0, 100, _l("Write a whole number from 0 to 100."))],
        default=0, render_kw={"inputmode": "numeric", "min": 0, "max": 100},
    )  # fmt: skip
    blocker = line(_l("What stands in the way"), maximum=500)
    due_on = DateField(_l("Due"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask what stands in the way of one that is at risk or blocked. See BaseForm."""
        sound = bool(super().validate(extra_validators))
        if self.state.data in {"at_risk", "blocked"} and not self.blocker.data:
            self.blocker.errors = [_("Say what stands in the way.")]
            sound = False
        return sound

    def changes(self) -> dict[str, Any]:
        """Return the values; what is achieved is whole."""
        values = super().changes()
        values["progress"] = 100 if values["state"] == "achieved" else values["progress"] or 0
        return values


class DeliverableForm(RowForm):
    """What is handed over by a day."""

    part = "deliverables"
    title = line(_l("Deliverable"), maximum=200, required=True)
    objective_id = pick(_l("For which objective"), coerce=optional_int)
    owner_id = pick(_l("Who sees to it"), coerce=optional_int)
    due_on = DateField(_l("Due"), [Optional()])
    delivered_on = DateField(_l("Delivered on"), [Optional(), not_ahead])
    note = line(_l("Remark"), maximum=500)


class ResultForm(RowForm):
    """A dated effect, what shows it, and who confirms it."""

    part = "results"
    happened_on = DateField(_l("When"), [InputRequired(_l("Give the day.")), not_ahead])
    text = paragraph(_l("What was achieved"), maximum=1000, rows=3)
    objective_id = pick(_l("For which objective"), coerce=optional_int)
    evidence = line(_l("What shows it: a document, a publication, a figure"), maximum=500)
    evidence_url = line(_l("Link"), maximum=500, render_kw={"placeholder": "https://"})
    confirmed_by = line(_l("Who confirms it, by name"), maximum=200)
    confirmer = PeopleField(_l("Or by record"), single=True, required=False)
    confirmed_on = DateField(_l("Confirmed on"), [Optional(), not_ahead])

    def data_of(self, row: Any) -> dict[str, Any]:
        """Return a result as the form's values."""
        confirmer = [row.confirmed_by_id] if row.confirmed_by_id else []
        return super().data_of(row) | {"confirmer": confirmer, "confirmed_by": row.confirmed_by}

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask what was achieved. See BaseForm."""
        sound = bool(super().validate(extra_validators))
        if not self.text.data:
            self.text.errors = [_("Say what was achieved.")]
            sound = False
        return sound

    def validate_evidence_url(self, field: Any) -> None:
        """Take https alone: what shows a result is opened by a click."""
        if field.data and not field.data.startswith("https://"):
            raise ValidationError(_("A link starts with https://."))

    def changes(self) -> dict[str, Any]:
        """Return the values of the result."""
        values = self.values()
        found = {name: values[name] for name in PARTS[self.part].fields if name in values}
        return found | {"confirmed_by_id": self.picked_one(values["confirmer"], "confirmed_by_id")}


class IntroductionForm(RowForm):
    """We introduce A to B."""

    part, states = "introductions", INTRODUCTION_STATES
    made_on = DateField(_l("When"), [InputRequired(_l("Give the day.")), not_ahead])
    person = PeopleField(_l("Whom we introduce (else the client)"), single=True, required=False)
    to_person = PeopleField(_l("To whom: a person"), single=True, required=False)
    to_institution = InstitutionsField(_l("To whom: an institution"), single=True, required=False)
    to_name = line(_l("Or by name, where there is no record"), maximum=200)
    state = pick(_l("How it stands"), default="made")
    outcome = line(_l("What came of it"), maximum=500)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask to whom. See BaseForm."""
        sound = bool(super().validate(extra_validators))
        to_person = self.to_person.data or self._unseen["to_person_id"]
        if not (to_person or self.to_institution.data or self.to_name.data):
            self.to_name.errors = [_("Say to whom: a person, an institution, or a name.")]
            sound = False
        return sound


class TimeForm(RowForm):
    """Hours that one of us worked for a mandate on a day."""

    part = "time"
    worked_on = DateField(_l("Day"), [InputRequired(_l("Give the day.")), not_ahead])
    user_id = pick(_l("Who"), coerce=int)
    hours = hours_field(_l("Hours"), 24)
    note = line(_l("On what"), maximum=300)

    def data_of(self, row: Any) -> dict[str, Any]:
        """Return the hours as the form's values."""
        return super().data_of(row) | {"hours": Decimal(row.minutes) / 60}

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for some: an optional field that is empty asks nothing by itself. See BaseForm."""
        sound = bool(super().validate(extra_validators))
        if not self.hours.data and not self.hours.errors:
            self.hours.errors = [_("Write hours as a number, like 12 or 1.5.")]
            sound = False
        return sound

    def changes(self) -> dict[str, Any]:
        """Return the values of the hours, in minutes."""
        return {name: self[name].data for name in ("worked_on", "user_id", "note")} | {
            "minutes": minutes_of(self.hours.data)
        }


FORMS: Final[Mapping[str, type[RowForm]]] = {
    form.part: form for form in (ObjectiveForm, DeliverableForm, ResultForm, IntroductionForm, TimeForm)
}
