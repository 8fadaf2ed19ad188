"""A small firm for tests of the other kinds of report: three clients, a body, an issue, a mission, and what came of it.

`open` is a client that the whole firm sees; `closed` is alice's and the partners' alone, charlie barred from it. Each
text that only readers of `closed` may read has SECRET in it, each one that stays inside the firm has INSIDE in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client, ClientSector
from crm.core.db import db, unit_of_work
from crm.core.text import fold
from crm.institutions.models import Institution
from crm.issues.models import Issue
from crm.reference.models import Sector
from crm.reports.build.asked import Asked, Built
from crm.reports.build.kinds.table import KINDS
from crm.reports.build.period import Period
from crm.reports.build.plan import Plan
from crm.reports.document import Document, Section, Table
from tests.commitments.records import add_commitment
from tests.institutions.records import add_institution, add_post, seat
from tests.issues.records import add_issue, add_update, touch
from tests.mandates.records import add_mandate, add_row
from tests.people.records import add_person
from tests.pipeline.records import add_opportunity
from tests.reports.records import an_engagement
from tests.tasks.firm import add_client, add_task, user

SECRET, INSIDE = "Reservada", "canario-interno"
START, END = date(2026, 7, 1), date(2026, 9, 30)
TODAY = date(2026, 11, 27)
MISSION = "Misión Phoenix 2026"
#: Kinds with what they are asked about.
SUBJECTS = {"portfolio": (), "pipeline": (), "institution": ("institution",), "issue": ("issue",),
            "sector": ("sector",), "mission": ("mission",)}  # fmt: skip


@dataclass(frozen=True)
class Firm:
    """The ids of what was made."""

    open: int
    closed: int
    body: int
    issue: int


def small_firm(app: Flask) -> Firm:
    """Make the firm: of each kind of record one for each client."""
    mine = add_client(app, "Agrícola del Yaqui")
    closed = add_client(app, f"{SECRET} del Norte", access="team", barred="charlie")
    _in_sector(app, mine, closed)
    body = add_institution(app, "Consulado General", country="MX")
    post = add_post(app, body, "Consul general", "Cónsul general")
    seat(app, post, add_person(app, "Elena", "Ruiz"), from_on=date(2026, 8, 1))
    issue = add_issue(
        app, "Winter hours", title_es="Horario de invierno", description=f"Hours. Two clients ask ({INSIDE}).",
        citations=[{"source": "fr", "text": "91 FR 1", "cited_on": date(2026, 8, 3), "url": ""}],
        sectors=[agriculture(app)], institutions=[body], value_amount=Decimal(4_200_000), value_currency="USD",
        value_period="year", value_note=f"one client's flows, {INSIDE}", hs_codes=["0702"],
    )  # fmt: skip
    add_update(app, issue, "amber", "The hearing is set.", datetime(2026, 7, 1, 18, tzinfo=UTC))
    add_update(app, issue, "red", f"{SECRET} del Norte will testify.", datetime(2026, 9, 30, 18, tzinfo=UTC))
    for client, word in ((mine, "Abierta"), (closed, SECRET)):
        touch(app, issue, client, "for", f"{word}: longer hours")
        _records(app, client, word, body, issue)
    return Firm(mine, closed, body, issue)


def _records(app: Flask, client: int, word: str, body: int, issue: int) -> None:
    met = an_engagement(
        app, client, subject=f"{MISSION}: {word} {INSIDE}", institutions=[body], issues=[issue], institution="",
        summary_en=f"{word}: they will write.", summary_es=f"{word}: escribirán.", outcome=f"{word}: a letter.",
        next_step=f"{word}: send it.", people="",
    )  # fmt: skip
    add_commitment(
        app, text=f"{word}: an answer", maker_institution_id=body, clients=[client], due=-30, made_on=date(2026, 8, 12),
        engagement_id=met,
    )  # fmt: skip
    add_task(app, "alice", title=f"{word}: call them", clients=[client])
    _came_of(app, met)
    mandate = add_mandate(app, client, f"{word}: retainer", fee_basis="retainer", ends_on=date(2026, 12, 31))
    add_row(app, mandate, "objectives", title=f"{word}: hours", state="at_risk", blocker="x")
    add_row(app, mandate, "introductions", made_on=date(2026, 8, 13), to_name=f"{word}: a buyer", state="made")
    add_opportunity(
        app, client, f"{word}: audit", value_amount=Decimal(10_000), value_currency="USD", source="event",
        source_note=MISSION, at=datetime(2026, 7, 1, 18, tzinfo=UTC),
    )  # fmt: skip


def _came_of(app: Flask, engagement_id: int) -> None:
    """Say that the follow-up added last came of an engagement."""
    with app.app_context(), unit_of_work(None) as work:
        from_tasks = sa.select(sa.func.max(TASKS.c.id))
        work.execute(sa.insert(LINKS).values(engagement_id=engagement_id, task_id=from_tasks.scalar_subquery()))


LINKS = db.metadata.tables["engagement_task"]
TASKS = db.metadata.tables["task"]


def _in_sector(app: Flask, *clients: int) -> None:
    with app.app_context(), unit_of_work(None) as work:
        sector = work.execute(sa.select(Sector.id).where(Sector.code == "agriculture")).scalar_one()
        work.add_all(ClientSector(client_id=key, sector_id=sector, is_primary=True) for key in clients)


def agriculture(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(sa.select(Sector.id).where(Sector.code == "agriculture")).scalar_one()


def one(model: Any, **columns: Any) -> Any:
    """Return the one record (within an app context)."""
    return db.session.execute(sa.select(model).filter_by(**columns)).scalar_one()


def made(
    name: str, by: str, firm: Firm | None = None, *, level: str = "internal", language: str = "en", **more: Any
) -> Built:
    """Return a kind of report as somebody gets it, about the firm's own subject (within a request context)."""
    plan = more.pop("plan", None) or Plan(level=level)  # type: ignore[arg-type]
    period = more.pop("period", Period(START, END))
    about = {subject: subject_of(subject, firm) for subject in SUBJECTS[name]}
    if level == "client" and firm is not None:
        about["client"] = one(Client, id=firm.open)
    asked = Asked(name, period, language, TODAY, "Alice", plan, **{**about, **more})  # type: ignore[arg-type]
    return KINDS[name].build(asked, user(by))


def subject_of(subject: str, firm: Firm | None) -> Any:
    if subject == "mission":
        return MISSION
    if subject == "sector":
        return one(Sector, code="agriculture")
    if firm is None:
        return db.session.execute(sa.select(Institution).limit(1)).scalar_one() if subject == "institution" else None
    return one(Institution, id=firm.body) if subject == "institution" else one(Issue, id=firm.issue)


def text_of(document: Document) -> str:
    """Return every word of a document, also those for workbooks."""
    return "\n".join(_texts(document))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for item in fields(value):
            yield from _texts(getattr(value, item.name))


def tables(document: Document) -> list[Table]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Table)]


def section(document: Document, heading: str) -> Section:
    return next(each for each in document.sections if each.heading == heading)


def says(document: Document, word: str) -> bool:
    return fold(word) in fold(text_of(document))
