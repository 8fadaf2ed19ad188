"""The list of clients and its export: one statement a page, narrowed and ordered by indexes; what is picked in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients import custom
from crm.clients.columns import columns, load
from crm.clients.filters import SORTS, ClientFilter, read_filter, sound
from crm.clients.models.client import Client, ClientSector
from crm.clients.models.depth import ClientTag
from crm.clients.visibility import visible_to
from crm.core.db import db
from crm.core.find import RARE, contains_words
from crm.core.i18n import language
from crm.core.listing import PAGE, Page, cut, fetch_page
from crm.core.text import search_words
from crm.lists.declared import ListPage
from crm.reference.models import Country, Sector, State
from crm.reference.queries import sectors_with_descendants


def page_of(user: User, wanted: ClientFilter, cursor: str | None, speaks: str, size: int = PAGE) -> Page:
    """Return one page of plain rows: the record's own columns, and area, lead and sector in words."""
    title = "title_es" if speaks == "es" else "title_en"
    area = sa.func.coalesce(getattr(State, title), getattr(Country, title)).label("area")
    query = (
        sa.select(
            Client.id, Client.name, Client.legal_name, Client.business, Client.status, Client.access, Client.country,
            Client.state, Client.city, area, User.name.label("lead"), getattr(Sector, title).label("sector"),
            Client.parent_id, Client.phone, Client.website, Client.tax_id, Client.report_language, Client.created_at,
            Client.updated_at, Client.archived_at,
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
        few = cut(sa.select(Client.id).where(*where), SORTS[wanted.sort], cursor, size).subquery()
        return fetch_page(query.join(few, few.c.id == Client.id), SORTS[wanted.sort], cursor, size)
    return fetch_page(query.where(*where), SORTS[wanted.sort], cursor, size)


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
    if wanted.tag is not None:
        found.append(_with_tag(wanted.tag))
    by_id = {field.id: field for field in custom.fields()}
    found += [custom.condition(by_id[key], asked) for key, asked in wanted.own if key in by_id]
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


def _with_tag(tag_id: int) -> sa.ColumnElement[bool]:
    """The same for a tag: straight to few clients, past many in the list's order."""
    few = (
        db.session.execute(sa.select(ClientTag.client_id).where(ClientTag.tag_id == tag_id).limit(RARE + 1))
        .scalars()
        .all()
    )
    if len(few) <= RARE:
        return Client.id.in_(few)
    each = aliased(ClientTag)
    return sa.exists().where(each.client_id == Client.id, each.tag_id == tag_id)


@dataclass(frozen=True, slots=True)
class Picked:
    """Clients chosen in the list: these, or with None all that match the filter."""

    wanted: ClientFilter
    ids: tuple[int, ...] | None = None


def ids_of(user: User, picked: Picked) -> Sequence[int]:
    """Return the ids of the picked clients that the reader may see, in order."""
    query = sa.select(Client.id).where(*_picked(user, picked)).order_by(Client.id)
    return db.session.execute(query).scalars().all()


def count_of(user: User, picked: Picked) -> int:
    """Return how many clients are picked, as far as the reader may see them."""
    query = sa.select(sa.func.count()).select_from(Client).where(*_picked(user, picked))
    return db.session.execute(query).scalar_one()


def first_names(user: User, picked: Picked, most: int) -> Sequence[str]:
    """Return the first names of the picked clients."""
    query = sa.select(Client.name).where(*_picked(user, picked)).order_by(Client.name_key, Client.id).limit(most)
    return db.session.execute(query).scalars().all()


def _picked(user: User, picked: Picked) -> list[sa.ColumnElement[bool]]:
    if picked.ids is None:
        return conditions(user, picked.wanted)
    return [visible_to(user), Client.id.in_(picked.ids)]


def _fetch(user: User, parts: Mapping[str, str], cursor: str | None, size: int) -> Page:
    return page_of(user, read_filter(parts), cursor, language(), size)


def _ids(user: User, parts: Mapping[str, str]) -> sa.Select[int]:
    return sa.select(Client.id).where(*conditions(user, read_filter(parts)))


def _seen(user: User, ids: Sequence[int]) -> int:
    query = sa.select(sa.func.count()).select_from(Client).where(Client.id.in_(ids), visible_to(user))
    return db.session.execute(query).scalar_one()


LIST = ListPage(
    "clients", _l("Clients"), "clients.index", Permission.CLIENT_READ, columns, sound, _fetch, load, _ids, _seen
)
