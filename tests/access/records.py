"""One client open to the firm and one of access `team`, each with what hangs on a client; addresses of every route."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from crm.accounts.actions import add_user
from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.clients.models.client import Client, ClientBarrier, ClientChapter, ClientMember, ClientPort, ClientSector
from crm.clients.models.depth import (
    Certification,
    ClientAddress,
    ClientPerson,
    ClientState,
    ClientTag,
    ClientValue,
    Product,
)
from crm.core.db import db, unit_of_work
from crm.core.firm import STAMP
from crm.core.offers import entry_name
from crm.core.text import fold
from crm.duplicates.likeness import BITS
from crm.duplicates.models import DuplicatePair
from crm.engagements.confidential_models import EngagementPart, EngagementPartReader
from crm.engagements.issue_models import EngagementIssue
from crm.engagements.models import (
    Engagement,
    EngagementClient,
    EngagementConsultant,
    EngagementFile,
    EngagementPerson,
    EngagementTask,
)
from crm.indicators.models import Series
from crm.institutions.models import Institution, Post, PostHolder
from crm.issues.models import IssueClient
from crm.merges.models import Merge
from crm.people.models import Person
from crm.reference.models import Port, Sector
from crm.tasks.models import Task, TaskClient, TaskPerson
from tests.access.matter_records import add_commitment, add_issue
from tests.access.own_records import BAIT, add_absence, add_draft, add_job, add_notices, add_settings, add_view
from tests.access.report_records import add_report
from tests.access.work_records import add_checklist, add_work
from tests.files.records import add_file
from tests.imports.records import add_imports

#: Planted in every text of the team-only client; nothing that is asked contains it.
CANARY = "qx7canario"
#: Of every client, so that each makes a pair with the twin.
PHONE = "+526622125566"
#: Stamped by sign-ins and reads; and figures, which no page writes.
UNTOLD = frozenset({"user_session", "sign_in_counter", "observation"})
#: Arguments that name a record of a client.
RECORD_ARGUMENTS = frozenset({
    "client_id", "task_id", "engagement_id", "report_id", "person_id", "file_id", "record_id", "client", "person",
    "keep_id", "merge_id", "pair_id", "entry", "commitment_id", "part_id", "run_id", "opportunity_id", "mandate_id",
    "conflict_check_id", "adverse_id", "barrier_id", "advisory_id", "rule_id", "report_version_id", "definition_id",
    "made_id",
})  # fmt: skip


@dataclass(frozen=True)
class Records:
    """Values for the arguments of addresses: of the open client's records, and of the team-only one's."""

    open: dict[str, object]
    team: dict[str, object]


def make_records(app: Flask) -> Records:
    """Make both clients, visible from the team-only one's side to alice and the partners only."""
    with app.app_context():
        with unit_of_work(None) as work:
            users = {user.name: user.id for user in work.execute(sa.select(User)).scalars()}
            spare = add_user(
                work, email="gus@example.com", name="Gus", role=Role.CONSULTANT, language="es", time_zone="UTC"
            )
            shared = {
                "sector_id": work.execute(sa.select(Sector.id).where(Sector.code == "tourism.lodging")).scalar_one(),
                "port_id": work.execute(sa.select(Port.id).where(Port.code == "2604")).scalar_one(), "number": 1,
                "user_id": spare.id, "name": "hs-chapters", "token": "no-such-link", "filename": "theme.css",
                "report_link": "no-such-link",
                "key": work.execute(sa.select(Series.key).order_by(Series.id).limit(1)).scalar() or "none",
            }  # fmt: skip
            shared |= add_settings(work) | add_institution(work, users["Alice"]) | add_view(work, users["Alice"])
            shared |= add_draft(work, users["Alice"]) | add_job(work, users["Alice"])
            shared |= add_imports(work, users["Alice"]) | add_absence(work, users["Alice"])
            shared |= add_twin(work) | add_issue(work) | add_checklist(work)
            made = {
                "firm": add_client(work, f"{BAIT} abierta", "firm", users["Bob"], shared),
                "team": add_client(work, f"{BAIT} {CANARY}", "team", users["Alice"], shared),
            }
        return Records({**shared, **made["firm"]}, {**shared, **made["team"]})


