"""Who may see a follow-up: those who may see all of its clients."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.clients.visibility import hidden_client
from crm.core.access import Reader, per_reader
from crm.tasks.models import Task, TaskClient


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Task for this reader; one without clients is its assignee's and creator's."""
    # Aliased: a query that joins the link rows itself must not lend them to this test.
    link = aliased(TaskClient)
    hidden = sa.exists().where(link.task_id == Task.id, hidden_client(user, link.client_id))
    without = ~sa.exists().where(link.task_id == Task.id)
    own = sa.or_(Task.assignee_id == user.id, Task.created_by_id == user.id)
    return sa.and_(~hidden, sa.or_(~without, own))
