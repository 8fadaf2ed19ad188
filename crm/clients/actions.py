"""Changes clients. They flush within an open unit of work, never commit."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.clients import custom
from crm.clients.depth_changes import set_own, set_parent, set_tags
from crm.clients.models.client import Client, ClientBarrier, ClientChapter, ClientMember, ClientPort, ClientSector
from crm.clients.models.depth import ClientState
from crm.core.dates import now
from crm.core.feature import registry

#: What a form may set on the record itself: nothing else of it is taken from a request.
PLAIN: Final = (
    "name", "legal_name", "business", "status", "access", "country", "state", "city", "account_lead_id", "website",
    "tax_id", "phone", "report_language", "contact_days",
)  # fmt: skip


#: An action that takes nothing but the client.
Simple = Callable[[Session, Client], None]


def create(work: Session, values: Mapping[str, Any], editor: User | None = None) -> Client:
    """Add a client.

    `values` has the plain attributes and `sectors`, `primary_sector` (ids), `northbound`, `southbound` (HS chapters;
    one in both is traded both ways), `ports`, `team` (ids), `partner_states` (codes), `parent_id`, `tags` (words),
    `own` (canonical values by the id of the firm's field). What is left out stays as it is. `editor` stays able to
    see a client of access `team`. Raises FamilyError for a parent that it cannot have.
    """
    client = Client()
    set_values(work, client, values, editor)
    work.add(client)
    work.flush()
    return client


def update(work: Session, client: Client, values: Mapping[str, Any], editor: User | None = None) -> None:
    """Change a client (fetched by `queries.for_edit`); the version also rises when only its rows changed."""
    set_values(work, client, values, editor)
    work.flush()


def archive(work: Session, client: Client) -> None:
    """Take a client out of the lists; nothing of it is lost."""
    client.archived_at = client.archived_at or now()
    work.flush()


def restore(work: Session, client: Client) -> None:
    """Put an archived client back into the lists."""
    client.archived_at = None
    work.flush()


def bar(work: Session, client: Client, user_id: int, reason: str) -> None:
    """Keep one person out of a client; a place on its team ends with it."""
    barrier = work.execute(_barrier(client.id, user_id)).scalar_one_or_none()
    if barrier is None:
        barrier = ClientBarrier(client_id=client.id, user_id=user_id)
        work.add(barrier)
    barrier.reason = reason
    client.team = [row for row in client.team if row.user_id != user_id]
    client.updated_at = now()
    work.flush()


def unbar(work: Session, client: Client, user_id: int) -> None:
    """Lift a person's barrier, if there is one."""
    for barrier in work.execute(_barrier(client.id, user_id)).scalars():
        work.delete(barrier)
        client.updated_at = now()
    work.flush()
    registry().tell("client.unbarred", work, client.id, user_id)


def _barrier(client_id: int, user_id: int) -> sa.Select[ClientBarrier]:
    return sa.select(ClientBarrier).where(ClientBarrier.client_id == client_id, ClientBarrier.user_id == user_id)


def set_values(work: Session, client: Client, values: Mapping[str, Any], editor: User | None) -> None:
    """Set the values that `create` takes, without a flush: for many clients at once."""
    for name in PLAIN:
        if name in values:
            setattr(client, name, values[name])
    if "parent_id" in values:
        set_parent(client, values["parent_id"])
    changed = [_set_rows(client, values, field) for field in _WANTED]
    if "tags" in values:
        changed.append(set_tags(work, client, values["tags"]))
    if "own" in values:
        changed.append(set_own(client, custom.fields(), values["own"]))
    _keep_in_sight(client, editor)
    if any(changed):
        # A row of its own does not touch the record: this raises its version.
        client.updated_at = now()


def _keep_in_sight(client: Client, editor: User | None) -> None:
    """Whoever closes a client to its team, and is neither partner nor lead, joins the team."""
    if editor is None or client.access != "team" or editor.role == Role.PARTNER or client.account_lead_id == editor.id:
        return
    if all(row.user_id != editor.id for row in client.team):
        client.team.append(ClientMember(user_id=editor.id))


def _set_rows(client: Client, values: Mapping[str, Any], field: str) -> bool:
    """Make one collection of rows equal to what is wanted; tells whether anything changed."""
    posted, wanted_of, key, detail, make = _WANTED[field]
    if posted not in values:
        return False
    wanted = wanted_of(values)
    rows = getattr(client, field)
    known = {getattr(row, key): row for row in rows}
    if {value: getattr(row, detail) if detail else None for value, row in known.items()} == wanted:
        return False
    for value in known.keys() - wanted.keys():
        rows.remove(known[value])
    for value, told in wanted.items():
        row = known.get(value)
        if row is None:
            row = make(**{key: value})
            rows.append(row)
        if detail:
            setattr(row, detail, told)
    return True


def _sectors(values: Mapping[str, Any]) -> dict[int, bool]:
    chosen, primary = list(values["sectors"] or ()), values.get("primary_sector")
    if primary is None and chosen:
        primary = chosen[0]
    return {sector: sector == primary for sector in ([primary] if primary else []) + chosen}


def _chapters(values: Mapping[str, Any]) -> dict[str, str]:
    north, south = set(values["northbound"] or ()), set(values.get("southbound") or ())
    return {
        code: "both" if code in north & south else "northbound" if code in north else "southbound"
        for code in sorted(north | south)
    }


def _plain_rows(field: str) -> Callable[[Mapping[str, Any]], dict[Any, None]]:
    def wanted(values: Mapping[str, Any]) -> dict[Any, None]:
        found: Iterable[Any] = values[field] or ()
        return dict.fromkeys(found)

    return wanted


#: By collection: the posted field, what it wants, the row's value and detail, the row's class.
_WANTED: Final[Mapping[str, tuple[str, Callable[[Mapping[str, Any]], dict[Any, Any]], str, str, type[Any]]]] = {
    "sectors": ("sectors", _sectors, "sector_id", "is_primary", ClientSector),
    "chapters": ("northbound", _chapters, "hs_code", "direction", ClientChapter),
    "ports": ("ports", _plain_rows("ports"), "port_id", "", ClientPort),
    "team": ("team", _plain_rows("team"), "user_id", "", ClientMember),
    "partner_states": ("partner_states", _plain_rows("partner_states"), "state_code", "", ClientState),
}


def values_of(client: Client) -> dict[str, Any]:
    """Return a client (from `queries.get_full`) as the values that `create` and `update` take."""
    primary = client.primary
    return {name: getattr(client, name) for name in PLAIN} | {
        "sectors": [row.sector_id for row in client.sectors],
        "primary_sector": primary.sector_id if primary else None,
        "northbound": [row.hs_code for row in client.chapters if row.direction != "southbound"],
        "southbound": [row.hs_code for row in client.chapters if row.direction != "northbound"],
        "ports": [row.port_id for row in client.ports],
        "team": [row.user_id for row in client.team],
        "partner_states": [row.state_code for row in client.partner_states],
        "parent_id": client.parent_id,
        "tags": [row.tag.name for row in client.tags],
        "own": {row.field_id: row.value for row in client.own_values},
    }
