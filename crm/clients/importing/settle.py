"""Judges what the cells of a client say together; resolves its parent."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from crm.accounts.models import User
from crm.clients import checks, custom
from crm.clients.family import LEVELS
from crm.clients.forms.own import MOST_TAGS, PREFIX
from crm.clients.models.client import Client
from crm.clients.visibility import visible_to
from crm.core.bulk import among
from crm.core.db import db
from crm.core.importing import ImportRow
from crm.core.text import fold
from crm.reference.models import CustomField
from crm.reference.queries import tags_by_id

#: The country of a client that says none, as in the form.
HOME: Final = "MX"
_MOST_WEBSITE: Final = 200


def settle(user: User, rows: Sequence[ImportRow]) -> None:
    """Set country, tax ID, phone, parent, sectors and own fields of rows; what does not fit is a problem."""
    own = {f"{PREFIX}{field.code}": field for field in custom.fields()}
    tags = {tag.name_key: tag.name for tag in tags_by_id().values()}
    parents = _parents(user, {fold(row.values["parent"]) for row in rows if "parent" in row.values})
    for row in rows:
        country = _settle_place(row)
        _checked(row, "tax_id", lambda typed, country=country: checks.check_tax_id(typed, country))  # type: ignore[misc]
        _checked(row, "website", _website)
        _checked(row, "parent", lambda typed: _parent(typed, parents))
        _settle_lists(row, tags)
        for key in own.keys() & row.values.keys():
            _checked(row, key, lambda value, field=own[key]: _own(field, value))  # type: ignore[misc]


def _checked(row: ImportRow, key: str, check: Callable[[Any], Any]) -> None:
    if key not in row.values:
        return
    try:
        row.values[key] = check(row.values[key])
    except ValueError as error:
        row.problems.append(str(error))
        del row.values[key]


def _settle_place(row: ImportRow) -> str:
    """Give a row the country of its state where it has none, and return the country by whose rules it is judged."""
    state, country = row.values.get("state", ""), row.values.get("country", "")
    if state and not country:
        country = row.values["country"] = state[:2]
    if state and not state.startswith(f"{country}-"):
        row.problems.append(_("The state is not one of the country."))
    return country or HOME


def _website(typed: str) -> str:
    address = checks.check_website(typed)
    if len(address) > _MOST_WEBSITE:
        raise ValueError(_("This web address is too long."))
    return address


def _settle_lists(row: ImportRow, tags: Mapping[str, str]) -> None:
    values = row.values
    if "sectors" in values:
        values.setdefault("primary_sector", values["sectors"][0])
    if "primary_sector" in values:
        values["sectors"] = [*values.get("sectors", ()), values["primary_sector"]]
    for key in ("sectors", "northbound", "southbound", "ports", "partner_states", "team"):
        if key in values:
            values[key] = sorted(set(values[key]))
    if "tags" in values:
        known = {fold(word): tags.get(fold(word), word) for word in values["tags"] if fold(word)}
        values["tags"] = [known[key] for key in sorted(known)]
        if len(known) > MOST_TAGS:
            row.problems.append(_("Write at most %(number)s tags.", number=MOST_TAGS))


def _own(field: CustomField, value: Any) -> str:
    """Return the canonical text of a value that was judged by the field's kind."""
    if isinstance(value, bool):
        return custom.YES if value else custom.NO
    if isinstance(value, date):
        return value.isoformat()
    return custom.canonical(field, f"{value:f}" if isinstance(value, Decimal) else str(value))


def _parents(user: User, names: Collection[str]) -> dict[str, list[tuple[int, int]]]:
    """Return (id, levels from the top, itself included) of visible clients by folded name."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    if not names:
        return found
    query = sa.select(Client.name_key, Client.id).where(
        among(Client.name_key, names), Client.archived_at.is_(None), visible_to(user)
    )
    rows = db.session.execute(query).all()
    levels = _levels({row.id for row in rows})
    for row in rows:
        found[row.name_key].append((row.id, levels[row.id]))
    return found


def _levels(ids: Collection[int]) -> dict[int, int]:
    """Return how many levels there are from each client up to the first of its family."""
    line = (
        sa.select(Client.id.label("start"), Client.parent_id, sa.literal(1).label("level"))
        .where(among(Client.id, ids))
        .cte("line", recursive=True)
    )
    above = aliased(Client)
    step = sa.select(line.c.start, above.parent_id, line.c.level + 1).join(above, above.id == line.c.parent_id)
    line = line.union_all(step.where(line.c.level <= LEVELS))
    query = sa.select(line.c.start, sa.func.max(line.c.level)).group_by(line.c.start)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _parent(typed: str, known: Mapping[str, list[tuple[int, int]]]) -> int:
    found = known.get(fold(typed), [])
    if not found:
        raise ValueError(_("There is no client “%(name)s” yet: add the parent first.", name=typed))
    if len(found) > 1:
        raise ValueError(_("More than one client is called “%(name)s”.", name=typed))
    client_id, levels = found[0]
    if levels >= LEVELS:
        raise ValueError(_("A family of clients has at most six levels."))
    return client_id
