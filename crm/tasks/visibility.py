"""Who may see a follow-up: those who may see all of its clients and people, and read the note that it came of."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.clients.visibility import hidden_client
from crm.core.access import Reader, per_reader
from crm.people.visibility import hidden_person
from crm.tasks.models import Task, TaskAssignee, TaskClient, TaskInstitution, TaskPerson, TaskReader


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Task for this reader; one without any link is its assignees' and creator's."""
    # Aliased: a query that joins the link rows itself must not lend them to this test.
    link, person, body = aliased(TaskClient), aliased(TaskPerson), aliased(TaskInstitution)
    hidden = sa.exists().where(link.task_id == Task.id, hidden_client(user, link.client_id))
    unknown = sa.exists().where(person.task_id == Task.id, hidden_person(user, person.person_id))
    linked = [sa.exists().where(row.task_id == Task.id) for row in (link, body, person)]
    joined = sa.exists().where(TaskAssignee.task_id == Task.id, TaskAssignee.user_id == user.id)
    named = (Task.assignee_id, Task.created_by_id, Task.delegated_by_id)
    own = sa.or_(*(column == user.id for column in named), joined)
    reads = sa.exists().where(TaskReader.task_id == Task.id, TaskReader.user_id == user.id)
    return sa.and_(~hidden, ~unknown, sa.or_(own, *linked), sa.or_(~Task.limited, own, reads))
