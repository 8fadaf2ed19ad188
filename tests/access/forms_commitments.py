"""The forms of commitments."""

from collections.abc import Iterator
from typing import Any

from crm.commitments.forms.one import CommitmentForm, SettleForm
from crm.commitments.forms.quick import QuickForm
from tests.access.route import Route
from tests.commitments.records import form

#: What the form of a commitment names, and what follows from it.
OWN = {
    "commitment": {
        "text", "maker_kind", "maker_client_id", "maker_institution_id", "maker_person_id", "receiver_kind",
        "receiver_client_id", "receiver_institution_id", "due_on", "made_on", "made_at", "owner_id", "engagement_id",
        "search_text",
    },
    "commitment_client": {"*"},
}  # fmt: skip
SETTLED = {"commitment": {"state", "settled_on", "settled_at", "reason", "search_text"}}
NEW = {"commitment": {"*"}, "commitment_client": {"*"}}


def commitment_routes(values: dict[str, Any], ids: dict[str, int]) -> Iterator[Route]:
    """Yield them in an order in which each is accepted."""
    filled, at = form(ids["Alice"], maker_client=values["client_id"]), f"/commitments/{values['commitment_id']}"
    yield Route("commitments.export", "alice", "/commitments/export", {"query": "state=all", "format": "csv"},
                {"export_log": {"*"}})  # fmt: skip
    yield Route("commitments.new", "alice", "/commitments/new", filled, NEW, CommitmentForm)
    yield Route("commitments.edit", "alice", f"{at}/edit", filled, OWN, CommitmentForm)
    reason = {"reason": "ya no hace falta"}
    for endpoint, path in (("keep", "keep"), ("not_kept", "not-kept"), ("release", "release")):
        yield Route(f"commitments.{endpoint}", "alice", f"{at}/{path}", reason, SETTLED, SettleForm)
    yield Route("commitments.reopen", "alice", f"{at}/reopen", {}, SETTLED)
    for action in ("archive", "restore"):
        yield Route(f"commitments.{action}", "alice", f"{at}/{action}", {}, {"commitment": {"archived_at"}})
    row = {
        "rows-0-text": "Lista",
        "rows-0-maker": "us",
        "rows-0-receiver": f"client-{values['client_id']}",
    }
    yield Route("commitments.of_engagement", "alice", f"/engagements/{values['engagement_id']}/commitments", row, NEW,
                QuickForm)  # fmt: skip
