"""The forms of merges: two clients become one, and two again."""

from collections.abc import Iterator
from typing import Any

from crm.core.db import Base
from crm.merges.forms import MergeForm
from crm.merges.relations import RELATIONS
from tests.access.route import Route

#: Two clients come together: their rows, and the versions of what is linked with them.
OWN = {relation.table: {"*"} for relation in RELATIONS["client"]} | {
    "record_merge": {"*"}, "task": {"version"}, "engagement": {"version"},
}  # fmt: skip


def merge_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield the forms of merges in an order in which each is accepted."""
    at = f"/merges/clients/{values['keep_id']}"
    stands = f"/merges/{values['merge_id']}"
    assert set(OWN) <= set(Base.metadata.tables)
    yield Route("merges.open_person", "alice", f"{stands}/open", {}, {})
    yield Route("merges.undo_merge", "alice", f"{stands}/undo", {}, OWN)
    yield Route("merges.choose", "alice", at, {"other": values["other_id"]}, {})
    # The versions and choices are those of the page: tests/merges/support.py open_page.
    yield Route("merges.merge", "alice", f"{at}/{values['other_id']}", {}, OWN, MergeForm)
