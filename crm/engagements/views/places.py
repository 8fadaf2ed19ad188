"""The engagements of one client, institution, person or issue."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.clients import page as client_page
from crm.clients.queries import get_full as get_client
from crm.core.access import needs
from crm.engagements.queries import lists
from crm.engagements.views.record import blueprint
from crm.institutions import page as institution_page
from crm.institutions.queries import get as get_institution
from crm.issues import page as issue_page
from crm.issues.queries import get as get_issue
from crm.people import page as person_page
from crm.people.queries import get_full as get_person

__all__ = ["blueprint"]


@blueprint.get("/clients/<int:client_id>/engagements")
@needs(Permission.ENGAGEMENT_READ)
def of_client(client_id: int) -> str:
    """Show all engagements of one client, the newest first."""
    client = get_client(current_user, client_id) or abort(404)
    values = client_page.page_values(current_user, client, "engagements.of_client")
    return _draw("client", client_id, "clients/_head.html", client.name, values)


@blueprint.get("/institutions/<int:institution_id>/engagements")
@needs(Permission.ENGAGEMENT_READ)
def of_institution(institution_id: int) -> str:
    """Show the engagements with one institution, as far as the reader may see them."""
    body = get_institution(institution_id) or abort(404)
    values = institution_page.page_values(current_user, body, "engagements.of_institution")
    return _draw("institution", institution_id, "institutions/_head.html", values["name"], values)


@blueprint.get("/people/<int:person_id>/engagements")
@needs(Permission.ENGAGEMENT_READ)
def of_person(person_id: int) -> str:
    """Show the engagements in which one person took part, as far as the reader may see them."""
    person = get_person(current_user, person_id) or abort(404)
    values = person_page.page_values(current_user, person, "engagements.of_person")
    return _draw("person", person_id, "people/_head.html", person.formal, values)


@blueprint.get("/issues/<int:issue_id>/engagements")
@needs(Permission.ENGAGEMENT_READ)
def of_issue(issue_id: int) -> str:
    """Show the engagements about one issue, as far as the reader may see them."""
    issue = get_issue(issue_id) or abort(404)
    values = issue_page.page_values(current_user, issue, "engagements.of_issue")
    return _draw("issue", issue_id, "issues/_head.html", values["title"], values)


def _draw(place: str, record_id: int, head: str, owner: str, values: dict[str, Any]) -> str:
    page = lists.of_record(place, current_user, record_id, request.args.get("after"))
    named: dict[str, Any] = {place: record_id}
    return render_template(
        "engagements/of_record.html", page=page, items=[row.Engagement for row in page.rows], head=head, owner=owner,
        may_log=current_user.may(Permission.ENGAGEMENT_WRITE), log_url=url_for("engagements.new", **named), **values,
    )  # fmt: skip
