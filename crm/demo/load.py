"""Writes the demo firm into an empty database, all of it or nothing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts import actions as accounts
from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.clients.models import Client, ClientBarrier, ClientChapter, ClientMember, ClientPort, ClientSector
from crm.core.dates import to_utc
from crm.core.db import unit_of_work
from crm.core.firm import set_firm_settings
from crm.core.text import fold
from crm.demo.shapes import ClientSpec, DemoFirm, EngagementSpec, FollowUpSpec, Office, Person
from crm.engagements.models import (
    Engagement,
    EngagementClient,
    EngagementConsultant,
    EngagementTask,
    EngagementUsmca,
)
from crm.reference.models import Port, Sector
from crm.tasks.models import Task, TaskClient

#: Follow-ups are ticked off in the afternoon of their day.
TICKED_OFF = time(16, 30)
#: A brief dispute kept somebody out: the reason shown beside a barrier.
BARRED = "Family tie with a competitor"


def load_firm(firm: DemoFirm, password_hash: str) -> None:
    """Write the whole firm in one unit of work; nothing is kept where anything fails.

    Each record is written in the name of who would have written it. `password_hash` serves every account.
    """
    with unit_of_work(None) as work:
        set_demo_settings(work, firm.name, firm.offices)
        users = add_people(work, firm.people, password_hash)
        clients = _add_clients(work, firm.clients, users)
        engagements = _add_engagements(work, firm.engagements, users, clients)
        _add_follow_ups(work, firm.follow_ups, users, clients, engagements)


def set_demo_settings(work: Session, name: str, offices: Sequence[Office]) -> None:
    """Name the firm and mark the database as a demo; flushes."""
    set_firm_settings(work, {"firm_name": name, "offices": "\n".join(office.city for office in offices), "demo": True})


def add_people(work: Session, people: Sequence[Person], password_hash: str) -> dict[str, User]:
    """Add the accounts; flushes. Returns them by e-mail."""
    users = {}
    for person in people:
        user = accounts.add_user(
            work, email=person.email, name=person.name, role=Role(person.role), language=person.language,
            time_zone=person.timezone, office=_office(person),
        )  # fmt: skip
        user.password = password_hash
        users[person.email] = user
    work.flush()
    return users


def _office(person: Person) -> str:
    return person.timezone.rsplit("/", 1)[-1]


def _as(work: Session, user: User) -> None:
    """From here on the trail names this person as the one who writes."""
    work.info["actor_id"] = user.id


def _add_clients(work: Session, specs: Sequence[ClientSpec], users: Mapping[str, User]) -> dict[str, Client]:
    sectors: dict[str, int] = {row.code: row.id for row in work.execute(sa.select(Sector.code, Sector.id))}
    ports: dict[str, int] = {row.code: row.id for row in work.execute(sa.select(Port.code, Port.id))}
    clients = {}
    for spec in specs:
        _as(work, users[spec.account_lead])
        client = _client(spec, users)
        client.sectors = [
            ClientSector(sector_id=sectors[code], is_primary=place == 0) for place, code in enumerate(spec.sectors)
        ]
        client.chapters = [ClientChapter(hs_code=chapter, direction=flow) for chapter, flow in spec.hs_chapters]
        client.ports = [ClientPort(port_id=ports[code]) for code in spec.ports]
        client.team = [ClientMember(user_id=users[email].id) for email in spec.team if email != spec.account_lead]
        work.add(client)
        work.flush()
        work.add_all(
            ClientBarrier(client_id=client.id, user_id=users[email].id, reason=BARRED) for email in spec.barred
        )
        work.flush()
        clients[spec.slug] = client
    return clients


def _client(spec: ClientSpec, users: Mapping[str, User]) -> Client:
    return Client(
        name=spec.name, name_key=fold(spec.name), search_text=fold(f"{spec.name} {spec.legal_name} {spec.city}"),
        legal_name=spec.legal_name, business=spec.description, status=spec.status, access=spec.access,
        country=spec.country, state=spec.state, city=spec.city, account_lead_id=users[spec.account_lead].id,
        website=spec.website, tax_id=spec.tax_id, phone=spec.phone, report_language=spec.report_language,
    )  # fmt: skip


def _add_engagements(
    work: Session, specs: Sequence[EngagementSpec], users: Mapping[str, User], clients: Mapping[str, Client]
) -> dict[str, Engagement]:
    engagements = {}
    for spec in specs:
        author = users[spec.consultants[0]]
        _as(work, author)
        item = _engagement(spec, author)
        item.clients = [EngagementClient(client_id=clients[slug].id, starts_at=item.starts_at) for slug in spec.clients]
        item.consultants = [EngagementConsultant(user_id=users[email].id) for email in spec.consultants]
        item.usmca = [EngagementUsmca(chapter_number=number) for number in spec.usmca]
        work.add(item)
        work.flush()
        engagements[spec.key] = item
    return engagements


def _engagement(spec: EngagementSpec, author: User) -> Engagement:
    words = (spec.subject, spec.note, spec.institution, spec.people, spec.summary_en, spec.summary_es, spec.outcome)
    return Engagement(
        track=spec.track, channel=spec.channel, state=spec.state, cancel_reason=spec.cancel_reason,
        starts_at=to_utc(spec.start, spec.zone), starts_wall=spec.start, zone=spec.zone, minutes=spec.minutes,
        subject=spec.subject, note=spec.note, summary_en=spec.summary_en, summary_es=spec.summary_es,
        outcome=spec.outcome, next_step=spec.next_step, institution=spec.institution, people=spec.people,
        search_text=fold(" ".join(words)), created_by_id=author.id,
    )  # fmt: skip


def _add_follow_ups(
    work: Session,
    specs: Sequence[FollowUpSpec],
    users: Mapping[str, User],
    clients: Mapping[str, Client],
    engagements: Mapping[str, Engagement],
) -> None:
    for spec in specs:
        assignee = users[spec.assignee]
        _as(work, assignee)
        task = Task(
            title=spec.title,
            due_on=spec.due,
            assignee_id=assignee.id,
            created_by_id=assignee.id,
            priority=spec.priority,
        )
        task.clients = [TaskClient(client_id=clients[spec.client].id)]
        work.add(task)
        work.flush()
        work.add(EngagementTask(engagement_id=engagements[spec.engagement].id, task_id=task.id))
        if spec.done_on is not None:
            task.done_at, task.done_by_id = _ticked_off(spec.done_on, assignee.time_zone), assignee.id
        work.flush()


def _ticked_off(day: date, zone: str) -> datetime:
    return to_utc(datetime.combine(day, TICKED_OFF), zone)
