"""What other pages show of follow-ups."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Flask, request, url_for

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.tasks import queries
from crm.tasks.due import due, hour_of, is_snoozed
from crm.tasks.mentions import comment_html
from crm.tasks.rule_words import rule_words

#: A side panel holds this many; the tab has them all.
PANEL: Final = 8


def panel(place: str, user: User, record: Any) -> Mapping[str, Any] | None:
    """Return a record's open follow-ups (see queries.PLACES), to be ticked off in place."""
    if not user.may(Permission.TASK_READ):
        return None
    names = place != "client"
    tasks = queries.open_of_record(place, user, record.id, PANEL + 1, names=names)
    return {
        "names": names,
        "tasks": tasks[:PANEL],
        "more": len(tasks) > PANEL,
        "may_edit": user.may(Permission.TASK_WRITE),
        "add_url": url_for("tasks.new", **{place: record.id}),
        "all_url": url_for(f"tasks.of_{place}", **{f"{place}_id": record.id}),
    }


def here() -> str:
    """Return the address of this page, for a small form to return to."""
    return request.full_path.rstrip("?") if request.method == "GET" else ""


def init_app(app: Flask) -> None:
    """Let every template say when a follow-up is due and where its tick returns to."""
    app.jinja_env.filters |= {
        "due": due,
        "due_hour": hour_of,
        "snoozed": is_snoozed,
        "rule_words": rule_words,
        "comment": comment_html,
    }
    app.jinja_env.globals["here"] = here
