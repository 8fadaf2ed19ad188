"""The forms of conflict checks, adverse parties and barriers."""

from collections.abc import Iterator
from typing import Any

from crm.conflicts.forms import CheckBarrierForm, CheckForm, DecisionForm, JudgeForm, PartyForm
from tests.access.route import Route

STAMPS = {"version", "updated_at"}
JUDGED = {"conflict_hit": {"state", "reason", "judged_by_id", "judged_at"}, "conflict_check": STAMPS}
DECIDED = {
    "conflict_check": {
        "state", "decision_note", "decided_by_id", "decided_at", "waiver", "waiver_by", "waiver_on",
    },
}  # fmt: skip
PARTY = {"adverse_party": {"name", "name_key", "tax_id", "relation", "note"}, "adverse_key": {"*"}}
RUN = {
    table: {"*"} for table in ("conflict_check", "conflict_hit", "conflict_position", "adverse_party", "adverse_key")
}


def conflict_routes(values: dict[str, Any], ids: dict[str, int]) -> Iterator[Route]:
    """Yield them in an order in which each is accepted."""
    client, check = f"/clients/{values['client_id']}", f"/conflicts/{values['conflict_check_id']}"
    hit, party = f"{check}/hits/{values['hit_id']}", f"/conflicts/adverse/{values['adverse_id']}"
    searched = {"names": "Otra", "counterparties": "La contraria"}
    yield Route("conflicts.run", "alice", f"{client}/conflicts/new", searched, RUN, CheckForm)
    for name in ("confirm", "dismiss"):
        yield Route(f"conflicts.{name}", "alice", f"{hit}/{name}", {"reason": "visto"}, JUDGED, JudgeForm)
    yield Route("conflicts.undo", "alice", f"{hit}/undo", {}, JUDGED)
    named = {"name": "La contraria", "relation": "union"}
    yield Route("conflicts.add_party", "alice", f"{client}/adverse", named,
                {"adverse_party": {"*"}, "adverse_key": {"*"}}, PartyForm)  # fmt: skip
    yield Route("conflicts.edit_party", "alice", f"{party}/edit", named, PARTY, PartyForm)
    for name in ("archive", "restore"):
        yield Route(f"conflicts.{name}_party", "alice", f"{party}/{name}", {}, {"adverse_party": {"archived_at"}})
    bar = {"client_id": values["client_id"], "users": [ids["Dora"]], "reason": "interés"}
    barred = {"client_barrier": {"*"}, "client_member": {"*"}, "client": STAMPS}
    yield Route("conflicts.set_barrier", "charlie", f"{check}/barrier", bar,
                barred | {"information_barrier": {"*"}, "conflict_check": STAMPS}, CheckBarrierForm)  # fmt: skip
    decision = {"state": "declined", "decision_note": "no"}
    yield Route("conflicts.decide", "charlie", f"{check}/decide", decision, DECIDED, DecisionForm)
    yield Route("conflicts.reopen", "charlie", f"{check}/reopen", {}, DECIDED)
    yield Route("conflicts.lift", "charlie", f"/conflicts/barriers/{values['barrier_id']}/lift", {},
                barred | {"information_barrier": {"lifted_at", "lifted_by_id"}})  # fmt: skip
