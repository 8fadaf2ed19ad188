"""The columns of the list of clients: of the record, of its rows, of the firm's own fields, of higher features."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.clients import custom
from crm.clients.checks import tax_id_text
from crm.clients.forms.client import ACCESS_LABELS, STATUS_LABELS
from crm.clients.models.client import Client
from crm.clients.queries import ROWS
from crm.clients.visibility import visible_to
from crm.core.db import db
from crm.core.feature import registry
from crm.core.i18n import LANGUAGE_LABELS, language
from crm.core.links import link_values
from crm.core.phones import phone_text
from crm.core.templating import local_day
from crm.lists.declared import Column, offered_column, worded
from crm.reference.models import CustomField
from crm.reference.queries import countries, ports_by_id, sectors_by_id, states_by_code, tags_by_id

Beside = Mapping[str, Any]
_LINKED: Final = {links.attribute: links for links in ROWS}
_OWN: Final = "own_values"


def _plain(name: str) -> Callable[[Any, Beside], object]:
    return lambda row, _beside: getattr(row, name)


def _rows(attribute: str, words: Callable[[str, str], str]) -> Callable[[Any, Beside], object]:
    """Return a cell of a collection: words for each of its keys and extras, in order."""

    def cell(row: Any, beside: Beside) -> str:
        told = (words(key, extra) for key, extra in beside[attribute].get(row.id, ()))
        return "; ".join(sorted(text for text in told if text))

    return cell


def _titled(known: Callable[[], Mapping[Any, Any]], key: Callable[[str], Any]) -> Callable[[str, str], str]:
    return lambda text, _extra: known()[key(text)].title(language())


def _chapters(without: str) -> Callable[[Any, Beside], object]:
    def cell(row: Any, beside: Beside) -> str:
        return " ".join(sorted(code for code, way in beside["chapters"].get(row.id, ()) if way != without))

    return cell


def _place(row: Any, _beside: Beside) -> str:
    return ", ".join(part for part in (row.city, row.area) if part)


def _state(row: Any, _beside: Beside) -> str:
    return states_by_code()[row.state].title(language()) if row.state else ""


def _country(row: Any, beside: Beside) -> str:
    return str(beside["countries"].get(row.country, row.country))


def _moment(name: str) -> Callable[[Any, Beside], object]:
    return lambda row, _beside: getattr(row, name).strftime("%Y-%m-%d %H:%M")


def _day(name: str) -> Callable[[Any, Beside], object]:
    return lambda row, _beside: local_day(getattr(row, name))


_RECORD: Final = (
    Column("name", _l("Name"), _plain("name"), fixed=True),
    Column("legal_name", _l("Legal name"), _plain("legal_name")),
    Column("business", _l("Business"), _plain("business")),
    Column("status", _l("Status"), worded("status", STATUS_LABELS), usual=True),
    Column("sector", _l("Primary sector"), _plain("sector"), usual=True),
    Column("sectors", _l("Sectors"), _rows("sectors", _titled(sectors_by_id, int)), needs="sectors"),
    Column("place", _l("Place"), _place, usual=True),
    Column("city", _l("City"), _plain("city")),
    Column("state", _l("State"), _state),
    Column("country", _l("Country"), _country, needs="countries"),
    Column("lead", _l("Account lead"), _plain("lead"), usual=True),
    Column("team", _l("Team"), _rows("team", lambda key, _x: people_by_id()[int(key)].name), needs="team"),
    Column("access", _l("Who may see it"), worded("access", ACCESS_LABELS)),
    Column("tags", _l("Tags"), _rows("tags", lambda key, _x: tags_by_id()[int(key)].name), needs="tags"),
    Column("northbound", _l("HS chapters northbound"), _chapters("southbound"), needs="chapters"),
    Column("southbound", _l("HS chapters southbound"), _chapters("northbound"), needs="chapters"),
    Column("ports", _l("Ports of entry"), _rows("ports", lambda key, _x: ports_by_id()[int(key)].label), needs="ports"),
    Column("partner_states", _l("Partner states"), _rows("partner_states", _titled(states_by_code, str)),
           needs="partner_states"),
    Column("parent", _l("Parent"), lambda row, beside: beside["parent"].get(row.parent_id, ""), needs="parent"),
    Column("phone", _l("Phone"), lambda row, _b: phone_text(row.phone), short=True),
    Column("website", _l("Website"), _plain("website")),
    Column("tax_id", _l("Tax ID"), lambda row, _b: tax_id_text(row.tax_id, row.country), short=True),
    Column("report_language", _l("Report language"), worded("report_language", LANGUAGE_LABELS)),
    Column("created", _l("Added (UTC)"), _moment("created_at"), _day("created_at"), short=True),
    Column("changed", _l("Changed (UTC)"), _moment("updated_at"), _day("updated_at"), short=True),
)  # fmt: skip


def columns() -> list[Column]:
    """Return all columns in the reader's language: the record's, the firm's own fields, those of higher features."""
    own = [_own_column(field, language()) for field in custom.fields()]
    return [*_RECORD, *own, *(offered_column(column) for column in registry().columns("clients"))]


def _own_column(field: CustomField, speaks: str) -> Column:
    def plain(row: Any, beside: Beside) -> object:
        value = beside[_OWN].get(row.id, {}).get(field.id)
        return custom.plain(field, value, speaks) if value else None

    def shown(row: Any, beside: Beside) -> object:
        value = beside[_OWN].get(row.id, {}).get(field.id)
        return custom.said(field, value, speaks) if value else None

    return Column(f"own-{field.code}", field.title(speaks), plain, shown, needs=_OWN, short=field.kind != "text")


def load(user: User, chosen: Sequence[Column], rows: Sequence[Any]) -> dict[str, Any]:
    """Return what columns need beside the rows of one page: a statement for all link rows, one for each other need."""
    ids, needs = [row.id for row in rows], {column.needs for column in chosen}
    found: dict[str, Any] = {}
    found |= link_values(ids, tuple(links for name, links in _LINKED.items() if name in needs and name != _OWN))
    if _OWN in needs:
        found[_OWN] = custom.values_for(ids)
    if "countries" in needs:
        found["countries"] = {row.code: row.title(language()) for row in countries()}
    if "parent" in needs:
        found["parent"] = _names(user, {row.parent_id for row in rows if row.parent_id})
    for column in registry().columns("clients"):
        if column.key in needs:
            found[column.key] = column.load(user, ids)
    return found


def _names(user: User, ids: set[int]) -> dict[int, str]:
    """Return the names of those of these clients that the reader may see."""
    query = sa.select(Client.id, Client.name).where(Client.id.in_(ids), visible_to(user))
    return {row.id: row.name for row in db.session.execute(query)}
