"""The follow-ups of one client, institution or person."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.clients import page as client_page
from crm.clients.queries import get_full as get_client
from crm.core.access import needs
from crm.institutions import page as institution_page
from crm.institutions.queries import get as get_institution
from crm.people import page as person_page
from crm.people.queries import get_full as get_person
from crm.tasks import queries
from crm.tasks.views.comments import blueprint
from crm.tasks.views.pages import tasks_of

__all__ = ["blueprint"]


@blueprint.get("/clients/<int:client_id>/tasks")
@needs(Permission.TASK_READ)
def of_client(client_id: int) -> str:
    """Show the follow-ups of one client: open ones, then by choice the done ones."""
    client = get_client(current_user, client_id) or abort(404)
    values = client_page.page_values(current_user, client, "tasks.of_client")
    return _draw("client", client_id, "clients/_head.html", client.name, values)


@blueprint.get("/institutions/<int:institution_id>/tasks")
@needs(Permission.TASK_READ)
def of_institution(institution_id: int) -> str:
    """Show the follow-ups of one institution."""
    body = get_institution(institution_id) or abort(404)
    values = institution_page.page_values(current_user, body, "tasks.of_institution")
    return _draw("institution", institution_id, "institutions/_head.html", values["name"], values)


@blueprint.get("/people/<int:person_id>/tasks")
@needs(Permission.TASK_READ)
def of_person(person_id: int) -> str:
    """Show the follow-ups of one person."""
    person = get_person(current_user, person_id) or abort(404)
    values = person_page.page_values(current_user, person, "tasks.of_person")
    return _draw("person", person_id, "people/_head.html", person.formal, values)


def _draw(place: str, record_id: int, head: str, owner: str, values: dict[str, Any]) -> str:
    done = request.args.get("show") == "done"
    named: dict[str, Any] = {place: record_id}
    add_url = url_for("tasks.new", **named)
    page = queries.of_record(place, current_user, record_id, request.args.get("after"), done=done)
    return render_template(
        "tasks/of_record.html", page=page, tasks=tasks_of(page.rows), show="done" if done else "open", head=head,
        owner=owner, may_add=current_user.may(Permission.TASK_WRITE), add_url=add_url, **values,
    )  # fmt: skip
