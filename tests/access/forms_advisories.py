"""The forms of client advisories."""

from collections.abc import Iterator
from typing import Any

from crm.advisories.forms import ClientsForm, NewForm, SendBackForm, WordsForm
from tests.access.route import Route
from tests.advisories.records import WORDS

NEW = {"advisory": {"*"}, "advisory_client": {"*"}}
TOLD = {"notice": {"*"}}
DECIDED = {"advisory": {"state", "reason", "decided_by_id", "decided_at"}, **TOLD}


def advisory_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield them in an order in which each is accepted."""
    at, texts = f"/advisories/{values['advisory_id']}", {"advisory": set(WORDS)}
    yield Route("advisories.new", "alice", "/advisories/new", WORDS | {"rule": "none"}, NEW, NewForm)
    yield Route("advisories.edit", "alice", f"{at}/edit", WORDS, texts, WordsForm)
    chosen = {"rule": "none", "clients": [values["client_id"]]}
    out = f"{at}/clients/{values['client_id']}/remove"
    yield Route("advisories.take_out", "alice", out, {}, {"advisory_client": {"*"}, "advisory": {"updated_at"}})
    yield Route("advisories.add_clients", "alice", f"{at}/clients", chosen, NEW, ClientsForm)
    for action in ("archive", "restore"):
        yield Route(f"advisories.{action}", "alice", f"{at}/{action}", {}, {"advisory": {"archived_at"}})
    asked = {"advisory": {"state", "reason", "asked_by_id", "asked_at", "decided_by_id", "decided_at"}, **TOLD}
    yield Route("advisories.ask", "alice", f"{at}/ask", {}, asked)
    yield Route("advisories.take_back", "alice", f"{at}/take-back", {}, asked)
    yield Route("advisories.ask", "alice", f"{at}/ask", {}, asked)
    yield Route("advisories.send_back", "charlie", f"{at}/send-back", {"reason": "más corto"}, DECIDED, SendBackForm)
    yield Route("advisories.ask", "alice", f"{at}/ask", {}, asked)
    yield Route("advisories.approve", "charlie", f"{at}/approve", {}, DECIDED)
    yield Route("advisories.send", "alice", f"{at}/send", {}, {"advisory": {"sending_at"}, "job": {"*"}})
