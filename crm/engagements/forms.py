"""Judges what was typed about an engagement."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, FieldList, Form, FormField, IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from crm.accounts.models import User
from crm.accounts.queries import consultants
from crm.clients.forms.picker import ClientsField
from crm.core.dates import ZONES, now, to_utc, zone_place
from crm.core.forms import BaseForm, choices, line, optional_int, paragraph, pick, pick_many
from crm.core.text import clean
from crm.engagements.confidential_forms import ConfidentialFields
from crm.engagements.form_capture import FastCapture
from crm.engagements.form_data import engagement_data
from crm.engagements.labels import CHANNELS, STATES, TRACKS
from crm.engagements.models import Engagement
from crm.engagements.record_forms import TEXT_LIMIT, RecordFields, StartFields, record_changes
from crm.files.forms import FilesField
from crm.institutions.forms import InstitutionsField
from crm.issues.forms import IssuesField
from crm.people.forms import PeopleField
from crm.tasks.forms import assignee_choices, may_see_all
from crm.tasks.models import Task

NOTE_LIMIT: Final = 1_000_000
#: Empty rows for follow-ups; a script adds more.
EMPTY_ROWS: Final = 3
MOST_ROWS: Final = 20
#: Clocks differ a little; what starts later than this from now has not been held yet.
AHEAD: Final = timedelta(minutes=10)


def zone_choices(item: Engagement | None) -> list[SelectChoice]:
    """Return the zones on offer; one that the record has already stays among them."""
    zones = [*ZONES] if item is None or item.zone in ZONES else [item.zone, *ZONES]
    return choices((zone, zone_place(zone)) for zone in zones)


class PlanForm(StartFields, BaseForm):
    """When a requested engagement will be."""

    def __init__(self, item: Engagement, **options: Any) -> None:
        super().__init__(data={"zone": item.zone}, **options)
        self.zone.choices = zone_choices(item)


class FollowUpRow(Form):  # type: ignore[misc]
    """One follow-up typed with an engagement; a row without words is left out."""

    title = line(_l("What is to be done"), maximum=300)
    due_on = DateField(_l("Due"), [Optional()])
    assignee_id = pick(_l("Who"), coerce=optional_int)


class EngagementForm(ConfidentialFields, FastCapture, StartFields, RecordFields, BaseForm):
    """One contact: who, when, what was said, what came of it."""

    subject = line(_l("Subject"), maximum=300, required=True, render_kw={"autocomplete": "off"})
    clients = ClientsField(_l("Clients"))
    institutions = InstitutionsField(_l("Institutions"), required=False)
    persons = PeopleField(_l("People present"), required=False)
    track = RadioField(_l("Track"), [InputRequired(_l("Choose a track."))], choices=[])
    channel = pick(_l("Channel"), default="in_person")
    state = pick(_l("Status"), default="held")
    cancel_reason = line(_l("Why it was cancelled"), maximum=300)
    minutes = IntegerField(_l("Minutes"), [Optional(), NumberRange(1, 10_080)], render_kw={"min": 1, "max": 10_080})
    note = TextAreaField(
        _l("Engagement note"),
        [
            Optional(),
            Length(max=NOTE_LIMIT, message=_l("The note is longer than 1,000,000 characters: make two of it.")),
        ],
        filters=[clean],
        render_kw={"rows": 10},
    )
    summary_en = paragraph(_l("In English"), maximum=TEXT_LIMIT, rows=3)
    summary_es = paragraph(_l("In Spanish"), maximum=TEXT_LIMIT, rows=3, render_kw={"lang": "es"})
    outcome = paragraph(_l("Outcome"), maximum=TEXT_LIMIT, rows=2)
    next_step = paragraph(_l("Next step"), maximum=TEXT_LIMIT, rows=2)
    consultants = pick_many(_l("Our consultants"), coerce=int)
    institution = line(_l("Institution or business not in the register"), maximum=300)
    people = paragraph(_l("People present who are not in the register"), maximum=TEXT_LIMIT, rows=2)
    issues = IssuesField(_l("Issues"), required=False)
    follow_ups = FieldList(FormField(FollowUpRow), max_entries=MOST_ROWS)
    finish = pick_many(_l("Done"), coerce=int)
    files = FilesField(_l("Files"))

    def __init__(self, user: User, item: Engagement | None = None, tasks: Sequence[Task] = (), **options: Any) -> None:
        data = engagement_data(item) if item is not None else options.pop("data", {})
        super().__init__(data=data, **options)
        self.user = user
        self._note_before = item.note if item is not None else ""
        while len(self.follow_ups.entries) < EMPTY_ROWS:
            self.follow_ups.append_entry({"assignee_id": user.id})
        self._offer(item)
        self.finish.choices = choices((task.id, task.title) for task in tasks if task.done_at is None)

    def _offer(self, item: Engagement | None) -> None:
        """Set the choices; what the record holds already stays on offer."""
        self.track.choices = choices(TRACKS)
        self.channel.choices = choices(CHANNELS)
        self.state.choices = choices(STATES)
        self.zone.choices = zone_choices(item)
        kept = {link.user_id for link in item.consultants} if item is not None else set()
        people = [u for u in consultants(active_only=False) if u.active or u.id in kept]
        self.consultants.choices = choices((u.id, u.name) for u in people)
        self.offer_record()
        self.offer_readers(item)
        assignees = assignee_choices()
        for row in self.follow_ups.entries:
            row.form.assignee_id.choices = choices(assignees)
            if row.form.assignee_id.data is None:
                row.form.assignee_id.data = self.user.id

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge each field, then what two say together: a cancelled one says why, a held one does not lie ahead."""
        valid = bool(super().validate(extra_validators))
        if self.state.data == "cancelled" and not self.cancel_reason.data:
            self.cancel_reason.errors = [*self.cancel_reason.errors, _("Say why it was cancelled.")]
            return False
        if valid and self.state.data == "held" and to_utc(self.starts_wall.data, self.zone.data) > now() + AHEAD:
            self.state.errors = [*self.state.errors, _("It lies ahead: choose Planned.")]
            return False
        return valid

    def validate_follow_ups(self, field: Any) -> None:
        """A follow-up goes to somebody who may see all of the clients."""
        rows = [row.form for row in field.entries if row.form.title.data]
        for person in {row.assignee_id.data for row in rows}:
            if person is None or not may_see_all(person, self.clients.data or []):
                raise ValidationError(_("A follow-up is given to somebody who may not see every client chosen here."))

    def changes(self) -> dict[str, Any]:
        """Return the values for `actions.create` and `actions.update`; rows without words are left out."""
        values = record_changes(self.values())
        del values["files"]
        values["follow_ups"] = [
            {"title": row["title"], "due_on": row["due_on"], "assignee_id": row["assignee_id"]}
            for row in values["follow_ups"]
            if row["title"]
        ]
        return self.with_lines(values)
