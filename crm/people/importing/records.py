"""People as an import reads and writes them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.audit.adding import add_many, link_text, trail_added
from crm.core.bulk import insert_many
from crm.core.dates import now
from crm.core.db import db
from crm.core.importing import ImportRow
from crm.people import actions
from crm.people.importing.match import Known, lines
from crm.people.models import Person, PersonEmail, PersonPhone, kept_keys
from crm.people.queries import with_lines
from crm.people.visibility import visible_to

#: What an emptied field holds.
EMPTY: Final[Mapping[str, Any]] = dict.fromkeys(actions.PLAIN, "") | {
    "do_not_contact": False, "consent_on": None, "privacy_notice_on": None, "phones": [], "emails": [],
}  # fmt: skip


def present(user: User, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the values of visible people by id, None for an empty one: three statements."""
    columns = [getattr(Person, name) for name in actions.PLAIN]
    query = sa.select(Person.id, *columns).where(Person.id.in_(list(ids)), visible_to(user))
    rows = db.session.execute(query).mappings()
    told = {row["id"]: {name: row[name] or None for name in actions.PLAIN} for row in rows}
    known = {key: Known(key, "") for key in told}
    lines(known)
    for key, values in told.items():
        values["do_not_contact"] = bool(values["do_not_contact"])
        values |= {"phones": known[key].phones or None, "emails": known[key].emails or None}
    return told


def create(work: Session, user: User, rows: Sequence[ImportRow]) -> list[int]:
    """Add people with their phones, e-mails and trail: four statements."""
    records = [_record(user, row.values) for row in rows]
    ids = add_many(work, Person, records)
    told: dict[int, list[list[Any]]] = {key: [] for key in ids}
    phones, emails = [], []
    for key, row in zip(ids, rows, strict=True):
        for at, (number, kind, whatsapp) in enumerate(row.values.get("phones") or ()):
            phones.append({"person_id": key, "number": number, "kind": kind, "whatsapp": whatsapp, "position": at})
            told[key].append(["phones", None, link_text(number=number, kind=kind)])
        for at, address in enumerate(row.values.get("emails") or ()):
            emails.append({"person_id": key, "address": address, "position": at})
            told[key].append(["emails", None, address])
    for model, made in ((PersonPhone, phones), (PersonEmail, emails)):
        insert_many(work, model, made)
    trail_added(work, Person, records, ids, told)
    return ids


def _record(user: User, values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: EMPTY[name] if values.get(name) is None else values[name] for name in actions.PLAIN}
    keys = kept_keys(plain["given_name"], plain["surname"], plain["second_surname"], values.get("emails") or ())
    return plain | keys | {"created_by_id": user.id, "archived_at": None}


def update(work: Session, user: User, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set values of visible people; what is no value of a person's own is left to others."""
    query = sa.select(Person).where(Person.id.in_(list(changes)), visible_to(user)).options(*with_lines())
    for person in work.execute(query.execution_options(populate_existing=True)).scalars():
        given = {name: EMPTY[name] if value is None else value for name, value in changes[person.id].items()
                 if name in EMPTY}  # fmt: skip
        if "phones" in given:
            given["phones"] = [dict(zip(("number", "kind", "whatsapp"), line, strict=True)) for line in given["phones"]]
        actions.set_values(person, given)
        # Whatever changed, also what hangs on the person elsewhere: the version rises by one.
        person.updated_at = now()
    work.flush()


def hold(work: Session, user: User, ids: Sequence[int]) -> dict[int, int]:
    """Lock visible people until the unit of work ends; returns their versions."""
    query = sa.select(Person.id, Person.version).where(Person.id.in_(list(ids)), visible_to(user)).order_by(Person.id)
    return {row.id: row.version for row in work.execute(query.with_for_update(of=Person))}


def archive(work: Session, user: User, ids: Sequence[int]) -> None:
    """Take visible people out of the lists, with the trail."""
    query = sa.select(Person).where(Person.id.in_(list(ids)), visible_to(user), Person.archived_at.is_(None))
    moment = now()
    for person in work.execute(query.execution_options(populate_existing=True)).scalars():
        person.archived_at = moment
    work.flush()
