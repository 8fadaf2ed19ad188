"""To whom a report may go: people of its client who can be written to, and ourselves."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.clients.models.depth import ClientPerson
from crm.core.dates import today_in
from crm.core.db import db
from crm.people.models import Person
from crm.people.visibility import within_limits
from crm.reports.models import Report

#: A client has a handful of people; the form offers no more.
MOST = 60


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who can be written to; `person_id` is None for one of us."""

    key: str
    name: str
    address: str
    language: str
    person_id: int | None = None
    user_id: int | None = None
    detail: str = ""


def addressees(user: User, report: Report) -> Mapping[str, Addressee]:
    """Return those who may get a report, the client's own people first. Internal ones stay with us."""
    theirs = _of_client(user, report) if report.client_id and report.level != "internal" else []
    ours = [
        Addressee(f"u{each.id}", each.name, each.email, each.language, user_id=each.id)
        for each in sorted(people_by_id().values(), key=lambda one: one.name)
        if each.active
    ]
    return {each.key: each for each in (*theirs, *ours)}


def _of_client(user: User, report: Report) -> list[Addressee]:
    today = today_in(user.time_zone)
    query = (
        sa.select(ClientPerson)
        .join(ClientPerson.person)
        .where(
            ClientPerson.client_id == report.client_id,
            sa.or_(ClientPerson.to_on.is_(None), ClientPerson.to_on >= today),
            sa.or_(ClientPerson.from_on.is_(None), ClientPerson.from_on <= today),
            Person.archived_at.is_(None), Person.do_not_contact.is_(False), within_limits(user),
        )
        .options(contains_eager(ClientPerson.person).options(selectinload(Person.emails)))
        .order_by(ClientPerson.is_primary.desc(), Person.name_key, ClientPerson.id)
        .limit(MOST)
    )  # fmt: skip
    found: dict[int, Addressee] = {}
    for role in db.session.execute(query).scalars():
        person = role.person
        if person.emails and person.id not in found:
            found[person.id] = Addressee(
                f"p{person.id}", person.formal, person.emails[0].address, report.language, person.id, detail=role.title
            )
    return list(found.values())
