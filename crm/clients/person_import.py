"""The importable kind of people, with the client where somebody is: people stand below clients and know none."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients import person_roles
from crm.clients.naming import clients_named, pick_client
from crm.clients.roles import ROLE_KINDS
from crm.core.importing import ImportField, ImportKind, ImportRow
from crm.core.spellings import spellings
from crm.people.importing import fields as own
from crm.people.importing import match as matching
from crm.people.importing import records

FIELDS = (
    *own.FIELDS,
    ImportField("client", _l("Client"), maximum=200, help=_l("Name or tax ID of a client on record."), names=(
        "company", "company name", "account", "account name", "organization", "empresa", "cliente", "compañía")),
    ImportField("client_title", _l("Position at the client"), maximum=200, names=(
        "job title", "position", "role", "cargo", "puesto")),
    ImportField("client_kind", _l("Kind of contact"), "choice", names=("tipo de contacto",),
                shown=lambda: ROLE_KINDS,
                choices=lambda: spellings(ROLE_KINDS, {"apoderado": "legal", "finanzas": "finance"})),
)  # fmt: skip


def settle(user: User, rows: Sequence[ImportRow]) -> None:
    """Put names and phones in order, and [[client id, title, kind]] under `client`."""
    own.settle(rows)
    found = clients_named(user, {row.values["client"] for row in rows if "client" in row.values})
    for row in rows:
        title, kind = row.values.pop("client_title", ""), row.values.pop("client_kind", "")
        if "client" in row.values:
            client_id = pick_client(row, row.values.pop("client"), found)
            if client_id is not None:
                row.values["client"] = [[client_id, title, kind]]
        elif title:
            row.problems.append(_("A position needs the client where it is."))


def match(user: User, rows: Sequence[ImportRow]) -> None:
    """Find the person of each row; what is on record stays beside what the row adds."""
    matching.match(user, rows, person_roles.places, _places)
    held = person_roles.roles(user, [row.record_id for row in rows if row.record_id is not None])
    for row in rows:
        if row.record_id is not None and "client" in row.values:
            row.values["client"] = person_roles.widened(held.get(row.record_id, []), row.values["client"])


def _places(row: ImportRow) -> set[int]:
    return {client_id for client_id, _title, _kind in row.values.get("client", ())}


def keys(values: Mapping[str, Any]) -> tuple[Sequence[str], Sequence[str]]:
    """Return what a row goes by and looks for."""
    return matching.keys(values, {client_id for client_id, _title, _kind in values.get("client") or ()})


def present(user: User, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return the values of visible people by id."""
    held = person_roles.roles(user, ids)
    return {key: values | {"client": held.get(key)} for key, values in records.present(user, ids).items()}


def create(work: Session, user: User, rows: Sequence[ImportRow]) -> list[int]:
    """Add people and what they are at clients."""
    ids = records.create(work, user, rows)
    person_roles.add_roles(
        work, {key: row.values["client"] for key, row in zip(ids, rows, strict=True) if row.values.get("client")}
    )
    return ids


def update(work: Session, user: User, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set values of visible people (held already)."""
    records.update(work, user, changes)
    said = {key: values["client"] or [] for key, values in changes.items() if "client" in values}
    if said:
        person_roles.set_roles(work, user, said)


def hold(work: Session, user: User, ids: Sequence[int]) -> Mapping[int, int]:
    """Lock visible people; a change of what somebody is at a client counts, too."""
    held, counted = records.hold(work, user, ids), person_roles.counted(work, user, ids)
    return {key: version + counted.get(key, 0) for key, version in held.items()}


KIND = ImportKind(
    "people", _l("People"), Permission.PERSON_WRITE, lambda: FIELDS, settle=settle, match=match, keys=keys,
    present=present, create=create, update=update, hold=hold, archive=records.archive,
    url=lambda key: url_for("people.show", person_id=key),
    touches=("clients", lambda values: [client_id for client_id, _title, _kind in values.get("client") or ()]),
)  # fmt: skip
