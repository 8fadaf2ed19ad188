"""The forms of reports."""

from collections.abc import Iterator
from typing import Any

from crm.reports.forms.new import ReportForm
from crm.reports.forms.plan import PlanForm
from crm.reports.forms.small import DefinitionForm, SendBackForm, SendForm
from crm.reports.kinds import KINDS
from tests.access.route import Route

_DECIDED = {"state", "decided_by_id", "decided_at"}
_TEXTS = {"letter", "signed_by", "at_risk", "needed", "planned"}
_PLAN = {*_TEXTS, "sections", "figures", "level", "leave_out_empty", "language", "period_start", "period_end"}


def report_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield them in an order in which each is accepted."""
    at, new = f"/reports/{values['report_id']}", {"report": {"*"}}
    report = {"client_id": values["client_id"], "period": "last-month", "language": "en"}
    yield Route("reports.new", "alice", "/reports/new", report, new, ReportForm)
    plan = {"period_start": "2026-07-01", "period_end": "2026-09-30", "language": "en", "level": "client"}
    for place, part in enumerate(KINDS["quarterly"].parts):
        plan |= {f"parts-{place}-name": part.name, f"parts-{place}-place": str(place + 1)}
        plan |= {f"parts-{place}-shown": "y"} if part.name == "objectives" else {}
    yield Route("reports.preview", "alice", f"{at}/preview", plan, {}, PlanForm)
    yield Route("reports.edit", "alice", f"{at}/edit", plan, {"report": _PLAN}, PlanForm)
    yield Route("reports.clone", "alice", f"{at}/clone", {}, new)
    yield from definition_routes(values, at)
    taken = {"export_log": {"*"}}
    yield Route("reports.take", "alice", f"{at}/files", {"format": "pdf"}, taken)
    for action in ("archive", "restore"):
        yield Route(f"reports.{action}", "alice", f"{at}/{action}", {}, {"report": {"archived_at"}})
    asked = {"report": {"state", "asked_by_id", "asked_at", "decided_by_id", "decided_at", "reason"},
             "report_version": {"*"}}  # fmt: skip
    decided = {"report": {*_DECIDED, "reason"}, "report_version": {*_DECIDED, "document", "sha256"}, "job": {"*"}}
    yield Route("reports.ask", "alice", f"{at}/ask", {}, asked)
    yield Route("reports.send_back", "charlie", f"{at}/send-back", {"reason": "más corto"}, decided, SendBackForm)
    yield Route("reports.ask", "alice", f"{at}/ask", {}, asked)
    yield Route("reports.approve", "charlie", f"{at}/approve", {}, decided)
    sent = {"report_sending": {"*"}, "mail": {"*"}}
    to = {"people": ["u1"], "way": "link", "words": "Aquí está."}
    yield Route("reports.send", "alice", f"{at}/send", to, sent, SendForm)
    yield Route("reports.reopen", "alice", f"{at}/reopen", {}, asked)
    shared = f"/shared/reports/{values['sent_link']}"
    code = {"report_sending": {"opened_at", "code_until", "code_tries"}}
    yield Route("reports.shared_open", "nobody", f"{shared}/open", {"code": values["sent_code"]}, code)
    yield Route("reports.shared_code", "nobody", f"{shared}/code", {}, code | {"mail": {"*"}})


def definition_routes(values: dict[str, Any], at: str) -> Iterator[Route]:
    """Yield those of definitions."""
    one = f"/reports/definitions/{values['definition_id']}"
    named = {"name": "Trimestral", "period": "last-quarter"}
    new = {"report_definition": {"*"}, "report": {"definition_id"}}
    yield Route("reports.define", "alice", f"{at}/define", named, new, DefinitionForm)
    changed = {"report_definition": {"name", "period", "scheduled"}}
    yield Route("reports.edit_definition", "alice", one, named, changed, DefinitionForm)
    yield Route("reports.make_from", "alice", f"{one}/report", {}, {"report": {"*"}})
    yield Route("reports.archive_definition", "alice", f"{one}/archive", {}, {"report_definition": {"archived_at"}})
