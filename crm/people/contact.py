"""Do not contact: the one place that says how a person may be reached. Every mail, export and picker asks here."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from crm.core.phones import phone_text, whatsapp_url
from crm.people.models import Person
from crm.people.names import Listed


@dataclass(frozen=True, slots=True)
class Line:
    """A number to tap: E.164, and its kind."""

    number: str
    kind: str
    on_whatsapp: bool

    @property
    def text(self) -> str:
        """Return the number as people read it; made when it is read: most lines of an export never are."""
        return phone_text(self.number)

    @property
    def whatsapp(self) -> str:
        """Return the address of a WhatsApp chat, '' without."""
        return whatsapp_url(self.number) if self.on_whatsapp else ""


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


def mark_of(person: Person | Listed) -> str:
    """Return what a list, a picker or an export says of one who is not to be contacted; else nothing."""
    return str(_("Do not contact")) if person.do_not_contact else ""


def reach(person: Person) -> Reach:
    """Return how a person (phones and e-mails loaded) may be reached."""
    if person.do_not_contact:
        return Reach(blocked=True, phones=(), emails=())
    return Reach(blocked=False, phones=lines_of(person), emails=tuple(row.address for row in person.emails))


def lines_of(person: Person) -> tuple[Line, ...]:
    """Return all numbers of a person, whatever they wish: for the page that keeps the record itself."""
    return tuple(Line(row.number, row.kind, row.whatsapp) for row in person.phones)


def may_be_contacted() -> sa.ColumnElement[bool]:
    """Return the WHERE on Person for lists of people to be written to."""
    return sa.and_(Person.do_not_contact.is_(False), Person.archived_at.is_(None))
