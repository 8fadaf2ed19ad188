"""A4: a note with named readers and a sensitive part of an open note; nobody else meets their words by any door."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.core.db import db, unit_of_work
from crm.core.security import STATIC_ENDPOINTS
from crm.engagements import actions, confidential
from tests.access.own_records import BAIT
from tests.access.records import address, make_records, routes
from tests.access.roles import PEOPLE
from tests.architecture.source import fail_on
from tests.engagements.records import form, values
from tests.engines import Engine
from tests.lists.records import export
from tests.support import People, Person

NAMED, PART = "qxnombrado", "qxreservado"
#: The author and the one reader of both; everybody else is outside, whatever the role.
READERS = frozenset({"insider"})


@pytest.fixture
def places(app: Flask) -> list[dict[str, Any]]:
    """Give values for every address: with the named note and its follow-up, then with the note that has the part."""
    shared = make_records(app).open
    with app.app_context(), unit_of_work(None) as work:
        alice = work.execute(sa.select(User).where(User.name == "Alice")).scalar_one()
        work.info["actor_id"] = alice.id
        words = dict.fromkeys(("subject", "note", "summary_en", "summary_es", "outcome", "next_step", "people"), NAMED)
        made = {"limited": True, "readers": [], "consultants": [alice.id], **words}
        follow_up = {"title": f"{BAIT} {NAMED}", "assignee_id": alice.id, "notes": NAMED}
        client = [int(str(shared["client_id"]))]
        named = actions.create(work, alice, values(client, **made, follow_ups=[follow_up]))
        actions.update(work, alice, named, {"note": f"{BAIT} {NAMED} otra vez"})
        public = actions.create(work, alice, values(client, subject=f"{BAIT} pública", summary_en="For the client"))
        part = confidential.add_part(work, alice, public, f"{BAIT} {PART}", [])
        confidential.update_part(work, part, f"{BAIT} {PART} otra vez")
        return [
            {**shared, "engagement_id": named.id, "task_id": named.tasks[0].task_id, "number": named.version},
            {**shared, "engagement_id": public.id, "part_id": part.id},
        ]


def texts(person: Person, path: str) -> str:
    """Return all that an address tells, the text of a PDF included."""
    with person.http.open(path) as answer:
        if answer.mimetype == "application/pdf" and answer.status_code == 200:
            pages = pypdf.PdfReader(io.BytesIO(answer.get_data())).pages
            return "\n".join(page.extract_text() for page in pages).lower()
        return answer.get_data().decode("utf-8", "replace").lower()


def asked(app: Flask, places: list[dict[str, Any]]) -> Iterator[str]:
    """Yield every address that can be read, plain and asked for what the records share; never for the canaries."""
    for rule in routes(app, "GET"):
        if rule.endpoint in STATIC_ENDPOINTS:
            continue
        for place in places:
            path = address(app, rule, place)
            yield path
            if not rule.arguments:
                yield f"{path}?q={BAIT}&client={place['client_id']}&client_id={place['client_id']}&who=all&show=team"


@pytest.mark.bar
def test_nobody_but_its_readers_meets_a_confidential_note(
    app: Flask, engine: Engine, people: People, places: list[dict[str, Any]], figure: Callable[..., None]
) -> None:
    leaks, shown, count = list[str](), dict.fromkeys((NAMED, PART), 0), 0
    for path in dict.fromkeys(asked(app, places)):
        for who, name in PEOPLE.items():
            text = texts(getattr(people, name), path)
            count += who not in READERS
            for canary in (NAMED, PART):
                if canary in text and who in READERS:
                    shown[canary] += 1
                elif canary in text:
                    leaks.append(f"{who}: {path} shows {canary}")
    for rule in (rule for rule in routes(app, "POST") if rule.endpoint.endswith(".export")):
        for who, name in PEOPLE.items():
            found = export(getattr(people, name), rule.endpoint.split(".")[0], f"q={BAIT}", "csv").get_data(
                as_text=True
            )
            count += who not in READERS
            leaks += [
                f"{who}: {rule.endpoint} holds {canary}"
                for canary in (NAMED, PART)
                if who not in READERS and canary in found.lower()
            ]
    figure("A4", engine.name, f"named readers and sensitive parts: {len(leaks)} of {count} answers to others show a "
           f"canary; their reader sees them {shown[NAMED]} and {shown[PART]} times")  # fmt: skip
    fail_on(leaks)
    assert min(shown.values()) >= 1


@pytest.mark.bar
def test_a_lost_save_and_a_refused_form_tell_nothing_of_a_part(
    app: Flask, engine: Engine, people: People, places: list[dict[str, Any]], figure: Callable[..., None]
) -> None:
    path, client = f"/engagements/{places[1]['engagement_id']}/edit", places[1]["client_id"]
    leaks, count = list[str](), 0
    for name in (name for who, name in PEOPLE.items() if who not in READERS | {"analyst"}):
        person = getattr(people, name)
        for sent in (form(client, version=0), form(client, subject=""), form(client, version=1)):
            text = person.post(path, sent).text.lower()
            count += 1
            leaks += [f"{name}: POST {path} shows {canary}" for canary in (NAMED, PART) if canary in text]
    figure("A4", engine.name, f"lost and refused saves: {len(leaks)} of {count} answers show a canary")
    fail_on(leaks)


@pytest.mark.bar
def test_the_words_of_a_part_lie_in_its_own_tables_alone(
    app: Flask, engine: Engine, people: People, places: list[dict[str, Any]], figure: Callable[..., None]
) -> None:
    """The trail, jobs, exports, reports and what is searched for others hold none of them."""
    for name in ("alice", "charlie"):
        taken = getattr(people, name).post(f"/reports/{places[1]['report_id']}/files", {"format": "pdf"})
        assert taken.status_code == 200
        export(getattr(people, name), "clients", "", "csv")
    own = re.compile(r"engagement_part(_version)?")
    with app.app_context(), db.engine.connect() as connection:
        holding = [
            table.name for table in db.metadata.sorted_tables
            if not own.fullmatch(table.name) and any(PART in repr(row) for row in connection.execute(sa.select(table)))
        ]  # fmt: skip
        count = len(db.metadata.sorted_tables)
    figure("A4", engine.name, f"a sensitive part's words stand in {len(holding)} of {count} tables besides its own")
    fail_on(holding)
