"""A client in depth: its people, addresses, certifications, products, states, tags, own fields and files."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Base, Exact, SortText, Versioned
from crm.files.models import StoredFile
from crm.people.models import Person
from crm.reference.models import CustomField, State, Tag


class ClientPerson(Base, Versioned):
    """What somebody is at a client, from when to when; nobody is ever removed, a role ends."""

    __tablename__ = "client_person"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    #: As the business says it: 'Directora de comercio exterior'.
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    #: contact, director, legal (representative with power of attorney), trade (customs and trade), finance or other.
    kind: Mapped[str] = mapped_column(sa.String(10), default="contact")
    #: Whom to call first.
    is_primary: Mapped[bool] = mapped_column(default=False)
    #: First and last day; empty where not known, or not over.
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    __audit_link__ = ("client", "client_id", "people", "person_id", "title", "from_on", "to_on")
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_client_person_client", "client_id", "to_on", "id"),
        sa.Index("ix_client_person_person", "person_id", "client_id"),
    )


class ClientAddress(Base, Versioned):
    """An address of a client."""

    __tablename__ = "client_address"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    #: main, plant, warehouse, billing or other.
    kind: Mapped[str] = mapped_column(sa.String(10), default="main")
    #: Street, number and colonia, as they stand on an envelope: up to four lines.
    street: Mapped[str] = mapped_column(sa.String(400), default="")
    postal_code: Mapped[str] = mapped_column(sa.String(12), default="")
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    state: Mapped[str | None] = mapped_column(sa.ForeignKey("state.code"))
    country: Mapped[str] = mapped_column(sa.ForeignKey("country.code"))

    __audit_link__ = ("client", "client_id", "addresses", "kind", "street", "city")
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class Certification(Base, Versioned):
    """A programme or certificate that a client holds, and when it ends."""

    __tablename__ = "client_certification"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    #: immex, prosec, ctpat, oea, origin (certification of origin) or other.
    kind: Mapped[str] = mapped_column(sa.String(10))
    #: Of `other`, its name; of the rest, what tells two apart.
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    #: Of a certification of origin: the first day of its blanket period (at most twelve months, USMCA Annex 5-A).
    starts_on: Mapped[date | None]
    #: Last day on which it is good.
    expires_on: Mapped[date | None]
    notes: Mapped[str] = mapped_column(sa.String(1000), default="")

    __audit_link__ = ("client", "client_id", "certifications", "kind", "number", "expires_on")
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (sa.Index("ix_client_certification_expires", "expires_on", "client_id"),)


class Product(Base, Versioned):
    """Something that a client trades, at four or six digits of the Harmonized System."""

    __tablename__ = "client_product"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    #: HS heading (4 digits) or subheading (6 digits), digits only.
    hs_code: Mapped[str] = mapped_column(sa.String(6), index=True)
    description: Mapped[str] = mapped_column(sa.String(200), default="")
    #: northbound, southbound or both.
    direction: Mapped[str] = mapped_column(sa.String(10), default="northbound")
    #: Rule of origin relied on: wholly_obtained, tariff_shift, rvc, lvc, process, mfn (none claimed) or empty.
    origin_rule: Mapped[str] = mapped_column(sa.String(20), default="")
    origin_note: Mapped[str] = mapped_column(sa.String(300), default="")

    __audit_link__ = ("client", "client_id", "products", "hs_code", "direction", "origin_rule")
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012


class ClientState(Base):
    """A partner state: where the goods of a client come from or go to."""

    __tablename__ = "client_state"
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    state_code: Mapped[str] = mapped_column(sa.ForeignKey("state.code"), primary_key=True, index=True)
    state: Mapped[State] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("client", "client_id", "partner_states", "state_code")


class ClientTag(Base):
    """A tag of a client."""

    __tablename__ = "client_tag"
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(sa.ForeignKey("tag.id"), primary_key=True)
    tag: Mapped[Tag] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("client", "client_id", "tags", "tag_id")
    __table_args__ = (sa.Index("ix_client_tag_tag", "tag_id", "client_id"),)


class ClientValue(Base):
    """A client's value of one of the firm's own fields; an empty value is no row."""

    __tablename__ = "client_value"
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    field_id: Mapped[int] = mapped_column(sa.ForeignKey("custom_field.id"), primary_key=True)
    #: Text; a number in plain digits; a day as ISO 8601; a choice's value; 'yes' or 'no'.
    value: Mapped[str] = mapped_column(sa.String(500))
    #: The value folded: filters compare it. Days compare as text.
    value_key: Mapped[str] = mapped_column(SortText)
    #: Of a number.
    number: Mapped[Decimal | None] = mapped_column(Exact)
    field: Mapped[CustomField] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("client", "client_id", "values", "field_id", "value")
    __table_args__ = (
        sa.Index("ix_client_value_key", "field_id", "value_key", "client_id"),
        sa.Index("ix_client_value_number", "field_id", "number", "client_id"),
    )


class ClientFile(Base):
    """A file that belongs to a client."""

    __tablename__ = "client_file"
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, index=True)
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("client", "client_id", "files", "file_id")
