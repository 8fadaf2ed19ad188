"""What other pages show of follow-ups."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Flask, request, url_for

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.models.client import Client
from crm.tasks import queries
from crm.tasks.due import due

#: A side panel holds this many; the tab has them all.
PANEL: Final = 8


def client_panel(user: User, client: Client) -> Mapping[str, Any] | None:
    """Return a client's open follow-ups, to be ticked off in place."""
    if not user.may(Permission.TASK_READ):
        return None
    tasks = queries.open_for_client(user, client.id, PANEL + 1, names=False)
    return {
        "client": client,
        "tasks": tasks[:PANEL],
        "more": len(tasks) > PANEL,
        "may_edit": user.may(Permission.TASK_WRITE),
        "add_url": url_for("tasks.new", client=client.id),
        "all_url": url_for("tasks.of_client", client_id=client.id),
    }


def here() -> str:
    """Return the address of this page, for a small form to return to."""
    return request.full_path.rstrip("?") if request.method == "GET" else ""


def init_app(app: Flask) -> None:
    """Let every template say when a follow-up is due and where its tick returns to."""
    app.jinja_env.filters["due"] = due
    app.jinja_env.globals["here"] = here
