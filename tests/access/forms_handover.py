"""The form that hands over: of somebody who holds nothing, so that it is accepted and changes nothing."""

from collections.abc import Iterator
from typing import Any

from crm.accounts.models import User
from crm.handover.actions import Part, fingerprint
from crm.handover.forms import HandoverForm
from crm.handover.holdings import HOLDINGS
from tests.access.route import Route


def handover_routes(values: dict[str, Any], ids: dict[str, int]) -> Iterator[Route]:
    """Yield it."""
    seen = fingerprint(User(id=ids["Alice"]), [Part(each) for each in HOLDINGS])
    at = f"/team/{values['user_id']}/handover"
    yield Route("handover.run", "charlie", at, {"to": ids["Alice"], "seen": seen}, {}, HandoverForm)
