"""The forms of issues, their clients, updates and follow-ups."""

from collections.abc import Iterator
from typing import Any

from crm.core.db import db
from crm.issues.forms import IssueForm, IssueTaskForm, PositionForm, TouchedForm, UpdateForm
from tests.access.route import Route


def issue_routes(values: dict[str, Any], ids: dict[str, int]) -> Iterator[Route]:
    """Yield the forms of issues in an order in which each is accepted."""
    issue = {"title_en": "New tariff", "kind": "tariff", "state": "watch", "value_currency": "USD",
             "value_period": "year"}  # fmt: skip
    rows = {f"issue_{name}": {"*"} for name in ("citation", "hs", "sector", "port", "institution")}
    named = {column.name for column in db.metadata.tables["issue"].c if hasattr(IssueForm, column.name)}
    at = f"/issues/{values['issue_id']}"
    row = f"{at}/clients/{values['client_id']}"
    yield Route("issues.new", "alice", "/issues/new", issue, {"issue": {"*"}, **rows}, IssueForm)
    yield Route("issues.edit", "alice", f"{at}/edit", issue, {"issue": named | {"key_en", "key_es"}, **rows}, IssueForm)
    yield Route("issues.edit_client", "alice", row, {"position": "against", "ask": "Más horas"},
                {"issue_client": {"position", "ask"}}, PositionForm)  # fmt: skip
    # It turns `active` off whatever is sent for it.
    off = {"active": "y"}
    yield Route("issues.remove_client", "alice", f"{row}/remove", off, {"issue_client": {"active"}})
    yield Route("issues.add_client", "alice", f"{at}/clients/add", {"client": values["client_id"], "position": ""},
                {"issue_client": {"active", "position", "ask"}}, TouchedForm)  # fmt: skip
    yield Route("issues.add_update", "alice", f"{at}/updates/add", {"colour": "red", "text": "Vence hoy"},
                {"issue_update": {"*"}, "issue": {"colour"}}, UpdateForm)  # fmt: skip
    task = {f"task{name}": {"*"} for name in ("", "_client", "_institution")} | {"issue_task": {"*"}}
    yield Route("issues.add_task", "alice", f"{at}/tasks",
                {"title": "Comentarios", "assignee_id": ids["Alice"], "due_on": "2026-12-01"}, task,
                IssueTaskForm)  # fmt: skip
    for action in ("archive", "restore"):
        yield Route(f"issues.{action}", "alice", f"{at}/{action}", {}, {"issue": {"archived_at"}})