def add_institution(work: sa.orm.Session, lead: int) -> dict[str, object]:
    """Add an institution with a post that somebody holds; returns the arguments of their addresses."""
    body = Institution(name_en=BAIT, name_es=BAIT, kind="agency", level="federal", country="MX")
    person = Person(given_name="Luz", surname="Mora", emails=[], phones=[], created_by_id=lead)
    work.add_all([body, person])
    work.flush()
    post = Post(institution_id=body.id, title_en="Director", title_es="Directora")
    work.add(post)
    work.flush()
    holder = PostHolder(post_id=post.id, person_id=person.id)
    work.add(holder)
    work.flush()
    return {
        "institution": body.id, "kind": "clients", "institution_id": body.id, "post_id": post.id,
        "holder_id": holder.id,
    }  # fmt: skip


def add_twin(work: sa.orm.Session) -> dict[str, object]:
    """Add a client, open to all, with the phone that every client of these tests has: a pair with each of them."""
    twin = Client(name="Gemela", status="active", phone=PHONE)
    work.add(twin)
    work.flush()
    return {"twin_id": twin.id}


def add_client(
    work: sa.orm.Session, words: str, access: str, lead: int, shared: dict[str, object]
) -> dict[str, object]:
    """Add a client, its follow-up, engagement and report, all saying `words`; returns the arguments of their addresses.

    `shared` names the sector, the port, and as user_id somebody who is kept out by a barrier.
    """
    moment = datetime.now(UTC) - timedelta(days=40)
    wall = moment.replace(tzinfo=None, second=0, microsecond=0)
    client = Client(
        name=words, name_key=fold(words), search_text=fold(words), access=access, status="active", city=words,
        account_lead_id=lead, phone=PHONE,
    )  # fmt: skip
    task = Task(title=words, notes=words, due_on=moment.date(), assignee_id=lead)
    engagement = Engagement(
        track="trade", channel="video", state="held", starts_at=moment, starts_wall=wall, zone="America/Phoenix",
        subject=words, note=words, summary_en=words, summary_es=words, outcome=words, next_step=words,
        institution=words, people=words, place=words, purpose=words, letter_number=words, request_to=words,
        legal_texts=words, search_text=fold(words), created_by_id=lead,
    )  # fmt: skip
    person = Person(given_name=words, surname=words, notes=words, emails=[], phones=[])
    work.add_all([client, task, engagement, person])
    work.flush()
    work.add_all([
        ClientMember(client_id=client.id, user_id=lead),
        ClientBarrier(client_id=client.id, user_id=shared["user_id"]),
        ClientSector(client_id=client.id, sector_id=shared["sector_id"], is_primary=True),
        ClientChapter(client_id=client.id, hs_code="07", direction="northbound"),
        ClientPort(client_id=client.id, port_id=shared["port_id"]),
        EngagementPerson(engagement_id=engagement.id, person_id=person.id, starts_at=moment, held_en=words,
                         held_es=words),
        TaskPerson(task_id=task.id, person_id=person.id),
        TaskClient(task_id=task.id, client_id=client.id),
        EngagementClient(engagement_id=engagement.id, client_id=client.id, starts_at=moment),
        EngagementConsultant(engagement_id=engagement.id, user_id=lead),
    ])  # fmt: skip
    pair = DuplicatePair(
        kind="client", low_id=shared["twin_id"], high_id=client.id, score=84, name_score=0, legal_score=0,
        same=BITS["phone"], mark="",
    )  # fmt: skip
    role = ClientPerson(client_id=client.id, person_id=person.id, title=words)
    work.add_all([role, pair])
    work.flush()
    address = ClientAddress(client_id=client.id, street=words, city=words, country="MX")
    ends = wall.date() + timedelta(days=70)
    held = Certification(client_id=client.id, kind="other", name=words, number=words, expires_on=ends)
    work.add_all([
        address,
        held,
        IssueClient(issue_id=shared["issue_id"], client_id=client.id, position="for", ask=words),
        EngagementIssue(engagement_id=engagement.id, issue_id=shared["issue_id"], starts_at=moment),
        Product(client_id=client.id, hs_code="0702", description=words),
        ClientTag(client_id=client.id, tag_id=shared["tag_id"]),
        ClientValue(client_id=client.id, field_id=shared["field_id"], value=words, value_key=fold(words)),
        ClientState(client_id=client.id, state_code="US-AZ"),
    ])  # fmt: skip
    work.flush()
    file = add_file(work, client.id, words)
    # Read by everybody: what closes it to others here is its engagement's client.
    everybody = [EngagementPartReader(user_id=key) for key in work.execute(sa.select(User.id)).scalars()]
    part = EngagementPart(
        engagement_id=engagement.id, author_id=lead, text=words, search_text=fold(words), readers=everybody
    )
    work.add_all([EngagementTask(engagement_id=engagement.id, task_id=task.id), part])
    work.add(EngagementFile(engagement_id=engagement.id, file_id=file["file_id"]))
    twin, merged = (Client(name=f"{words} {n}", access=access, account_lead_id=lead) for n in (2, 3))
    work.add_all([twin, merged])
    work.flush()
    merge = Merge(
        kind="client", kept_id=client.id, other_id=merged.id, actor_id=lead, at=datetime.now(UTC), before={}, left=[]
    )
    work.add(merge)
    work.flush()
    return {
        "client_id": client.id, "task_id": task.id, "engagement_id": engagement.id,
        **add_report(work, words, client.id, person.id, lead),
        "person_id": person.id, "role_id": role.id, "part": "addresses", "row_id": address.id,
        "client": client.id, "person": person.id, "keep_id": client.id, "other_id": twin.id, "merge_id": merge.id,
        "pair_id": pair.id, "entry": entry_name("certification", held.id, ends), "part_id": part.id, **file,
        **add_work(work, words, client.id, task.id, shared),
        "commitment_id": add_commitment(work, words, client.id, lead),
        **add_notices(work, task.id, work.execute(sa.select(User.id).where(User.name == "Alice")).scalar_one()),
    }  # fmt: skip


