"""Clients by what a file calls them: name or tax ID."""

import re
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.visibility import visible_to
from crm.core.db import db
from crm.core.importing import ImportRow
from crm.core.text import fold

#: No tax ID of either country is shorter.
SHORTEST = 9


def clients_named(user: User, texts: Collection[str]) -> Mapping[str, list[int]]:
    """Return the ids of listed clients that the reader may see, by each of these names or tax IDs: two statements."""
    by_name, by_tax = {text: fold(text)[:300] for text in texts}, {text: _tax_id(text) for text in texts}
    listed = sa.select(Client.id, Client.name_key, Client.tax_id).where(Client.archived_at.is_(None), visible_to(user))
    names, taxes = set(by_name.values()), {tax for tax in by_tax.values() if tax}
    rows = list(db.session.execute(listed.where(Client.name_key.in_(names)))) if names else []
    rows += db.session.execute(listed.where(Client.tax_id.in_(taxes))) if taxes else []
    named: dict[str, dict[int, None]] = {}
    taxed: dict[str, dict[int, None]] = {}
    for row in rows:
        named.setdefault(row.name_key, {})[row.id] = None
        taxed.setdefault(row.tax_id or " ", {})[row.id] = None
    return {text: list(named.get(by_name[text]) or taxed.get(by_tax[text]) or ()) for text in texts}


def pick_client(row: ImportRow, text: str, found: Mapping[str, list[int]]) -> int | None:
    """Return the one client that a row names; else the row gets a problem, the same for none and for a hidden one."""
    ids = found[text]
    if len(ids) == 1:
        return ids[0]
    row.problems.append(
        _("Several clients are called %(name)s: give the tax ID.", name=text)
        if ids
        else _("There is no client with this name or tax ID: %(name)s", name=text)
    )
    return None


def pick_clients(row: ImportRow, key: str, found: Mapping[str, list[int]]) -> None:
    """Put ids, sorted, for the clients that a row names under a key."""
    if key in row.values:
        picked = (pick_client(row, text, found) for text in row.values[key])
        row.values[key] = sorted({client_id for client_id in picked if client_id is not None})


def _tax_id(text: str) -> str:
    """Return a text as tax IDs are kept, '' where it cannot be one."""
    compact = re.sub(r"[\W_]", "", text).upper()
    return compact if len(compact) >= SHORTEST and any(sign.isdigit() for sign in compact) else ""
