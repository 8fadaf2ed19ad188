"""Five years of a made-up pipeline: events drawn from a seed, written straight into the tables."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import ClientSector
from crm.core.bulk import insert_many
from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.core.text import fold
from crm.pipeline.models import Opportunity, Stage, StageMove
from crm.reference.models import Sector, ServiceLine
from tests.tasks.firm import add_client, user

OPEN = ("identified", "conversation", "proposal", "terms")


@dataclass
class Made:
    """One opportunity: where it went and when, and what it is grouped by."""

    client: int
    lead: int
    source: str
    service: int | None
    amount: Decimal | None
    currency: str
    probability: int | None
    expected: date | None
    #: (code of the stage, instant), in order.
    events: list[tuple[str, datetime]] = field(default_factory=list)
    archived: bool = False


def draw(seed: int, count: int, clients: list[int], leads: list[int], services: list[int]) -> list[Made]:
    """Return so many opportunities over five years up to now."""
    chance = random.Random(seed)  # noqa: S311 - a seed, no secret
    end = now().replace(microsecond=0) - timedelta(hours=2)
    made = []
    for _number in range(count):
        valued = chance.random() < 0.8
        item = Made(
            client=chance.choice(clients), lead=chance.choice(leads),
            source=chance.choice(["client", "referral", "event", "web", ""]), service=chance.choice([*services, None]),
            amount=Decimal(chance.randrange(500_000, 90_000_000)) / 100 if valued else None,
            currency=chance.choice(["USD", "MXN"]) if valued else "",
            probability=chance.choice([None, None, 5, 40, 90]),
            expected=chance.choice([None, end.date() + timedelta(days=chance.randrange(-60, 500))]),
            archived=chance.random() < 0.04,
        )  # fmt: skip
        item.events = walk(chance, end)
        made.append(item)
    return made


def walk(chance: random.Random, end: datetime) -> list[tuple[str, datetime]]:
    """Return a walk through the stages: forward, back, skipping, on hold, ended, sometimes opened again."""
    at = end - timedelta(seconds=chance.randrange(5 * 365 * 86400))
    here = chance.choice([0, 0, 0, 1])
    events = [(OPEN[here], at)]
    while True:
        at += timedelta(seconds=chance.randrange(3600, 80 * 86400))
        if at >= end:
            return events
        code = events[-1][0]
        if code in {"signed", "not-won"}:
            if chance.random() > 0.07:
                return events
            next_code = chance.choice(OPEN)
        elif code == "on-hold":
            next_code = chance.choice([*OPEN, "not-won"])
        else:
            next_code = chance.choices(
                [OPEN[min(OPEN.index(code) + 1, 3)], chance.choice(OPEN), "signed", "not-won", "on-hold"],
                [45, 10, 8 + 12 * OPEN.index(code), 18, 6],
            )[0]
        if next_code != code:
            events.append((next_code, at))


def stage_ids() -> dict[str, int]:
    """Return the id of each stage by its code (within an app context)."""
    return {row.code: row.id for row in db.session.execute(sa.select(Stage.code, Stage.id))}


def firm(app: Flask, clients: int = 12) -> dict[str, Any]:
    """Add clients with primary sectors; return what `draw` picks from, and the sector of each client."""
    ids = [add_client(app, f"Company {number:03d}") for number in range(clients)]
    with app.app_context():
        leads = [user(name).id for name in ("alice", "bob", "charlie")]
        sectors = list(db.session.execute(sa.select(Sector.id).order_by(Sector.id).limit(4)).scalars())
        services = list(db.session.execute(sa.select(ServiceLine.id).order_by(ServiceLine.id).limit(3)).scalars())
        of_client = {key: sectors[place % 4] for place, key in enumerate(ids) if place % 5}
        with unit_of_work(leads[0]) as work:
            work.add_all(ClientSector(client_id=c, sector_id=s, is_primary=True) for c, s in of_client.items())
            # A second sector counts nowhere.
            work.add_all(
                ClientSector(client_id=c, sector_id=next(o for o in sectors if o != s)) for c, s in of_client.items()
            )
    return {"clients": ids, "leads": leads, "services": services, "sectors": of_client}


def store(app: Flask, made: list[Made]) -> None:
    """Write opportunities and moves straight into the tables."""
    with app.app_context():
        stages, stamp = stage_ids(), now()
        with unit_of_work(None) as work:
            first = (work.execute(sa.select(sa.func.max(Opportunity.id))).scalar() or 0) + 1
            insert_many(
                work, Opportunity, [_row(first + place, item, stages, stamp) for place, item in enumerate(made)]
            )
            moves = [move for place, item in enumerate(made) for move in _moves(first + place, item, stages)]
            # Ids do not follow the order of time.
            random.Random(7).shuffle(moves)  # noqa: S311 - likewise
            highest = (work.execute(sa.select(sa.func.max(StageMove.id))).scalar() or 0) + 1
            insert_many(work, StageMove, [{"id": highest + place, **move} for place, move in enumerate(moves)])


def _row(key: int, item: Made, stages: dict[str, int], stamp: datetime) -> dict[str, Any]:
    code, at = item.events[-1]
    return {
        "id": key, "client_id": item.client, "title": f"Opportunity {key}", "title_key": fold(f"Opportunity {key}"),
        "search_text": "", "notes": "", "service_line_id": item.service, "value_amount": item.amount,
        "value_currency": item.currency, "fee_basis": "", "stage_id": stages[code], "probability": item.probability,
        "expected_on": item.expected, "account_lead_id": item.lead, "source": item.source, "source_note": "",
        "next_step": "", "lost_reason": "", "lost_note": "", "stage_since": at,
        "closed_at": at if code in {"signed", "not-won"} else None, "archived_at": stamp if item.archived else None,
        "version": 1, "created_at": stamp, "updated_at": stamp,
    }  # fmt: skip


def _moves(key: int, item: Made, stages: dict[str, int]) -> list[dict[str, Any]]:
    before, rows = None, []
    for code, at in item.events:
        rows.append({"opportunity_id": key, "from_stage_id": before, "to_stage_id": stages[code], "at": at})
        before = stages[code]
    return rows


def at(days_ago: float) -> datetime:
    """Return the instant so many days ago."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=days_ago)


def one(world: dict[str, Any], *events: tuple[str, float], **more: Any) -> Made:
    """Return an opportunity by hand: stages with the days ago at which it went there."""
    given: dict[str, Any] = {
        "client": world["clients"][0], "lead": world["leads"][0], "source": "web", "service": None, "amount": None,
        "currency": "", "probability": None, "expected": None, **more,
    }  # fmt: skip
    return Made(**given, events=[(code, at(days)) for code, days in events])
