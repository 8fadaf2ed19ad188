"""How many statements board, table and pages take: as many at 1,000 opportunities as at 10."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.core.db import unit_of_work
from crm.pipeline.models import Opportunity, StageMove
from crm.pipeline.stages import stages
from tests.pipeline.records import add_opportunity, day, move, service_id
from tests.support import People, count_queries
from tests.tasks.firm import add_client, user

BUDGET = 30


def write(app: Flask, client_id: int, first: int, count: int) -> None:
    """Write opportunities with a move, spread over all stages."""
    with app.app_context():
        lead, kinds, at = user("alice").id, list(stages()), datetime.now(UTC) - timedelta(hours=1)
        rows: list[dict[str, Any]] = []
        for key in range(first, first + count):
            stage = kinds[key % len(kinds)]
            rows.append({
                "id": key, "version": 1, "created_at": at, "updated_at": at, "client_id": client_id,
                "title": f"Work {key}", "title_key": f"work {key}", "search_text": f"work {key}", "stage_id": stage.id,
                "stage_since": at, "closed_at": at if stage.kind in {"signed", "lost"} else None,
                "account_lead_id": lead, "value_amount": Decimal(key), "value_currency": "USD",
                "expected_on": day(key % 90),
            })  # fmt: skip
        moves = [
            {"opportunity_id": row["id"], "to_stage_id": row["stage_id"], "at": at, "user_id": lead} for row in rows
        ]
        with unit_of_work(None) as work:
            work.execute(sa.insert(Opportunity), rows)
            work.execute(sa.insert(StageMove), moves)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    app: Flask, people: People, figure: Callable[..., None]
) -> None:
    client = add_client(app, "Hortalizas")
    key = add_opportunity(app, client, "Measured", service_line_id=service_id(app))
    for code in ("conversation", "terms"):
        move(app, key, code)
    columns = "client+stage+value+service+lead+source+days+closed"
    paths = ("/pipeline", f"/pipeline?client={client}&q=work", f"/pipeline/table?state=all&columns={columns}",
             f"/opportunities/{key}", f"/opportunities/{key}/history", f"/clients/{client}")  # fmt: skip

    def budget() -> list[int]:
        found = []
        for address in paths:
            people.charlie.get(address)
            with count_queries(app) as seen:
                assert people.charlie.get(address).status_code == 200
            found.append(len(seen))
        return found

    write(app, client, 1000, 10)
    small = budget()
    write(app, client, 2000, 990)
    for number in range(20):
        move(app, key, ("on-hold", "proposal")[number % 2])
    assert budget() == small
    assert max(small[:4]) <= BUDGET, dict(zip(paths, small, strict=True))