def address(app: Flask, rule: Rule, values: dict[str, object]) -> str:
    """Return the address of a route with its arguments filled. Raises KeyError for an argument nobody told us of."""
    if rule.endpoint == "bootstrap.static":
        values = {**values, "filename": "css/bootstrap.min.css"}
    with app.test_request_context():
        found = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
    assert found is not None
    return found[1]


def routes(app: Flask, method: str) -> Iterator[Rule]:
    """Yield every route that takes a method."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        if method in (rule.methods or ()):
            yield rule


def of_client(rule: Rule) -> bool:
    """Tell whether a route names a record that belongs to a client."""
    return bool(rule.arguments & RECORD_ARGUMENTS)


def fingerprint(app: Flask) -> dict[str, str]:
    """Return every table's rows as text, but those a GET may stamp: sign-in sessions."""
    with app.app_context():
        tables = [table for table in db.metadata.sorted_tables if table.name not in UNTOLD]
        with db.engine.connect() as connection:
            return {t.name: repr(sorted(map(repr, connection.execute(told(t))))) for t in tables}


def told(table: sa.Table) -> sa.Select[Any]:
    """Return a table's rows, but for the stamps of `crm/core/kept.py`: they say that something changed, not what."""
    rows = sa.select(table)
    return rows.where(~table.c.key.startswith(STAMP)) if table.name == "firm_setting" else rows
