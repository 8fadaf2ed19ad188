"""Do not contact: the one place that says how a person may be reached. Every mail, export and picker asks here."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from crm.core.phones import phone_text, whatsapp_url
from crm.people.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """A number to tap: E.164, as people read it, its kind, and the address of a WhatsApp chat ('' without)."""

    number: str
    text: str
    kind: str
    whatsapp: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How a person may be reached; nothing of it for one who is not to be contacted."""

    blocked: bool
    phones: tuple[Line, ...]
    emails: tuple[str, ...]

    @property
    def phone_cell(self) -> str:
        """Return the first number for a cell of an export or list."""
        return "" if self.blocked or not self.phones else self.phones[0].text

    @property
    def email_cell(self) -> str:
        """Return the address to write to, for a cell of an export or list."""
        return "" if self.blocked or not self.emails else self.emails[0]


def mark_of(person: Person) -> str:
    """Return what a list, a picker or an export says of one who is not to be contacted; else nothing."""
    return str(_("Do not contact")) if person.do_not_contact else ""


def reach(person: Person) -> Reach:
    """Return how a person (phones and e-mails loaded) may be reached."""
    if person.do_not_contact:
        return Reach(blocked=True, phones=(), emails=())
    return Reach(blocked=False, phones=lines_of(person), emails=tuple(row.address for row in person.emails))


def lines_of(person: Person) -> tuple[Line, ...]:
    """Return all numbers of a person, whatever they wish: for the page that keeps the record itself."""
    return tuple(
        Line(row.number, phone_text(row.number), row.kind, whatsapp_url(row.number) if row.whatsapp else "")
        for row in person.phones
    )


def may_be_contacted() -> sa.ColumnElement[bool]:
    """Return the WHERE on Person for lists of people to be written to."""
    return sa.and_(Person.do_not_contact.is_(False), Person.archived_at.is_(None))
