"""The forms of follow-ups and checklists."""

from collections.abc import Iterator
from typing import Any

from crm.checklists.forms import ChecklistForm, StartForm
from crm.tasks.forms import CommentForm, DelegateForm, SnoozeForm, TaskForm, WaitForm
from tests.access.route import Route, columns_of

LINKS = {name: {"*"} for name in ("task_client", "task_institution", "task_person", "task_assignee")}
#: What follows from the form of a follow-up.
FOLLOWS = {"due_at", "rule", "rule_skip", "rule_start", "rule_day", "rule_missed", "delegated_by_id"}
COMMENTS = {"task_comment": {"*"}, "task_mention": {"*"}}


def task_routes(values: dict[str, Any], ids: dict[str, int]) -> Iterator[Route]:
    """Yield the forms of follow-ups in an order in which each is accepted."""
    task = {"title": "Nueva", "priority": "normal", "assignee_id": ids["Bob"], "clients": [values["client_id"]],
            "due_on": "2026-12-01", "due_time": "10:00", "due_zone": "America/Phoenix", "repeat": "week", "every": "1",
            "assignees": [], "skip": ["weekend"]}  # fmt: skip
    at = f"/tasks/{values['task_id']}"
    own = {"task": columns_of(TaskForm, "task") | FOLLOWS, **LINKS}
    yield Route("tasks.new", "alice", "/tasks/new", task, {"task": {"*"}, **LINKS}, TaskForm)
    yield Route("tasks.save", "alice", at, task, own, TaskForm)
    yield Route("tasks.snooze", "alice", f"{at}/snooze", {"until": "2031-01-01"}, {"task": {"snoozed_until"}},
                SnoozeForm)  # fmt: skip
    yield Route("tasks.wait", "alice", f"{at}/wait", {"waiting_for": "SAT", "waiting_since": "2026-11-01"},
                {"task": {"waiting_for", "waiting_since"}}, WaitForm)  # fmt: skip
    yield Route("tasks.delegate", "bob", f"{at}/delegate", {"to": ids["Alice"]},
                {"task": {"assignee_id", "delegated_by_id"}, "task_assignee": {"*"}}, DelegateForm)  # fmt: skip
    yield Route("tasks.comment", "alice", f"{at}/comments", {"text": "Lista @bob"}, COMMENTS, CommentForm)
    mine = f"{at}/comments/{values['comment_id']}"
    yield Route("tasks.edit_comment", "alice", f"{mine}/edit", {"text": "Otra"},
                {"task_comment": {"text"}, "task_mention": {"*"}}, CommentForm)  # fmt: skip
    for action in ("archive", "restore"):
        gone = {"task_comment": {"archived_at"}}
        yield Route(f"tasks.{action}_comment", "alice", f"{mine}/{action}", {}, gone)
    ticked = {"task": {"*"}, "task_next": {"*"}, "engagement_task": {"*"}, "issue_task": {"*"}, **LINKS}
    yield Route("tasks.done", "alice", f"{at}/done", {}, ticked)
    yield Route("tasks.reopen", "alice", f"{at}/reopen", {}, ticked)
    yield Route("tasks.archive", "alice", f"{at}/archive", {}, {"task": {"archived_at"}})
    yield Route("tasks.restore", "alice", f"{at}/restore", {}, {"task": {"archived_at"}})
    yield Route("tasks.export", "alice", "/tasks/export", {"query": "show=team", "format": "csv"},
                {"export_log": {"*"}})  # fmt: skip


def checklist_routes(values: dict[str, Any], ids: dict[str, int]) -> Iterator[Route]:
    """Yield the forms of checklists."""
    item = {"title_en": "Audit", "title_es": "Auditoría", "steps-0-days": "1", "steps-0-title_en": "First",
            "steps-0-title_es": "Primero", "steps-0-role": "lead"}  # fmt: skip
    at = f"/settings/checklists/{values['checklist_id']}"
    who = dict.fromkeys(("lead", "starter", "support"), ids["Alice"])
    started = {"starts_on": "2026-12-01", "steps": [values["step_id"]], "again": "y", **who}
    yield Route("checklists.start", "alice",
                f"/clients/{values['client_id']}/checklists/new?checklist={values['checklist_id']}", started,
                {"checklist_run": {"*"}, "checklist_task": {"*"}, "task": {"*"}, "task_client": {"*"}},
                StartForm)  # fmt: skip
    for action in ("archive", "restore"):
        gone = {"checklist_run": {"archived_at"}}
        yield Route(f"checklists.{action}_run", "alice", f"/checklists/{values['run_id']}/{action}", {}, gone)
    new = {"checklist": {"*"}, "checklist_step": {"*"}}
    yield Route("checklists.new", "charlie", "/settings/checklists/new", item, new, ChecklistForm)
    named = {"checklist": {"title_en", "title_es"}, "checklist_step": {"title_en", "title_es", "days", "role"}}
    yield Route("checklists.edit", "charlie", at, item, named, ChecklistForm)
    for action in ("archive", "restore"):
        yield Route(f"checklists.{action}", "charlie", f"{at}/{action}", {}, {"checklist": {"archived_at"}})
