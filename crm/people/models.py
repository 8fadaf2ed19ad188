"""A person with names, ways to reach them, and what they agreed to."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.db import Base, SortText, UTCDateTime, Versioned
from crm.core.text import fold
from crm.files.models import StoredFile
from crm.people.names import formal_name, full_name


class Person(Base, Versioned):
    """Somebody at a client or across the table; one row whatever they were and are."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    #: Lic., Ing., Mtra., Dr., Hon. …, as it is written before the name.
    honorific: Mapped[str] = mapped_column(sa.String(20), default="")
    given_name: Mapped[str] = mapped_column(sa.String(100))
    surname: Mapped[str] = mapped_column(sa.String(100), default="")
    second_surname: Mapped[str] = mapped_column(sa.String(100), default="")
    #: Surnames, then given name, folded: list order and keyset. Kept by the mapper, as is the next.
    name_key: Mapped[str] = mapped_column(SortText, default="")
    #: Names in the order they are said, and e-mail addresses, folded.
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    #: en, es or empty.
    language: Mapped[str] = mapped_column(sa.String(2), default="")
    #: phone, whatsapp, email or empty.
    preferred_channel: Mapped[str] = mapped_column(sa.String(10), default="")
    #: No mail, no export of phone and address, no place among those to be written to.
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    #: Where the data came from and what they agreed to (LFPDPPP 2025, CCPA).
    consent_source: Mapped[str] = mapped_column(sa.String(200), default="")
    consent_on: Mapped[date | None]
    privacy_notice_on: Mapped[date | None]
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    phones: Mapped[list["PersonPhone"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="PersonPhone.position"
    )
    emails: Mapped[list["PersonEmail"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="PersonEmail.position"
    )

    __audit__ = "person"
    __mapper_args__: Any = {"version_id_col": Versioned.__dict__["version"]}  # noqa: RUF012
    __table_args__ = (
        sa.Index("ix_person_updated", "updated_at", "id"),
        sa.Index("ix_person_search", "search_text", postgresql_using="gin",
                 postgresql_ops={"search_text": "gin_trgm_ops"}).ddl_if(dialect="postgresql"),
    )  # fmt: skip

    @property
    def name(self) -> str:
        """Return the name as it is said: 'María Fernanda López Ortega'."""
        return full_name(self)

    @property
    def formal(self) -> str:
        """Return the name with its title: 'Lic. María Fernanda López Ortega'."""
        return formal_name(self)


@sa.event.listens_for(Person, "before_insert")
@sa.event.listens_for(Person, "before_update")
def _keep_keys(_mapper: object, _connection: object, person: Person) -> None:
    """Fill the folded columns whoever writes the person; e-mail addresses only where they are loaded."""
    loaded = "emails" not in sa.inspect(person).unloaded
    emails = [row.address for row in person.emails] if loaded else []
    keys = kept_keys(person.given_name, person.surname or "", person.second_surname or "", emails)
    person.name_key = keys["name_key"]
    if loaded:
        person.search_text = keys["search_text"]


def kept_keys(given: str, first: str, second: str, emails: Iterable[str]) -> dict[str, str]:
    """Return the folded columns of a person with these names (surnames '' where there is none) and e-mail addresses."""
    return {
        "name_key": fold(f"{first} {second} {given}")[:300],
        "search_text": fold(" ".join([given, first, second, *emails])),
    }


_LISTED = Person.archived_at.is_(None)
sa.Index("ix_person_name", Person.name_key, Person.id, sqlite_where=_LISTED, postgresql_where=_LISTED)
_ARCHIVED = Person.archived_at.is_not(None)
sa.Index("ix_person_archived", Person.name_key, Person.id, sqlite_where=_ARCHIVED, postgresql_where=_ARCHIVED)


class PersonPhone(Base):
    """A phone number of a person."""

    __tablename__ = "person_phone"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    #: E.164.
    number: Mapped[str] = mapped_column(sa.String(20))
    #: mobile, office, home or other.
    kind: Mapped[str] = mapped_column(sa.String(10), default="mobile")
    #: Answers on WhatsApp.
    whatsapp: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    __audit_link__ = ("person", "person_id", "phones", "number", "kind")


class PersonEmail(Base):
    """An e-mail address of a person; the first is the one to write to."""

    __tablename__ = "person_email"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    address: Mapped[str] = mapped_column(sa.String(254))
    position: Mapped[int] = mapped_column(default=0)
    __audit_link__ = ("person", "person_id", "emails", "address")


class PersonFile(Base):
    """A file that belongs to a person."""

    __tablename__ = "person_file"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, index=True)
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
    __audit_link__ = ("person", "person_id", "files", "file_id")
