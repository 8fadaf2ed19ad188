"""The client business and the rows that hang on it."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.core.db import Base, SortText, UTCDateTime, Versioned
from crm.core.text import fold
from crm.reference import catalogue
from crm.reference.models import Country, HsChapter, Port, Sector, State

if TYPE_CHECKING:  # depth.py imports this module; the mapper finds these by name
    from crm.clients.models.depth import ClientState, ClientTag, ClientValue


class Client(Base, Versioned):
    """A business that has, had, or may have a mandate with us."""

    __tablename__ = "client"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    #: The name folded: list order and keyset. This and the next two are kept by the mapper.
    name_key: Mapped[str] = mapped_column(SortText, default="")
    #: State (or country) and city folded, as the place writes itself: the order by place.
    place_key: Mapped[str] = mapped_column(SortText, default="")
    #: Name, legal name and city folded: what the search box looks through.
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    legal_name: Mapped[str] = mapped_column(sa.String(200), default="")
    #: One line on what the business does.
    business: Mapped[str] = mapped_column(sa.String(200), default="")
    #: prospect, active, dormant or former.
    status: Mapped[str] = mapped_column(sa.String(12), default="prospect")
    #: firm: open to all; team: its team and the partners.
    access: Mapped[str] = mapped_column(sa.String(6), default="firm")
    country: Mapped[str] = mapped_column(sa.ForeignKey("country.code"), default="MX")
    state: Mapped[str | None] = mapped_column(sa.ForeignKey("state.code"))
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    account_lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    website: Mapped[str] = mapped_column(sa.String(200), default="")
    #: RFC (Mexico) or EIN (US), compact, checked.
    tax_id: Mapped[str] = mapped_column(sa.String(20), default="")
    #: E.164.
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    #: Language of its reports: en or es.
    report_language: Mapped[str] = mapped_column(sa.String(2), default="en")
    #: Days meant between two contacts, 0 for never; None: what the firm's settings say of its status.
    contact_days: Mapped[int | None]
    #: The business it belongs to: the US parent of a Mexican maquiladora.
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    home_country: Mapped[Country] = relationship(lazy="raise_on_sql")
    home_state: Mapped[State | None] = relationship(lazy="raise_on_sql")
    account_lead: Mapped[User | None] = relationship(lazy="raise_on_sql")
    sectors: Mapped[list["ClientSector"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    chapters: Mapped[list["ClientChapter"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    ports: Mapped[list["ClientPort"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    team: Mapped[list["ClientMember"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    partner_states: Mapped[list["ClientState"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    tags: Mapped[list["ClientTag"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    own_values: Mapped[list["ClientValue"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    __audit__ = "client"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_client_state", "state", "name_key", "id"),
        sa.Index("ix_client_status", "status", "name_key", "id"),
        sa.Index("ix_client_lead", "account_lead_id", "name_key", "id"),
        sa.Index("ix_client_place", "place_key", "name_key", "id"),
        sa.Index("ix_client_tax", "tax_id"),
        sa.Index("ix_client_updated", "updated_at", "id"),
        sa.Index("ix_client_status_updated", "status", "updated_at", "id"),
        sa.Index("ix_client_state_updated", "state", "updated_at", "id"),
        sa.Index("ix_client_search", "search_text", postgresql_using="gin",
                 postgresql_ops={"search_text": "gin_trgm_ops"}).ddl_if(dialect="postgresql"),
    )  # fmt: skip

    def place(self, language: str) -> str:
        """Return where it is as people write it: 'Ciudad Obregón, Sonora' (needs home_state, home_country loaded)."""
        area = self.home_state.title(language) if self.home_state else self.home_country.title(language)
        return ", ".join(part for part in (self.city, area) if part)

    @property
    def primary(self) -> "ClientSector | None":
        """Return the primary sector's row (needs sectors loaded)."""
        return next((row for row in self.sectors if row.is_primary), None)


@sa.event.listens_for(Client, "before_insert")
@sa.event.listens_for(Client, "before_update")
def _keep_keys(_mapper: object, _connection: object, client: Client) -> None:
    """Fill the folded columns whoever writes the client; only a difference reaches the database."""
    texts = (client.name or "", client.legal_name or "", client.city or "")
    for column, folded in folded_columns(*texts, client.country or "MX", client.state).items():
        setattr(client, column, folded)


def folded_columns(name: str, legal_name: str, city: str, country: str, state: str | None) -> dict[str, str]:
    """Return the folded columns of a client, for rows that no mapper writes."""
    return {
        "name_key": fold(name)[:300],
        "search_text": fold(f"{name} {legal_name} {city}"),
        "place_key": place_key(country, state, city),
    }


def place_key(country: str, state: str | None, city: str) -> str:
    """Return a place folded for sorting, its state as people there write it: 'sonora ciudad obregon'."""
    return fold(f"{_areas()[state or country]} {city}")[:300]


@cache
def _areas() -> dict[str, str]:
    titles = {row.iso2: row.title_en for row in catalogue.countries()}
    return titles | {row.code: row.title_es if row.country == "MX" else row.title_en for row in catalogue.states()}


_LISTED = Client.archived_at.is_(None)
#: All that a search through names asks of a row: the list's order is walked without opening a row.
sa.Index(
    "ix_client_name", Client.name_key, Client.id, Client.access, Client.account_lead_id, Client.search_text,
    sqlite_where=_LISTED, postgresql_where=_LISTED,
)  # fmt: skip
_ARCHIVED = Client.archived_at.is_not(None)
sa.Index("ix_client_archived", Client.name_key, Client.id, sqlite_where=_ARCHIVED, postgresql_where=_ARCHIVED)


class ClientSector(Base):
    """A sector of a client; one of them is primary."""

    __tablename__ = "client_sector"
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    sector_id: Mapped[int] = mapped_column(sa.ForeignKey("sector.id"), primary_key=True, index=True)
    is_primary: Mapped[bool] = mapped_column(default=False)
    sector: Mapped[Sector] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("client", "client_id", "sectors", "sector_id", "is_primary")


class ClientChapter(Base):
    """An HS chapter that a client trades, with the direction of its goods."""

    __tablename__ = "client_chapter"
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    hs_code: Mapped[str] = mapped_column(sa.ForeignKey("hs_chapter.code"), primary_key=True, index=True)
    #: northbound (Mexico to US), southbound (US to Mexico) or both.
    direction: Mapped[str] = mapped_column(sa.String(10), default="northbound")
    chapter: Mapped[HsChapter] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("client", "client_id", "chapters", "hs_code", "direction")


class ClientPort(Base):
    """A port of entry that a client's goods or guests use."""

    __tablename__ = "client_port"
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    port_id: Mapped[int] = mapped_column(sa.ForeignKey("port.id"), primary_key=True, index=True)
    port: Mapped[Port] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("client", "client_id", "ports", "port_id")


class ClientMember(Base):
    """A consultant on a client's team, besides its account lead."""

    __tablename__ = "client_member"
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True, index=True)
    user: Mapped[User] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("client", "client_id", "team", "user_id")


class ClientBarrier(Base):
    """An information barrier: this person sees nothing of this client, whatever the role."""

    __tablename__ = "client_barrier"
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True, index=True)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    user: Mapped[User] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("client", "client_id", "barriers", "user_id", "reason")
