"""Finds the person that a row means: by e-mail, else by the exact name with a place or a phone in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from crm.accounts.models import User
from crm.core.bulk import among
from crm.core.db import db
from crm.core.importing import ImportRow
from crm.core.text import fold
from crm.people.models import Person, PersonEmail, PersonPhone
from crm.people.visibility import visible_to

#: Ids of what people are at, by person: what a row says of its place must be among them.
Places = Callable[[User, Sequence[int]], Mapping[int, set[int]]]


@dataclass(slots=True)
class Known:
    """A listed person whom the reader may see, as far as rows are compared with them."""

    id: int
    #: Sort key, and as it is said.
    name: str
    said: str = ""
    do_not_contact: bool = False
    phones: list[list[Any]] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    places: set[int] = field(default_factory=set)


def name_key(values: Mapping[str, Any]) -> str:
    """Return the sort key of a row's name, as `Person.name_key` has it."""
    return fold(" ".join(values.get(part) or "" for part in ("surname", "second_surname", "given_name")))[:300]


def match(user: User, rows: Sequence[ImportRow], places: Places, place_of: Callable[[ImportRow], set[int]]) -> None:
    """Set `record_id` of rows, and let phones and e-mails on record stay: a few statements whatever the number of rows.

    A row with nothing but a name means the only person of that name; one with an e-mail, a phone or a place that fits
    nobody is somebody new.
    """
    known = _candidates(user, rows)
    for key, found in places(user, list(known)).items():
        known[key].places = set(found)
    by_email: dict[str, set[int]] = {}
    by_name: dict[str, list[Known]] = {}
    for person in known.values():
        by_name.setdefault(person.name, []).append(person)
        for address in person.emails:
            by_email.setdefault(address.lower(), set()).add(person.id)
    for row in rows:
        named = by_name.get(name_key(row.values), [])
        owners = {key for each in row.values.get("emails", ()) for key in by_email.get(each.lower(), ())}
        fits = owners & {person.id for person in named} or owners
        if not fits:
            fits = {person.id for person in named if _same(row.values, place_of(row), person)}
        _settle_on(row, [known[key] for key in fits])


def _settle_on(row: ImportRow, fits: Sequence[Known]) -> None:
    """Let a row mean the one person that fits; a mailbox that somebody of quite another name has is no proof."""
    row.record_id = None
    if len(fits) > 1:
        row.problems.append(_("It could be several people on record: give an e-mail address that only one has."))
    elif fits and not set(fits[0].name.split()) & set(name_key(row.values).split()):
        row.problems.append(_("Somebody of another name has this e-mail address: %(name)s", name=fits[0].said))
    elif fits:
        row.record_id = fits[0].id
        _keep(row.values, fits[0])


def keys(values: Mapping[str, Any], places: set[int]) -> tuple[list[str], list[str]]:
    """Return the names that a row's person goes by, and those by which it looks for itself, by the rule of `match`."""
    name = name_key(values)
    emails = [f"email {address.lower()}" for address in values.get("emails", ())]
    near = [f"phone {name} {number}" for number, *_rest in values.get("phones", ())]
    near += [f"place {name} {place}" for place in sorted(places)]
    alone = f"name {name}"
    return [*emails, *near, alone], [*emails, *near] or [alone]


def _same(values: Mapping[str, Any], places: set[int], person: Known) -> bool:
    numbers = {number for number, *_rest in values.get("phones", ())}
    if not numbers and not places and not values.get("emails"):
        return True
    return bool(numbers & {number for number, *_rest in person.phones} or places & person.places)


def _candidates(user: User, rows: Sequence[ImportRow]) -> dict[int, Known]:
    """Return the visible, listed people who have an e-mail address or the name of one of these rows."""
    addresses = {address.lower() for row in rows for address in row.values.get("emails", ())}
    names = {name_key(row.values) for row in rows} - {""}
    parts = (Person.given_name, Person.surname, Person.second_surname)
    shown = sa.select(Person.id, Person.name_key, Person.do_not_contact, *parts).where(
        Person.archived_at.is_(None), visible_to(user)
    )
    written = sa.select(PersonEmail.person_id).where(sa.func.lower(PersonEmail.address).in_(addresses))
    # Two statements: with OR between them neither index would be walked.
    owners = db.session.execute(written).scalars().all() if addresses else []
    found = list(db.session.execute(shown.where(among(Person.id, owners)))) if addresses else []
    found += db.session.execute(shown.where(among(Person.name_key, names))) if names else []
    known = {key: Known(key, name, " ".join(filter(None, said)), quiet) for key, name, quiet, *said in found}
    lines(known)
    return known


def lines(known: Mapping[int, Known]) -> None:
    """Fill in the phones and e-mails of these people, in their order: two statements."""
    phones = sa.select(PersonPhone.person_id, PersonPhone.number, PersonPhone.kind, PersonPhone.whatsapp)
    phones = phones.where(among(PersonPhone.person_id, known)).order_by(PersonPhone.position, PersonPhone.id)
    for person_id, *line in db.session.execute(phones):
        known[person_id].phones.append(line)
    emails = sa.select(PersonEmail.person_id, PersonEmail.address).where(PersonEmail.person_id.in_(list(known)))
    for person_id, address in db.session.execute(emails.order_by(PersonEmail.position, PersonEmail.id)):
        known[person_id].emails.append(address)


def _keep(values: dict[str, Any], person: Known) -> None:
    """Let a row add to the phones and e-mails on record; it takes none of them away, nor a wish not to be contacted."""
    if person.do_not_contact and "do_not_contact" in values:
        values["do_not_contact"] = True
    if "phones" in values:
        given = {line[0]: line for line in values["phones"]}
        kept = [
            [number, kind, whatsapp or given.get(number, (0, 0, False))[2]] for number, kind, whatsapp in person.phones
        ]
        values["phones"] = kept + [line for line in values["phones"] if line[0] not in {each[0] for each in kept}]
    if "emails" in values:
        have = {address.lower() for address in person.emails}
        values["emails"] = person.emails + [each for each in values["emails"] if each.lower() not in have]
