"""The forms of alerts."""

from collections.abc import Iterator
from typing import Any

from crm.alerts.forms import AlertForm
from tests.access.route import Route

#: What the form of an alert names, and how far it has judged.
OWN = {
    "alert_rule": {
        "kind", "bound", "sector_id", "client_id", "note", "owner_id", "due_days", "checked_period", "checked_vintage",
    }
}  # fmt: skip


def alert_routes(values: dict[str, Any], ids: dict[str, int]) -> Iterator[Route]:
    """Yield them in an order in which each is accepted."""
    filled = {"kind": "rise", "bound": "12.5", "scope": "client", "client": values["client_id"], "due_days": 3,
              "owner_id": ids["Alice"], "note": "Llamar", "seen": "rise 12.5"}  # fmt: skip
    at = f"/alerts/{values['rule_id']}"
    new = f"/alerts/new?series={values['key']}"
    yield Route("alerts.new", "alice", new, filled, {"alert_rule": {"*"}}, AlertForm)
    yield Route("alerts.edit", "alice", f"{at}/edit", filled, OWN, AlertForm)
    for action in ("archive", "restore"):
        kept = {"archived_at", "checked_period", "checked_vintage"}
        yield Route(f"alerts.{action}", "alice", f"{at}/{action}", {}, {"alert_rule": kept})
