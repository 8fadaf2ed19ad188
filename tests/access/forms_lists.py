"""The forms of lists: columns, views, exports, one change of many."""

from collections.abc import Iterator
from typing import Any

from crm.clients.forms.bulk import BulkForm
from crm.lists.forms import NewViewForm, ViewForm
from tests.access.route import Route


def list_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield the forms of lists in an order in which each is accepted."""
    view, filled = f"/lists/views/{values['view_id']}", {"query": "status=active&columns=city"}
    chosen = {"list_choice": {"*"}}
    for page in ("clients", "people", "institutions", "issues"):
        taken = {"query": "sort=changed", "format": "csv"}
        yield Route(f"{page}.export", "alice", f"/{page}/export", taken, {"export_log": {"*"}})
    yield Route("lists.choose_columns", "alice", "/lists/clients/columns", {"columns": ["city"], "query": ""}, chosen)
    yield Route("lists.save_view", "alice", "/lists/clients/views", {"name": "Mías", **filled},
                {"saved_view": {"*"}}, NewViewForm)  # fmt: skip
    yield Route("lists.choose_default", "alice", "/lists/clients/default", {"view": values["view_id"]}, chosen)
    yield Route("lists.edit_view", "alice", view, {"name": "Otra", "shared": "y"},
                {"saved_view": {"name", "shared"}}, ViewForm)  # fmt: skip
    yield Route("lists.keep_query", "alice", f"{view}/keep", filled, {"saved_view": {"query"}})
    yield Route("lists.remove_view", "alice", f"{view}/remove", {}, {"saved_view": {"*"}, "list_choice": {"view_id"}})
    at, ended = f"/jobs/{values['job_id']}", {"state", "ended_at"}
    yield Route("jobs.stop", "alice", f"{at}/stop", {}, {"job": ended})
    yield Route("jobs.again", "alice", f"{at}/again", {}, {"job": {*ended, "due_at"}})
    change = {"ids": [values["client_id"]], "expected": "1", "apply": "1", "status": "dormant", "query": ""}
    yield Route("clients.change_many", "alice", "/clients/bulk", change, {"client": {"status"}}, BulkForm)
