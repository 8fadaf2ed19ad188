"""The forms of opportunities and mandates."""

from collections.abc import Iterator
from typing import Any

from crm.mandates.forms import EndForm, MandateForm
from crm.mandates.row_forms import ObjectiveForm
from crm.pipeline.forms import LostForm, OpportunityForm
from crm.tasks.forms import MatterTaskForm
from tests.access.forms_tasks import LINKS
from tests.access.route import Route

#: What the form of an opportunity names, and what follows from it.
OPPORTUNITY = {
    "title", "title_key", "notes", "service_line_id", "value_amount", "value_currency", "fee_basis", "probability",
    "expected_on", "account_lead_id", "source", "source_note", "next_step", "next_step_on", "search_text",
}  # fmt: skip
MOVED = {
    "opportunity": {"stage_id", "stage_since", "closed_at", "lost_reason", "lost_note", "mandate_id"},
    "stage_move": {"*"}, "mandate": {"*"},
}  # fmt: skip
MANDATE = {
    "title", "title_key", "service_line_id", "scope", "lead_id", "starts_on", "ends_on", "signed_on", "renewal_on",
    "next_report_on", "fee_basis", "fee_amount", "fee_currency", "fee_rhythm", "fee_note", "retainer_minutes",
    "signatory_id", "search_text",
}  # fmt: skip
TASK = {"task": {"*"}} | {table: {"*"} for table in LINKS}


def opportunity_routes(values: dict[str, Any], ids: dict[str, int]) -> Iterator[Route]:
    """Yield them in an order in which each is accepted."""
    at, lead = f"/opportunities/{values['opportunity_id']}", ids["Alice"]
    by_kind = values["stages"]
    filled = {"title": "Temporada", "account_lead_id": lead, "value_currency": "USD"}
    yield Route("pipeline.export", "alice", "/pipeline/export", {"query": "state=all", "format": "csv"},
                {"export_log": {"*"}})  # fmt: skip
    yield Route("pipeline.new", "alice", "/opportunities/new",
                filled | {"client": [values["client_id"]], "stage_id": by_kind["open"]},
                {"opportunity": {"*"}, "stage_move": {"*"}}, OpportunityForm)  # fmt: skip
    yield Route("pipeline.edit", "alice", f"{at}/edit", filled, {"opportunity": OPPORTUNITY}, OpportunityForm)
    yield Route("pipeline.move", "alice", f"{at}/move", {"stage_id": by_kind["hold"]}, MOVED)
    yield Route("pipeline.lose", "alice", f"{at}/not-won", {"lost_reason": "price"}, MOVED, LostForm)
    yield Route("pipeline.add_task", "alice", f"{at}/tasks", {"title": "Llamar", "assignee_id": lead},
                TASK | {"opportunity_task": {"*"}}, MatterTaskForm)  # fmt: skip
    yield Route("pipeline.sign", "alice", f"{at}/sign", mandate(lead), MOVED, MandateForm)
    for action in ("archive", "restore"):
        yield Route(f"pipeline.{action}", "alice", f"{at}/{action}", {}, {"opportunity": {"archived_at"}})


def mandate(lead: int) -> dict[str, Any]:
    """Return a filled form of a mandate."""
    return {
        "title": "Temporada", "lead_id": lead, "starts_on": "2026-01-05", "fee_basis": "retainer",
        "fee_rhythm": "month", "fee_amount": "4,000", "fee_currency": "USD",
    }  # fmt: skip


def mandate_routes(values: dict[str, Any], ids: dict[str, int]) -> Iterator[Route]:
    """Yield them in an order in which each is accepted."""
    at, lead = f"/mandates/{values['mandate_id']}", ids["Alice"]
    row = {"title": "Espera corta", "state": "on_track", "progress": 10}
    objective = {"title", "measure", "state", "progress", "blocker", "due_on"}
    yield Route("mandates.export", "alice", "/mandates/export", {"query": "state=all", "format": "csv"},
                {"export_log": {"*"}})  # fmt: skip
    yield Route("mandates.new", "alice", "/mandates/new", mandate(lead) | {"client": [values["client_id"]]},
                {"mandate": {"*"}}, MandateForm)  # fmt: skip
    yield Route("mandates.edit", "alice", f"{at}/edit", mandate(lead), {"mandate": MANDATE}, MandateForm)
    yield Route("mandates.add_row", "alice", f"{at}/objectives/new", row, {"mandate_objective": {"*"}}, ObjectiveForm)
    yield Route("mandates.edit_row", "alice", f"{at}/objectives/{values['entry_id']}", row,
                {"mandate_objective": objective}, ObjectiveForm)  # fmt: skip
    yield Route("mandates.archive_row", "alice", f"{at}/objectives/{values['entry_id']}/archive", {},
                {"mandate_objective": {"archived_at"}})  # fmt: skip
    yield Route("mandates.add_task", "alice", f"{at}/tasks", {"title": "Llamar", "assignee_id": lead},
                TASK | {"mandate_task": {"*"}}, MatterTaskForm)  # fmt: skip
    ended = {"mandate": {"state", "ended_on", "end_reason"}}
    yield Route("mandates.end", "alice", f"{at}/end", {"ended_on": "2026-02-02", "end_reason": "listo"}, ended, EndForm)
    for action in ("pause", "resume"):
        yield Route(f"mandates.{action}", "alice", f"{at}/{action}", {}, ended)
    for action in ("archive", "restore"):
        yield Route(f"mandates.{action}", "alice", f"{at}/{action}", {}, {"mandate": {"archived_at"}})
