"""Finds the client that a row means: by tax ID, else by name and place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.clients.importing.settle import HOME
from crm.clients.models.client import Client, ClientBarrier
from crm.clients.visibility import visible_to
from crm.core.bulk import among
from crm.core.db import db
from crm.core.importing import ImportRow
from crm.core.text import fold

#: The tax IDs that stand for "no tax ID": many clients may have them.
GENERIC: Final = frozenset({"XAXX010101000", "XEXX010101000"})


def keys(values: Mapping[str, Any]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the names that a client goes by, and those it looks for, the surest first.

    The same tax ID is the same client. Else the same name: in the same state, or in the same country where one of the
    two has no state; anywhere where the row has neither. Two that both have a tax ID are two.
    """
    tax_id, name, state = _tax(values), fold(values["name"]), values.get("state") or ""
    said = values.get("country") or state[:2]
    country = said or HOME
    places = (state or f"{country} alone", country, "anywhere")
    seeks = (state, f"{country} alone") if state else (country,) if said else ("anywhere",)
    own = "taxed" if tax_id else "free"
    goes_by = [f"{own}|{place}|{name}" for place in places]
    looks_for = [f"{kind}|{place}|{name}" for kind in (("free",) if tax_id else ("free", "taxed")) for place in seeks]
    tax = [f"tax|{tax_id}"] if tax_id else []
    return [*tax, *goes_by], [*tax, *looks_for]


def _tax(values: Mapping[str, Any]) -> str:
    tax_id = values.get("tax_id") or ""
    return "" if tax_id in GENERIC else tax_id


def match(user: User, rows: Sequence[ImportRow]) -> None:
    """Set the client that each sound row means by the rule of `keys`; a row that could mean several is a problem."""
    sound = [row for row in rows if not row.problems]
    known = _known(user, sound)
    for row in sound:
        seeks = keys(row.values)[1]
        found = known.get(seeks[0]) if _tax(row.values) else None
        found = found or {key for name in seeks for key in known.get(name, ())}
        if len(found) > 1:
            row.problems.append(_("It could be more than one of the clients: they have the same name or tax ID."))
        row.record_id = next(iter(found)) if len(found) == 1 else None
    _judge_found(sound)


def _known(user: User, rows: Sequence[ImportRow]) -> dict[str, set[int]]:
    """Return the listed clients that these rows could mean, by the names that they go by."""
    found: dict[str, set[int]] = defaultdict(set)
    columns = (Client.id, Client.name, Client.tax_id, Client.state, Client.country)
    names = {fold(row.values["name"])[:300] for row in rows}
    taxes = {tax_id for row in rows if (tax_id := _tax(row.values))}
    for asked in ([among(Client.name_key, names)] if names else []) + ([among(Client.tax_id, taxes)] if taxes else []):
        query = sa.select(*columns).where(asked, Client.archived_at.is_(None), visible_to(user))
        for record in db.session.execute(query):
            for key in keys(record._asdict())[0]:
                found[key].add(record.id)
    return found


def _judge_found(rows: Iterable[ImportRow]) -> None:
    """Refuse what a known client cannot have: a lead or member who is kept out, itself as its parent."""
    found = [row for row in rows if row.record_id]
    people = [row for row in found if "account_lead" in row.values or "team" in row.values]
    barred = _barred([row.record_id for row in people if row.record_id])
    for row in people:
        for user_id in {row.values.get("account_lead"), *row.values.get("team", ())}:
            if (row.record_id, user_id) in barred:
                name = people_by_id()[user_id].name
                row.problems.append(_("%(name)s can't look after this client.", name=name))
    for row in found:
        if row.values.get("parent") == row.record_id:
            row.problems.append(_("A client can't be its own parent."))


def _barred(ids: Sequence[int]) -> set[tuple[int, int]]:
    if not ids:
        return set()
    query = sa.select(ClientBarrier.client_id, ClientBarrier.user_id).where(ClientBarrier.client_id.in_(ids))
    return {(row.client_id, row.user_id) for row in db.session.execute(query)}
