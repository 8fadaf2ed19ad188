"""The list of clients and its export: one statement a page, narrowed and ordered by indexes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from crm.accounts.models import User
from crm.clients.checks import tax_id_text
from crm.clients.filters import SORTS, ClientFilter
from crm.clients.forms.client import STATUS_LABELS
from crm.clients.models.client import Client, ClientSector
from crm.clients.queries import with_everything
from crm.clients.visibility import visible_to
from crm.core.db import db
from crm.core.feature import registry
from crm.core.find import RARE, contains_words
from crm.core.i18n import LANGUAGE_LABELS
from crm.core.listing import Page, cut, fetch_page
from crm.core.phones import phone_text
from crm.core.text import search_words
from crm.reference.models import Country, Sector, State
from crm.reference.queries import sectors_with_descendants

CHUNK = 500


def page_of(user: User, wanted: ClientFilter, cursor: str | None, language: str) -> Page:
    """Return one page of plain rows: id, name, business, status, access, city, area, lead, sector, archived_at."""
    title = "title_es" if language == "es" else "title_en"
    area = sa.func.coalesce(getattr(State, title), getattr(Country, title)).label("area")
    query = (
        sa.select(
            Client.id, Client.name, Client.business, Client.status, Client.access, Client.city, area,
            User.name.label("lead"), getattr(Sector, title).label("sector"), Client.archived_at,
        )
        .join(Country, Country.code == Client.country, isouter=True)
        .join(State, State.code == Client.state, isouter=True)
        .join(User, User.id == Client.account_lead_id, isouter=True)
        .join(ClientSector, sa.and_(ClientSector.client_id == Client.id, ClientSector.is_primary), isouter=True)
        .join(Sector, Sector.id == ClientSector.sector_id, isouter=True)
    )  # fmt: skip
    where = conditions(user, wanted)
    if wanted.q:
        # Words may match a thousand names: they are sorted alone, then joined to what stands beside fifty of them.
        few = cut(sa.select(Client.id).where(*where), SORTS[wanted.sort], cursor).subquery()
        return fetch_page(query.join(few, few.c.id == Client.id), SORTS[wanted.sort], cursor)
    return fetch_page(query.where(*where), SORTS[wanted.sort], cursor)


def conditions(user: User, wanted: ClientFilter) -> list[sa.ColumnElement[bool]]:
    """Return the WHERE of a filter, visibility included."""
    found = [visible_to(user), Client.archived_at.is_not(None) if wanted.archived else Client.archived_at.is_(None)]
    if words := search_words(wanted.q):
        found.append(contains_words(Client, Client.search_text, words, names=True))
    if wanted.sector is not None:
        found.append(_in_sectors(sectors_with_descendants(wanted.sector)))
    if wanted.state:
        found.append(Client.state == wanted.state)
    if wanted.status:
        found.append(Client.status == wanted.status)
    if wanted.lead is not None:
        found.append(Client.account_lead_id == wanted.lead)
    return found


def _in_sectors(ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """Few clients: straight to them. Many: in the list's own order until the page is full (a union would sort all)."""
    rows = sa.select(ClientSector.client_id).where(ClientSector.sector_id.in_(ids)).limit(RARE + 1)
    few = db.session.execute(rows).scalars().all()
    if len(few) <= RARE:
        return Client.id.in_(few)
    # An alias: the list joins the primary sector's row, which the EXISTS would otherwise take for its own.
    any_row = aliased(ClientSector)
    return sa.exists().where(any_row.client_id == Client.id, any_row.sector_id.in_(ids))


def offered_columns(user: User, ids: Sequence[int]) -> list[tuple[Any, Mapping[int, Any]]]:
    """Return the columns of higher features with their values by client."""
    return [(column.label, column.load(user, ids)) for column in registry().columns("clients")]


def export(user: User, wanted: ClientFilter, language: str) -> tuple[list[str], Iterator[Sequence[object]]]:
    """Return heading and rows of the whole filtered list; rows are fetched in chunks while they are read."""
    heading = [
        _("Name"), _("Legal name"), _("Business"), _("Status"), _("City"), _("State"), _("Country"),
        _("Primary sector"), _("Sectors"), _("HS chapters northbound"), _("HS chapters southbound"),
        _("Ports of entry"), _("Account lead"), _("Team"), _("Website"), _("Tax ID"), _("Phone"),
        _("Report language"), _("Changed (UTC)"),
        *(str(column.label) for column in registry().columns("clients")),
    ]  # fmt: skip
    return heading, _rows(user, wanted, language)


def _rows(user: User, wanted: ClientFilter, language: str) -> Iterator[Sequence[object]]:
    query = sa.select(Client).where(*conditions(user, wanted)).options(*with_everything())
    cursor: str | None = None
    while True:
        page = fetch_page(query, SORTS[wanted.sort], cursor, CHUNK)
        clients = [row[0] for row in page.rows]
        offered = offered_columns(user, [client.id for client in clients]) if clients else []
        for client in clients:
            yield [*_cells(client, language), *(values.get(client.id) for _label, values in offered)]
        if page.after is None:
            return
        cursor = page.after


def _cells(client: Client, language: str) -> list[object]:
    sectors = [row.sector.title(language) for row in client.sectors]
    return [
        client.name, client.legal_name, client.business, str(STATUS_LABELS[client.status]), client.city,
        client.home_state.title(language) if client.home_state else "", client.home_country.title(language),
        client.primary.sector.title(language) if client.primary else "", "; ".join(sectors),
        " ".join(sorted(row.hs_code for row in client.chapters if row.direction != "southbound")),
        " ".join(sorted(row.hs_code for row in client.chapters if row.direction != "northbound")),
        "; ".join(row.port.label for row in client.ports), client.account_lead.name if client.account_lead else "",
        "; ".join(row.user.name for row in client.team), client.website, tax_id_text(client.tax_id, client.country),
        phone_text(client.phone), str(LANGUAGE_LABELS[client.report_language]),
        client.updated_at.strftime("%Y-%m-%d %H:%M"),
    ]  # fmt: skip
