"""MERGE: nothing is forgotten by a merge, nothing is lost by its undo, and a big one is quick."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import Base, db, unit_of_work
from crm.engagements.models import Engagement, EngagementClient, EngagementPerson
from crm.merges.models import Merge
from crm.merges.relations import RELATIONS
from tests.clients.firm import add_client
from tests.engines import Engine
from tests.merges.support import column, differing, dump, ids, merge, undo_merge
from tests.merges.test_clients import two_clients
from tests.merges.test_people import two_institutions, two_people
from tests.merges.test_relations import uncovered
from tests.people.records import add_person
from tests.support import count_queries

ENGAGEMENTS = 3000


def moved(app: Flask, made: int) -> int:
    """Return how many rows a merge moved or found in both."""
    with app.app_context():
        journal = db.session.execute(sa.select(Merge.before).where(Merge.id == made)).scalar_one()
    return sum(len(told.get("moved", [])) + len(told.get("dropped", {}).get("rows", []))
               for told in journal["rows"].values())  # fmt: skip


@pytest.mark.bar
def test_nothing_is_forgotten_by_a_merge_nor_lost_by_its_undo(
    app: Flask, engine: Engine, figure: Callable[..., None]
) -> None:
    relations = sum(len(each) for each in RELATIONS.values())
    missing = uncovered(Base.metadata)
    pairs = {"clients": two_clients(app), "people": two_people(app), "institutions": two_institutions(app)}
    rows, different = 0, []
    for slug, (keep, other) in pairs.items():
        before = dump(app)
        made = merge(app, slug, keep, other, name="right", given_name="right", notes="both", short="right")
        rows += moved(app, made)
        assert differing(before, dump(app))
        left = undo_merge(app, made)
        different += [*differing(before, dump(app)), *map(str, left)]
    figure("MERGE", engine.name, f"{len(missing)} of {relations} relations uncovered; clients, people, institutions: "
           f"{rows} rows moved; undo: {len(different)} rows of the whole database differ from before")  # fmt: skip
    assert missing == different == []


def many_engagements(app: Flask, client: int, person: int) -> None:
    """Write engagements of a client with somebody present, as an import would."""
    at = datetime(2026, 5, 4, 17, tzinfo=UTC)
    plain = {"track": "trade", "channel": "phone", "starts_at": at, "starts_wall": at.replace(tzinfo=None),
             "zone": "America/Phoenix", "subject": "Aduana de Nogales", "search_text": "aduana de nogales sol",
             "version": 1}  # fmt: skip
    with app.app_context(), unit_of_work(None) as work:
        keys = range(1, ENGAGEMENTS + 1)
        work.execute(sa.insert(Engagement), [{"id": key, **plain} for key in keys])
        work.execute(
            sa.insert(EngagementClient), [{"engagement_id": k, "client_id": client, "starts_at": at} for k in keys]
        )
        work.execute(
            sa.insert(EngagementPerson), [{"engagement_id": k, "person_id": person, "starts_at": at} for k in keys]
        )


@pytest.mark.bar
@pytest.mark.slow
@pytest.mark.parametrize("slug", ["clients", "people"])
def test_three_thousand_engagements_come_over_and_go_back_in_one_transaction(
    app: Flask, engine: Engine, slug: str, figure: Callable[..., None]
) -> None:
    clients, people = (
        (add_client(app, "Una"), add_client(app, "Otra")),
        (add_person(app, "Luz"), add_person(app, "Sol")),
    )
    many_engagements(app, clients[1], people[1])
    keep, other = clients if slug == "clients" else people
    table, name = ("engagement_client", "client_id") if slug == "clients" else ("engagement_person", "person_id")
    before = dump(app)
    with count_queries(app) as asked:
        start = time.perf_counter()
        made = merge(app, slug, keep, other)
        merging = time.perf_counter() - start
    assert len(ids(app, table, name, keep, "engagement_id")) == ENGAGEMENTS
    assert column(app, "engagement", ENGAGEMENTS, "version") == 2
    with app.app_context():
        size = len(str(db.session.execute(sa.select(Merge.before).where(Merge.id == made)).scalar_one()))
    start = time.perf_counter()
    assert undo_merge(app, made) == []
    undoing = time.perf_counter() - start
    found = differing(before, dump(app))
    told = (
        f"merged in {merging:.2f} s ({len(asked)} statements, journal {size / 1024:.0f} KB), undone in {undoing:.2f} s"
    )
    figure("MERGE", engine.name, f"{slug}: {ENGAGEMENTS} engagements {told}, {len(found)} rows differ")
    assert found == []
    assert max(merging, undoing) < 20
