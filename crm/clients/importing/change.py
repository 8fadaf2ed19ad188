"""Changes known clients by a file, and gives back what they had: present values and their writing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from crm.accounts.models import User
from crm.clients import actions, custom
from crm.clients.forms.own import PREFIX
from crm.clients.importing.write import tags_of
from crm.clients.models.client import Client
from crm.clients.models.depth import ClientTag
from crm.clients.queries import ROWS
from crm.clients.visibility import visible_to
from crm.core.dates import now
from crm.core.db import db
from crm.core.links import link_values
from crm.core.text import fold
from crm.reference.queries import fields_by_id, tags_by_id

#: Columns by the field of a file.
COLUMNS: Final = {
    **{name: name for name in actions.PLAIN if name not in {"account_lead_id", "contact_days"}},
    "account_lead": "account_lead_id",
    "parent": "parent_id",
}
#: Columns that are never empty: an undone import gives back what was there.
_TEXTS: Final = frozenset(actions.PLAIN) - {"state", "account_lead_id", "contact_days"}
Link = Sequence[tuple[str, str]]


def present(user: User, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return visible clients as the values of settled rows; two statements."""
    columns = {getattr(Client, column).label(key) for key, column in COLUMNS.items()}
    query = sa.select(Client.id, *columns).where(Client.id.in_(ids), visible_to(user))
    found = {row["id"]: {key: row[key] or None for key in COLUMNS} for row in db.session.execute(query).mappings()}
    links = link_values(list(found), ROWS)
    own = {field.id: f"{PREFIX}{field.code}" for field in custom.fields()}
    for client_id, values in found.items():
        mine = {name: by_client.get(client_id, ()) for name, by_client in links.items()}
        values.update({field: made(mine[attribute]) for field, (attribute, made) in _FROM_LINKS.items()})
        values.update(dict.fromkeys(own.values()))
        values.update({own[int(key)]: value for key, value in mine["own_values"] if int(key) in own})
    return found


def _numbers(rows: Link) -> list[int] | None:
    return sorted(int(key) for key, _extra in rows) or None


def _codes(rows: Link) -> list[str] | None:
    return sorted(key for key, _extra in rows) or None


def _primary(rows: Link) -> int | None:
    return next((int(key) for key, extra in rows if extra in {"1", "true"}), None)


def _without(way: str) -> Callable[[Link], list[str] | None]:
    return lambda rows: sorted(key for key, extra in rows if extra != way) or None


def _words(rows: Link) -> list[str] | None:
    tags = (tags_by_id()[int(key)] for key, _extra in rows)
    return [tag.name for tag in sorted(tags, key=lambda tag: tag.name_key)] or None


_FROM_LINKS: Final[Mapping[str, tuple[str, Callable[[Link], Any]]]] = {
    "sectors": ("sectors", _numbers),
    "primary_sector": ("sectors", _primary),
    "northbound": ("chapters", _without("southbound")),
    "southbound": ("chapters", _without("northbound")),
    "ports": ("ports", _numbers),
    "partner_states": ("partner_states", _codes),
    "team": ("team", _numbers),
    "tags": ("tags", _words),
}


def update(work: Session, user: User, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set values of held clients by id; None empties a field. The trail is written by the flush, as on their pages."""
    rows = [selectinload(getattr(Client, links.attribute)) for links in ROWS]
    query = sa.select(Client).where(Client.id.in_(changes)).options(*rows)
    tags = tags_of(work, changes.values())
    for client in work.execute(query.execution_options(populate_existing=True)).scalars():
        actions.set_values(work, client, _form_values(client, changes[client.id]), user)
        if "tags" in changes[client.id]:
            _set_tags(client, {tags[fold(word)] for word in changes[client.id]["tags"] or ()})
        # Also where only its rows changed.
        client.updated_at = now()
    work.flush()


def _form_values(client: Client, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `actions.update` takes; what belongs together is completed by what the client has."""
    found = {COLUMNS[key]: value for key, value in values.items() if key in COLUMNS}
    found |= {name: found[name] or "" for name in _TEXTS & found.keys()}
    found |= {key: values[key] or [] for key in ("ports", "partner_states", "team") if key in values}
    if {"sectors", "primary_sector"} & values.keys():
        found |= _sectors(client, values)
    if {"northbound", "southbound"} & values.keys():
        north = [row.hs_code for row in client.chapters if row.direction != "southbound"]
        south = [row.hs_code for row in client.chapters if row.direction != "northbound"]
        found["northbound"] = values.get("northbound", north) or []
        found["southbound"] = values.get("southbound", south) or []
    fields = {f"{PREFIX}{field.code}": field.id for field in fields_by_id().values()}
    own = {fields[key]: value or "" for key, value in values.items() if key in fields}
    return found | ({"own": own} if own else {})


def _sectors(client: Client, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sectors and the primary one: the file's, else the client's as far as it is still among them."""
    chosen = values.get("sectors", [row.sector_id for row in client.sectors]) or []
    primary = values.get("primary_sector", client.primary and client.primary.sector_id)
    return {"sectors": chosen, "primary_sector": primary if primary in chosen or "sectors" not in values else None}


def _set_tags(client: Client, wanted: set[int]) -> None:
    has = {row.tag_id for row in client.tags}
    kept = [row for row in client.tags if row.tag_id in wanted]
    client.tags = [*kept, *(ClientTag(tag_id=tag_id) for tag_id in sorted(wanted - has))]
