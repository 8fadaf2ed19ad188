"""Changes people. They flush within an open unit of work, never commit."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.people.models import Person, PersonEmail, PersonPhone

#: What a form may set on the record itself: nothing else of it is taken from a request.
PLAIN: Final = (
    "honorific", "given_name", "surname", "second_surname", "language", "preferred_channel", "do_not_contact",
    "consent_source", "consent_on", "privacy_notice_on", "notes",
)  # fmt: skip


def create(work: Session, actor: User | None, values: Mapping[str, Any]) -> Person:
    """Add a person.

    `values` has plain attributes (see PLAIN), `phones` (dicts of number in E.164, kind, whatsapp) and `emails`
    (addresses), each in order.
    """
    person = Person(created_by_id=actor.id if actor else None, phones=[], emails=[])
    set_values(person, values)
    work.add(person)
    work.flush()
    return person


def update(work: Session, person: Person, values: Mapping[str, Any]) -> None:
    """Change a person (phones and e-mails loaded): only the values given."""
    set_values(person, values)
    work.flush()


def archive(work: Session, person: Person) -> None:
    """Take a person out of the lists; nothing of them is lost."""
    person.archived_at = person.archived_at or now()
    work.flush()


def restore(work: Session, person: Person) -> None:
    """Put an archived person back."""
    person.archived_at = None
    work.flush()


def set_values(person: Person, values: Mapping[str, Any]) -> None:
    """Set the values given on a person (phones and e-mails loaded); the caller flushes."""
    for name in PLAIN:
        if name in values:
            setattr(person, name, values[name])
    changed = False
    if "phones" in values:
        changed |= _set_phones(person, values["phones"])
    if "emails" in values:
        changed |= _set_emails(person, values["emails"])
    if changed:
        # A row of its own does not touch the record: this raises its version.
        person.updated_at = now()


def _set_phones(person: Person, wanted: Sequence[Mapping[str, Any]]) -> bool:
    known = {row.number: row for row in person.phones}
    rows = []
    before = [(row.number, row.kind, row.whatsapp) for row in person.phones]
    for position, line in enumerate({line["number"]: line for line in wanted}.values()):
        row = known.get(line["number"]) or PersonPhone(number=line["number"])
        row.kind, row.whatsapp, row.position = line.get("kind", "mobile"), bool(line.get("whatsapp")), position
        rows.append(row)
    person.phones = rows
    return before != [(row.number, row.kind, row.whatsapp) for row in rows]


def _set_emails(person: Person, wanted: Sequence[str]) -> bool:
    known = {row.address: row for row in person.emails}
    before = [row.address for row in person.emails]
    rows = []
    for position, address in enumerate(dict.fromkeys(wanted)):
        row = known.get(address) or PersonEmail(address=address)
        row.position = position
        rows.append(row)
    person.emails = rows
    return before != [row.address for row in rows]
