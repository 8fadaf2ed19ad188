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
from crm.tasks import queries
from crm.tasks.models import Task

PRIORITIES = {"normal": _l("Normal"), "high": _l("High")}
NOTES_LIMIT = 20_000


def assignee_choices(keep: int | None = None) -> list[tuple[int, str]]:
    """Return (id, name) of those who may be given a follow-up; `keep` stays on the list whatever became of it."""
    everybody = consultants(active_only=False)
    able = [u for u in everybody if (u.active and u.may(Permission.TASK_WRITE)) or u.id == keep]
    return [(u.id, u.name) for u in able]


def may_see_all(assignee_id: int, client_ids: list[int]) -> bool:
    """Tell whether a consultant may see all of these clients: a follow-up nobody sees is lost."""
    person = next((u for u in consultants(active_only=False) if u.id == assignee_id), None)
    return person is not None and not queries.hidden_clients(person, client_ids)


class TaskForm(BaseForm):
    """What, by when, who, for which clients."""

    title = line(_l("What is to be done"), maximum=300, required=True)
    due_on = DateField(_l("Due"), [Optional()])
    assignee_id = pick(_l("Who"), coerce=int)
    priority = pick(_l("Priority"), default="normal")
    clients = ClientsField(_l("Clients"), required=False)
    notes = paragraph(_l("Notes"), maximum=NOTES_LIMIT, rows=4)

    def __init__(self, task: Task | None = None, **options: Any) -> None:
        super().__init__(**({} if task is None else {"data": task_data(task)}), **options)
        self.assignee_id.choices = choices(assignee_choices(task.assignee_id if task else None))
        self.priority.choices = choices(PRIORITIES)

    def validate_assignee_id(self, field: Any) -> None:
        """Refuse to give a follow-up to somebody who could not open it."""
        if field.data is not None and not may_see_all(field.data, self.clients.data or []):
            raise ValidationError(_("This person may not see every client chosen here."))


def task_data(task: Task) -> dict[str, Any]:
    """Return a follow-up (its clients loaded) as the form's values."""
    plain = {name: getattr(task, name) for name in ("title", "due_on", "assignee_id", "priority", "notes", "version")}
    return plain | {"clients": [link.client_id for link in task.clients]}
