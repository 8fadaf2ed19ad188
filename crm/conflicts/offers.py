"""What conflict checks show on the pages of clients and opportunities, and what a new one starts with."""

from collections.abc import Mapping
from typing import Any, Final

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.models.client import Client
from crm.conflicts import queries, sides
from crm.conflicts.models import ConflictCheck, ConflictCheckFile, InformationBarrier
from crm.core.offers import FileOwner
from crm.issues.queries import of_client as issues_of_client

#: Rows of a card on another page.
SHOWN: Final = 6


def of_client(user: User, client: Client) -> Mapping[str, Any] | None:
    """Return a client's last checks, its barriers and those whom its matters stand against."""
    if not user.may(Permission.CONFLICT_READ):
        return None
    may_bar = user.may(Permission.CLIENT_BAR)
    parties = sides.parties_of(client.id, limit=SHOWN + 1)
    checks = queries.latest_of(client.id)
    return {
        "client": client, "checks": checks, "parties": parties[:SHOWN], "more": len(parties) > SHOWN,
        "counts": queries.hit_counts([check.id for check in checks]),
        "barred": sides.has_barrier(client.id),
        "barriers": sides.barriers_of(user, InformationBarrier.client_id == client.id, limit=SHOWN) if may_bar else (),
        "may_bar": may_bar, "may_run": user.may(Permission.CONFLICT_RUN),
    }  # fmt: skip


def of_opportunity(user: User, matter: Any) -> Mapping[str, Any] | None:
    """Return the last checks of an opportunity that the reader may see; where it has none, those of its client."""
    if not user.may(Permission.CONFLICT_READ):
        return None
    own = queries.latest_of(matter.client_id, matter.id)
    checks = own or queries.latest_of(matter.client_id, limit=1)
    return {
        "matter": matter, "own": bool(own), "checks": checks,
        "counts": queries.hit_counts([check.id for check in checks]), "may_run": user.may(Permission.CONFLICT_RUN),
    }  # fmt: skip


def prefilled(client: Client, opportunity_id: int) -> dict[str, Any]:
    """Return what the form of a check starts with: the last one's words, the client's adverse parties and positions."""
    last = next(iter(queries.latest_of(client.id, limit=1)), None)
    held = [(row.issue_id, row.position) for row in issues_of_client(client.id, open_only=True)]
    return {
        "opportunity_id": opportunity_id or None, "names": last.names if last else "",
        "tax_id": last.tax_id if last else "",
        "counterparties": "\n".join(party.name for party in sides.parties_of(client.id, limit=30)),
        "issues_for": [key for key, position in held if position == "for"][:20],
        "issues_against": [key for key, position in held if position == "against"][:20],
    }  # fmt: skip


def _get(user: User, check_id: int) -> ConflictCheck | None:
    return queries.get_visible(user, check_id)


OWNER = FileOwner("conflict_check", ConflictCheckFile, _get, "conflicts.show", Permission.CONFLICT_READ)
