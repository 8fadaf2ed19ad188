"""The form of a follow-up."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import Optional, ValidationError

from crm.accounts.permissions import Permission
from crm.accounts.queries import consultants
from crm.clients.forms.picker import ClientsField
from crm.core.forms import BaseForm, choices, line, paragraph, pick
from crm.institutions.forms import InstitutionsField
from crm.people.forms import PeopleField
from crm.tasks import queries
from crm.tasks.models import Task

PRIORITIES = {"normal": _l("Normal"), "high": _l("High")}
NOTES_LIMIT = 20_000


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


class TaskForm(BaseForm):
    """What, by when, who, for which clients."""

    title = line(_l("What is to be done"), maximum=300, required=True)
    due_on = DateField(_l("Due"), [Optional()])
    assignee_id = pick(_l("Who"), coerce=int)
    priority = pick(_l("Priority"), default="normal")
    clients = ClientsField(_l("Clients"), required=False)
    institutions = InstitutionsField(_l("Institutions"), required=False)
    people = PeopleField(_l("People"), required=False)
    notes = paragraph(_l("Notes"), maximum=NOTES_LIMIT, rows=4)

    def __init__(self, task: Task | None = None, **options: Any) -> None:
        super().__init__(**({} if task is None else {"data": task_data(task)}), **options)
        self.assignee_id.choices = choices(assignee_choices(task.assignee_id if task else None))
        self.priority.choices = choices(PRIORITIES)

    def validate_assignee_id(self, field: Any) -> None:
        """Refuse to give a follow-up to somebody who could not open it."""
        if field.data is not None and not may_see_all(field.data, self.clients.data or [], self.people.data or []):
            raise ValidationError(_("This colleague may not see every client and person chosen here."))


def task_data(task: Task) -> dict[str, Any]:
    """Return a follow-up (its links loaded) as the form's values."""
    plain = {name: getattr(task, name) for name in ("title", "due_on", "assignee_id", "priority", "notes", "version")}
    return plain | {
        "clients": [link.client_id for link in task.clients],
        "institutions": [link.institution_id for link in task.institutions],
        "people": [link.person_id for link in task.people],
    }
