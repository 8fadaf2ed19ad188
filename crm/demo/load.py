"""Writes the demo firm into an empty database, all of it or nothing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts import actions as accounts
from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.clients import actions as client_actions
from crm.clients.models.client import Client
from crm.core.dates import to_utc, today_in
from crm.core.db import unit_of_work
from crm.core.firm import set_firm_settings
from crm.demo.absences import add_absences
from crm.demo.advisories import add_advisories
from crm.demo.alerts import add_alerts
from crm.demo.confidential import make_confidential
from crm.demo.conflicts import add_conflicts
from crm.demo.correspondence import add_correspondence, set_classes
from crm.demo.depth import add_fields, add_rows, depth_of
from crm.demo.doubles import add_doubles
from crm.demo.issues import add_issues
from crm.demo.notices import add_notices
from crm.demo.pipeline import add_pipeline
from crm.demo.promises import add_promises
from crm.demo.quarters import add_quarters
from crm.demo.register import Register, add_register
from crm.demo.reports import add_reports
from crm.demo.shapes import ClientSpec, DemoFirm, EngagementSpec, FollowUpSpec, Office, Person
from crm.demo.sources import add_sources
from crm.demo.work import add_work
from crm.engagements import actions as engagement_actions
from crm.engagements.models import Engagement
from crm.reference.models import Port, Sector
from crm.tasks import actions as task_actions

#: Follow-ups are ticked off in the afternoon of their day.
TICKED_OFF = time(16, 30)
#: Who keeps the register of people.
WRITER = "consultant@example.com"
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
        register = add_register(work, clients, firm.contacts, firm.holders, users[WRITER])
        set_classes(work, register, today_in(users[WRITER].time_zone))
        engagements = _add_engagements(work, firm.engagements, users, clients, register)
        add_correspondence(work, users, clients, register)
        _add_follow_ups(work, firm.follow_ups, users, engagements)
        add_sources(work, users)
        add_issues(work, users, clients, engagements.values())
        add_promises(work, firm.engagements, users, engagements)
        add_quarters(work, users, clients, register)
        make_confidential(work, users, engagements)
        add_doubles(work, users, clients, users[WRITER])
        add_work(work, users, clients)
        add_pipeline(work, users, clients)
        add_conflicts(work, users, clients)
        add_absences(work, users)
        add_advisories(work, users, clients)
        add_alerts(work, users)
        add_reports(work, users, clients)
        add_notices(work, users)


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
    fields = add_fields(work)
    clients: dict[str, Client] = {}
    for spec in specs:
        lead = users[spec.account_lead]
        _as(work, lead)
        values = _client(spec, users, sectors, ports) | depth_of(spec.slug, fields, clients)
        client = client_actions.create(work, values, lead)
        add_rows(work, spec.slug, client, today_in(lead.time_zone))
        for email in spec.barred:
            client_actions.bar(work, client, users[email].id, BARRED)
        clients[spec.slug] = client
    return clients


def _client(
    spec: ClientSpec, users: Mapping[str, User], sectors: Mapping[str, int], ports: Mapping[str, int]
) -> dict[str, Any]:
    """Return a client as the values that the form of a client gives."""
    return {
        "name": spec.name, "legal_name": spec.legal_name, "business": spec.description, "status": spec.status,
        "access": spec.access, "country": spec.country, "state": spec.state, "city": spec.city,
        "account_lead_id": users[spec.account_lead].id, "website": spec.website, "tax_id": spec.tax_id,
        "phone": spec.phone, "report_language": spec.report_language,
        "sectors": [sectors[code] for code in spec.sectors], "primary_sector": sectors[spec.sectors[0]],
        "northbound": [code for code, flow in spec.hs_chapters if flow != "southbound"],
        "southbound": [code for code, flow in spec.hs_chapters if flow != "northbound"],
        "ports": [ports[code] for code in spec.ports],
        "team": [users[email].id for email in spec.team if email != spec.account_lead],
    }  # fmt: skip


def _add_engagements(
    work: Session, specs: Sequence[EngagementSpec], users: Mapping[str, User], clients: Mapping[str, Client],
    register: Register,
) -> dict[str, Engagement]:  # fmt: skip
    engagements = {}
    for spec in specs:
        author = users[spec.consultants[0]]
        _as(work, author)
        engagements[spec.key] = engagement_actions.create(
            work, author, _engagement(spec, users, clients) | register.present(spec)
        )
    return engagements


def _engagement(spec: EngagementSpec, users: Mapping[str, User], clients: Mapping[str, Client]) -> dict[str, Any]:
    """Return an engagement as the values that its form gives."""
    return {
        "track": spec.track, "channel": spec.channel, "state": spec.state, "cancel_reason": spec.cancel_reason,
        "starts_wall": spec.start, "zone": spec.zone, "minutes": spec.minutes, "subject": spec.subject,
        "note": spec.note, "summary_en": spec.summary_en, "summary_es": spec.summary_es, "outcome": spec.outcome,
        "next_step": spec.next_step, "language": spec.note_language,
        "clients": [clients[slug].id for slug in spec.clients],
        "consultants": [users[email].id for email in spec.consultants], "usmca": spec.usmca,
    }  # fmt: skip


def _add_follow_ups(
    work: Session, specs: Sequence[FollowUpSpec], users: Mapping[str, User], engagements: Mapping[str, Engagement]
) -> None:
    for spec in specs:
        assignee = users[spec.assignee]
        _as(work, assignee)
        values = {"title": spec.title, "due_on": spec.due, "assignee_id": assignee.id, "priority": spec.priority}
        task = engagement_actions.add_follow_up(work, assignee, engagements[spec.engagement], values)
        if spec.done_on is not None:
            task_actions.complete(work, assignee, task, _ticked_off(spec.done_on, assignee.time_zone))


def _ticked_off(day: date, zone: str) -> datetime:
    return to_utc(datetime.combine(day, TICKED_OFF), zone)
