"""Asks for what a client has: addresses, certifications and when they end, products; and one of these rows to edit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Load

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.models.depth import Certification, ClientAddress, Product
from crm.clients.queries import own_clients
from crm.clients.visibility import visible_to
from crm.core.dates import today_in
from crm.core.db import db
from crm.reference.models import Country, State

Row = ClientAddress | Certification | Product
ROWS: Final[dict[str, type[Row]]] = {
    "addresses": ClientAddress, "certifications": Certification, "products": Product,
}  # fmt: skip
#: My day tells of a certification this long before and after its last day.
AHEAD_DAYS, PAST_DAYS = 60, 30
#: A client with more of a kind than this keeps them elsewhere; the form says so.
MOST_ROWS: Final = 200
SHOWN: Final = 12


_CLIENT_ID: Final = sa.bindparam("client_id", type_=sa.Integer)
#: Built once: building takes longer than running.
_ADDRESSES: Final = (
    sa.select(ClientAddress, Country, State)
    .join(Country, Country.code == ClientAddress.country)
    .join(State, State.code == ClientAddress.state, isouter=True)
    .where(ClientAddress.client_id == _CLIENT_ID)
    .order_by(
        sa.case({"main": 0, "plant": 1, "warehouse": 2, "billing": 3}, value=ClientAddress.kind, else_=4),
        ClientAddress.id,
    )
)
_CERTIFICATIONS: Final = (
    sa.select(Certification)
    .where(Certification.client_id == _CLIENT_ID)
    .order_by(Certification.expires_on.is_(None), Certification.expires_on, Certification.id)
)
_PRODUCTS: Final = sa.select(Product).where(Product.client_id == _CLIENT_ID).order_by(Product.hs_code, Product.id)


def addresses(client_id: int) -> Sequence[tuple[ClientAddress, Country, State | None]]:
    """Return a client's addresses with country and state, the main one first."""
    found = db.session.execute(_ADDRESSES, {"client_id": client_id})
    return [(row, country, state) for row, country, state in found]


def envelope(address: ClientAddress, country: Country, state: State | None, language: str) -> list[str]:
    """Return an address line by line as an envelope has it in its country."""
    area = state.title(language) if state else ""
    if address.country == "US":
        end = " ".join(part for part in (address.state[3:] if address.state else "", address.postal_code) if part)
        last = ", ".join(part for part in (address.city, end) if part)
    else:
        town = " ".join(part for part in (address.postal_code, address.city) if part)
        last = ", ".join(part for part in (town, area) if part)
    return [line for line in (*address.street.split("\n"), last, country.title(language)) if line]


def certifications(client_id: int) -> Sequence[Certification]:
    """Return a client's certifications: those that end soonest first, those without an end last."""
    return db.session.execute(_CERTIFICATIONS, {"client_id": client_id}).scalars().all()


def products(client_id: int) -> Sequence[Product]:
    """Return a client's products by HS code."""
    return db.session.execute(_PRODUCTS, {"client_id": client_id}).scalars().all()


def count_of(part: str, client_id: int) -> int:
    """Return how many rows of a part a client has."""
    model = ROWS[part]
    return db.session.execute(sa.select(sa.func.count()).where(model.client_id == client_id)).scalar_one()


def row_of(user: User, client_id: int, part: str, row_id: int) -> Any:
    """Return one row of a visible client, or None."""
    return db.session.execute(_row(user, client_id, part, row_id)).scalar_one_or_none()


def row_for_edit(user: User, client_id: int, part: str, row_id: int) -> Any:
    """Return one row of a visible client, locked until the unit of work ends, or None."""
    query = _row(user, client_id, part, row_id).with_for_update(of=ROWS[part])
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def _row(user: User, client_id: int, part: str, row_id: int) -> sa.Select[Any]:
    model: Any = ROWS[part]
    return (
        sa.select(model)
        .join(Client, Client.id == model.client_id)
        .where(model.id == row_id, model.client_id == client_id, visible_to(user))
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """A certification whose last day is near or just past, and its client."""

    certification: Certification
    client: Client


_ENDING: Final = (
    sa.select(Certification, Client)
    .join(Client, Client.id == Certification.client_id)
    .options(Load(Client).load_only(Client.id, Client.name))
    .where(
        Certification.expires_on.between(sa.bindparam("since", type_=sa.Date), sa.bindparam("until", type_=sa.Date)),
        Certification.client_id.in_(sa.bindparam("own", expanding=True)),
    )
    .order_by(Certification.expires_on, Client.name_key, Certification.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def ending(user: User, limit: int = SHOWN) -> list[Ending]:
    """Return what ends at the clients that a person leads or is on the team of, soonest first."""
    own = [client.id for client in own_clients(user)]
    if not own:
        return []
    today: date = today_in(user.time_zone)
    near = {"since": today - timedelta(days=PAST_DAYS), "until": today + timedelta(days=AHEAD_DAYS)}
    found = db.session.execute(_ENDING, {"own": own, "most": limit, **near})
    return [Ending(row, client) for row, client in found]
