"""Writes the made-up clients in chunks, each chunk in its own unit of work: flat memory, minutes for 100,000."""

import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients.models.client import Client, ClientChapter, ClientMember, ClientPort, ClientSector
from crm.clients.models.depth import ClientPerson, ClientTag, ClientValue
from crm.core.db import Base, db, dialect_name, unit_of_work
from crm.core.text import fold
from crm.demo.bulk import words
from crm.demo.bulk.deals import deal_rows, mandate_rows
from crm.demo.bulk.people import people_rows, value_rows
from crm.demo.bulk.rows import ENGAGEMENTS_EACH, LED_EACH, Lists, Rows, chunks, client_rows, engagement_rows
from crm.demo.content_files import offices, people
from crm.demo.depth import add_fields
from crm.demo.load import add_people, set_demo_settings
from crm.demo.shapes import Person
from crm.duplicates.rebuild import make_all_keys
from crm.engagements.models import (
    Engagement,
    EngagementClient,
    EngagementConsultant,
    EngagementTask,
    EngagementUsmca,
)
from crm.mandates.models import Deliverable, Mandate, Objective, TimeUsed
from crm.people.models import Person as PersonRecord
from crm.people.models import PersonEmail, PersonPhone
from crm.pipeline.models import Opportunity, StageMove
from crm.pipeline.stages import stages
from crm.reference.models import Port, Sector, ServiceLine, Tag
from crm.tasks.models import Task, TaskClient

CHUNK: Final = 10_000
FIRM_NAME: Final = "Puente, measured"
COLLEAGUES: Final = 40
MEASURED: Final = "consultant@example.com"
TAGS: Final = ("Winter season", "USMCA review", "Nearshoring", "Section 232")
MODELS: Final[Mapping[str, Any]] = {
    model.__name__: model
    for model in (
        Client, ClientSector, ClientChapter, ClientPort, ClientMember, ClientValue, ClientTag, PersonRecord,
        PersonPhone, PersonEmail, ClientPerson, Engagement, EngagementClient,
        EngagementConsultant, EngagementUsmca, Task, TaskClient, EngagementTask, Mandate, Objective,
        Deliverable, TimeUsed, Opportunity, StageMove,
    )
}  # fmt: skip
NUMBERED: Final = (Client, PersonRecord, Engagement, Task, Mandate, Opportunity)


def load_bulk(clients: int, today: date, password_hash: str) -> int:
    """Write `clients` clients with people and engagements, a full pipeline and the demo accounts; returns the rows.

    The trail is not written: it records what people do, and nobody did this.
    """
    with unit_of_work(None) as work:
        set_demo_settings(work, FIRM_NAME, offices())
        add_people(work, [*people(), *_colleagues()], password_hash)
        fields, tags = add_fields(work), _add_tags(work)
    lists = _lists(clients)
    written = 0
    for numbers in chunks(clients, CHUNK):
        written += _write(client_rows(numbers, lists))
        written += _write(value_rows(numbers, fields, tags))
        written += _write(people_rows(numbers))
    for numbers in chunks(clients * ENGAGEMENTS_EACH, CHUNK):
        written += _write(engagement_rows(numbers, clients, today, lists))
    written += _write(mandate_rows(clients, today, lists))
    written += _write(deal_rows(clients, today, lists, {stage.code: stage.id for stage in stages()}))
    if dialect_name() == "postgresql":
        with unit_of_work(None) as work:
            for model in NUMBERED:
                _advance_sequence(work, model)
    # Pairs of made-up names are nothing to look at: `crm duplicates-rebuild` finds them where they are measured.
    make_all_keys(due=False)
    return written


def _add_tags(work: Session) -> list[int]:
    tags = [Tag(name=name, name_key=fold(name)) for name in TAGS]
    work.add_all(tags)
    work.flush()
    return [tag.id for tag in tags]


def _colleagues() -> Iterator[Person]:
    """Yield more consultants: a database of this size is not the work of eight people."""
    rng = random.Random(FIRM_NAME)  # noqa: S311 - made-up names, nothing secret
    for number in range(1, COLLEAGUES + 1):
        yield Person(f"colleague{number}@example.com", words.person(rng), "consultant", "en", "America/Phoenix")


def _lists(clients: int) -> Lists:
    """Ask for the ids that the rows refer to; accounts that only read write nothing."""
    accounts = db.session.execute(sa.select(User.id, User.email, User.role).order_by(User.id)).all()
    measured = next(row.id for row in accounts if row.email == MEASURED)
    users = [row.id for row in accounts if row.role != "analyst" and row.id != measured]
    ports = db.session.execute(sa.select(Port.id).order_by(Port.id)).scalars().all()
    found = db.session.execute(sa.select(Sector).order_by(Sector.position)).scalars().all()
    services = db.session.execute(sa.select(ServiceLine.id).order_by(ServiceLine.id)).scalars().all()
    sectors = [(row.id, row.code.split(".")[0], row.hs_chapters.split()) for row in found if row.parent_id is not None]
    db.session.rollback()
    share = min(1.0, LED_EACH * len(users) / clients)
    return Lists(users, ports, sectors, led_share=share, measured=measured, services=services)


def _write(rows: Rows) -> int:
    with unit_of_work(None) as work:
        for name, values in rows.items():
            if values:
                work.execute(sa.insert(MODELS[name]), values)
    return sum(len(values) for values in rows.values())


def _advance_sequence(work: Session, model: type[Base]) -> None:
    """Rows came with their numbers: tell PostgreSQL's counter where to go on."""
    table = str(sa.inspect(model).local_table.description)
    newest = sa.select(sa.func.max(model.id)).scalar_subquery()  # type: ignore[attr-defined]
    work.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table, "id"), newest)))
