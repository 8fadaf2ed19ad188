"""The form of a follow-up, and those of its buttons."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField, TimeField
from wtforms.validators import Optional, ValidationError

from crm.accounts.permissions import Permission
from crm.accounts.queries import consultants, people_by_id
from crm.clients.forms.picker import ClientsField
from crm.core.dates import zone_labels
from crm.core.forms import BaseForm, choices, line, optional_int, paragraph, pick, pick_many
from crm.institutions.forms import InstitutionsField
from crm.people.forms import PeopleField
from crm.tasks import queries
from crm.tasks.mentions import named_in
from crm.tasks.models import Task
from crm.tasks.repeat_fields import RepeatFields
from crm.tasks.zoned import check_wall

PRIORITIES = {"normal": _l("Normal"), "high": _l("High")}
NOTES_LIMIT = 20_000
COMMENT_LIMIT = 5_000


def assignee_choices(keep: int | None = None) -> list[tuple[int, str]]:
    """Return (id, name) of those who may be given a follow-up; `keep` stays on the list whatever became of it."""
    everybody = consultants(active_only=False)
    able = [u for u in everybody if (u.active and u.may(Permission.TASK_WRITE)) or u.id == keep]
    return [(u.id, u.name) for u in able]


def may_see_all(assignee_id: int, client_ids: list[int], person_ids: list[int] | None = None) -> bool:
    """Tell whether a consultant may see all of these clients and people: a follow-up nobody sees is lost."""
    user = next((u for u in consultants(active_only=False) if u.id == assignee_id), None)
    if user is None:
        return False
    return not queries.hidden_clients(user, client_ids) and not queries.hidden_people(user, person_ids or [])


class TaskForm(RepeatFields, BaseForm):
    """What, by when, who, how often, for which clients."""

    title = line(_l("What is to be done"), maximum=300, required=True)
    due_on = DateField(_l("Due"), [Optional()])
    due_time = TimeField(_l("Hour"), [Optional()], format=["%H:%M", "%H:%M:%S"])
    due_zone = pick(_l("Hour of"))
    assignee_id = pick(_l("Who"), coerce=int)
    assignees = pick_many(_l("Together with"), coerce=int)
    priority = pick(_l("Priority"), default="normal")
    clients = ClientsField(_l("Clients"), required=False)
    institutions = InstitutionsField(_l("Institutions"), required=False)
    people = PeopleField(_l("People"), required=False)
    notes = paragraph(_l("Notes"), maximum=NOTES_LIMIT, rows=4)

    def __init__(self, task: Task | None = None, **options: Any) -> None:
        super().__init__(**({} if task is None else {"data": task_data(task)}), **options)
        self.task = task
        able = assignee_choices(task.assignee_id if task else None)
        self.assignee_id.choices = choices(able)
        also = dict(able) | {row.user_id: people_by_id()[row.user_id].name for row in (task.assignees if task else ())}
        self.assignees.choices = choices(also)
        self.priority.choices = choices(PRIORITIES)
        zones = zone_labels()
        self.due_zone.choices = choices(zones)
        if not self.due_zone.data:
            self.due_zone.data = current_user.time_zone
        self.offer_repeats()

    def values(self) -> dict[str, Any]:
        """Return the values that actions take: the rule in one text."""
        return self.with_rule(super().values())

    def validate_assignee_id(self, field: Any) -> None:
        """Refuse to give a follow-up to somebody who could not open it."""
        if field.data is not None and not self._sees(field.data):
            raise ValidationError(_("This colleague may not see every client and person chosen here."))

    def validate_assignees(self, field: Any) -> None:
        """Refuse those who could not open it."""
        blind = [user_id for user_id in field.data or () if not self._sees(user_id)]
        if blind:
            names = ", ".join(people_by_id()[user_id].name for user_id in blind)
            raise ValidationError(_("%(names)s may not see every client and person chosen here.", names=names))

    def validate_due_time(self, field: Any) -> None:
        """Ask for the day of an hour, and refuse one that the clocks of its place never show."""
        if field.data is None:
            return
        if self.due_on.data is None:
            raise ValidationError(_("An hour needs its day."))
        check_wall(datetime.combine(self.due_on.data, field.data), self.due_zone.data)

    def _sees(self, user_id: int) -> bool:
        return may_see_all(user_id, self.clients.data or [], self.people.data or [])


class SnoozeForm(BaseForm):
    """Until when nothing is said."""

    until = DateField(_l("Until"), [Optional()])


class DelegateForm(BaseForm):
    """To whom it is given."""

    to = pick(_l("Give it to"), coerce=optional_int)

    def __init__(self, task: Task, **options: Any) -> None:
        super().__init__(**options)
        self.task = task
        self.to.choices = choices([each for each in assignee_choices() if each[0] != task.assignee_id], blank="")

    def validate_to(self, field: Any) -> None:
        """Refuse nobody, and somebody who could not open it."""
        if field.data is None:
            raise ValidationError(_("Choose a colleague."))
        clients, people = [r.client_id for r in self.task.clients], [r.person_id for r in self.task.people]
        if not may_see_all(field.data, clients, people):
            raise ValidationError(_("This colleague may not see every client and person of it."))


class WaitForm(BaseForm):
    """Whom or what it waits for; empty for nobody any more."""

    waiting_for = line(_l("Whom or what for"), maximum=200)
    waiting_since = DateField(_l("Since"), [Optional()])


class CommentForm(BaseForm):
    """A comment; @names in it are judged by who may see the follow-up."""

    text = paragraph(_l("Comment"), maximum=COMMENT_LIMIT, rows=3)

    def __init__(self, task_id: int, **options: Any) -> None:
        super().__init__(**options)
        self.task_id = task_id
        self.named: tuple[int, ...] = ()

    def validate_text(self, field: Any) -> None:
        """Refuse names of nobody, of several, and of those who may not see it."""
        found = named_in(field.data or "", self.task_id)
        if found.problems:
            raise ValidationError(" ".join(found.problems))
        self.named = found.ids

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a comment without words."""
        valid = super().validate(extra_validators)
        if not self.text.data:
            self.text.errors = [_("%(field)s: write something here.", field=self.text.label.text)]
        return valid and bool(self.text.data)


def task_data(task: Task) -> dict[str, Any]:
    """Return a follow-up (its links loaded) as the form's values."""
    names = ("title", "due_on", "due_time", "due_zone", "assignee_id", "priority", "notes", "version")
    return {name: getattr(task, name) for name in names} | {
        "clients": [link.client_id for link in task.clients],
        "institutions": [link.institution_id for link in task.institutions],
        "people": [link.person_id for link in task.people],
        "assignees": [link.user_id for link in task.assignees],
    }


class MatterTaskForm(BaseForm):
    """A follow-up added on the page of a matter: an opportunity, a mandate. `client_ids`: those it will be for."""

    title = line(_l("What is to be done"), maximum=300, required=True)
    due_on = DateField(_l("Due"), [Optional()])
    assignee_id = pick(_l("Who"), coerce=int)

    def __init__(self, client_ids: Collection[int] = (), **options: Any) -> None:
        super().__init__(**options)
        self._client_ids = list(client_ids)
        self.assignee_id.choices = choices(assignee_choices())

    def validate_assignee_id(self, field: Any) -> None:
        """Refuse to give a follow-up to somebody who could not open it."""
        if field.data is not None and not may_see_all(field.data, self._client_ids):
            raise ValidationError(_("This colleague may not see the client."))

    def changes(self) -> dict[str, Any]:
        """Return the values of the follow-up; the form is found sound."""
        return {name: value for name, value in self.values().items() if value is not None}
