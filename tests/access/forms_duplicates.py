"""The forms of duplicates: a pair told apart and put back, what means duplicate."""

from collections.abc import Iterator
from typing import Any

from crm.duplicates.forms import DuplicatesForm
from tests.access.route import Route


def duplicate_routes(values: dict[str, Any]) -> Iterator[Route]:
    """Yield the forms of duplicates in an order in which each is accepted."""
    at, said = f"/duplicates/pairs/{values['pair_id']}", {"duplicate_pair": {"apart_at", "apart_by_id"}}
    yield Route("duplicates.set_apart", "alice", f"{at}/apart", {}, said)
    yield Route("duplicates.put_back", "alice", f"{at}/back", {}, said)
    chosen = {"duplicates_client": ["tax_id"], "duplicates_person": [], "duplicates_institution": ["name"],
              "duplicates_strictness": "strict"}  # fmt: skip
    yield Route("duplicates.save_settings", "charlie", "/settings/duplicates", chosen, {"firm_setting": {"*"}},
                DuplicatesForm)  # fmt: skip
