"""Writes clients of a file by the chunk: a few statements whatever their number, each with its trail."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.audit.adding import add_many, trail_added
from crm.audit.capture import record_many
from crm.clients import actions, custom
from crm.clients.depth_changes import tags_named
from crm.clients.forms.own import PREFIX
from crm.clients.importing.settle import HOME
from crm.clients.models.client import (
    Client,
    ClientChapter,
    ClientMember,
    ClientPort,
    ClientSector,
    folded_columns,
)
from crm.clients.models.depth import ClientState, ClientTag, ClientValue
from crm.clients.visibility import visible_to
from crm.core.bulk import among, insert_many
from crm.core.dates import now
from crm.core.importing import ImportRow
from crm.core.text import fold
from crm.reference.models import CustomField, Tag

#: Fields of a file by the column that keeps them, where the names differ.
_COLUMNS: Final = {"account_lead": "account_lead_id", "parent": "parent_id"}
_DEFAULTS: Final = {"status": "prospect", "access": "firm", "country": HOME, "report_language": "en", "state": None,
                    "account_lead_id": None, "parent_id": None, "contact_days": None}  # fmt: skip
_RECORD: Final = ("parent_id", *actions.PLAIN)
Links = dict[type[Any], list[dict[str, Any]]]


def create(work: Session, user: User, rows: Sequence[ImportRow]) -> list[int]:
    """Add the clients of settled rows; returns their ids in order."""
    if not rows:
        return []
    records = [_record(row.values) for row in rows]
    ids = add_many(work, Client, [record | _folded(record) for record in records])
    tags = tags_of(work, [row.values for row in rows])
    own = {f"{PREFIX}{field.code}": field for field in custom.fields()}
    links: Links = {}
    told: dict[int, list[list[Any]]] = {}
    for client_id, row, record in zip(ids, rows, records, strict=True):
        for model, values, field, said in _links(user, record, row.values, tags, own):
            links.setdefault(model, []).append({"client_id": client_id, **values})
            told.setdefault(client_id, []).append([field, None, said])
    for model, found in links.items():
        insert_many(work, model, found)
    trail_added(work, Client, records, ids, told)
    return ids


def _record(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return every column that a form may set, with what a new client has by itself."""
    given = {_COLUMNS.get(key, key): value for key, value in values.items()}
    return {name: given.get(name, _DEFAULTS.get(name, "")) for name in _RECORD}


def _folded(record: Mapping[str, Any]) -> dict[str, str]:
    names = ("name", "legal_name", "city", "country", "state")
    return folded_columns(*(record[name] for name in names))


def tags_of(work: Session, rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the ids of the tags in these values by folded word; words that are no tag yet become one."""
    words = {fold(word): word for values in rows for word in values.get("tags") or ()}
    ids = tags_named(work, words.values()) if words else ()
    known = sa.select(Tag.name_key, Tag.id).where(Tag.id.in_(ids))
    return {row.name_key: row.id for row in work.execute(known)} if ids else {}


def _links(
    user: User, record: Mapping[str, Any], values: Mapping[str, Any], tags: Mapping[str, int],
    own: Mapping[str, CustomField],
) -> Iterable[tuple[type[Any], dict[str, Any], str, Any]]:  # fmt: skip
    """Yield (model, its values, field of the trail, what the trail says) of a new client's rows."""
    for sector in values.get("sectors", ()):
        first = sector == values["primary_sector"]
        yield (
            ClientSector,
            {"sector_id": sector, "is_primary": first},
            "sectors",
            f"{sector} primary" if first else sector,
        )
    for code, way in _ways(values).items():
        yield ClientChapter, {"hs_code": code, "direction": way}, "chapters", f"{code} {way}"
    for field, model, column in (
        ("ports", ClientPort, "port_id"), ("partner_states", ClientState, "state_code"),
    ):  # fmt: skip
        for value in values.get(field, ()):
            yield model, {column: value}, field, value
    for member in _team(user, record, values.get("team", ())):
        yield ClientMember, {"user_id": member}, "team", member
    for word in values.get("tags", ()):
        yield ClientTag, {"tag_id": tags[fold(word)]}, "tags", tags[fold(word)]
    for key in own.keys() & values.keys():
        field_id, value = own[key].id, values[key]
        folded, figure = custom.stored(own[key], value)
        row = {"field_id": field_id, "value": value, "value_key": folded, "number": figure}
        yield ClientValue, row, "values", f"{field_id} {value}"


def _ways(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the direction of each HS chapter."""
    north, south = set(values.get("northbound") or ()), set(values.get("southbound") or ())
    return {
        code: "both" if code in north & south else "northbound" if code in north else "southbound"
        for code in sorted(north | south)
    }


def _team(user: User, record: Mapping[str, Any], team: Sequence[int]) -> list[int]:
    """Whoever adds a client for its team alone, and is neither partner nor lead, joins the team."""
    sees = record["access"] != "team" or user.role == Role.PARTNER or record["account_lead_id"] == user.id
    return sorted({*team} if sees else {*team, user.id})


def hold(work: Session, user: User, ids: Sequence[int]) -> dict[int, int]:
    """Lock the visible ones of these clients; returns their versions."""
    query = sa.select(Client.id, Client.version).where(among(Client.id, ids), visible_to(user))
    return {row.id: row.version for row in work.execute(query.order_by(Client.id).with_for_update(of=Client))}


def archive(work: Session, user: User, ids: Sequence[int]) -> None:  # noqa: ARG001 - they are held already
    """Archive clients that are held."""
    moment = now()
    fresh = {Client.archived_at: moment, Client.updated_at: moment, Client.version: Client.version + 1}
    work.execute(
        sa.update(Client).where(among(Client.id, ids)).values(fresh), execution_options={"synchronize_session": False}
    )
    record_many(work, "client", [(key, [["archived_at", None, moment.isoformat()]]) for key in ids])
