"""The meeting brief: each kind of sentence comes from a record and goes with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client
from crm.commitments.models import Commitment
from crm.core.db import unit_of_work
from crm.engagements.models import Engagement
from crm.institutions.models import Post
from crm.issues.models import Issue
from crm.people.models import Person as Someone
from crm.tasks.models import Task
from tests.briefs.records import a_meeting, archive, body_with_head, held, paper, planned, screen, wall
from tests.clients.firm import add_client
from tests.commitments.records import TODAY, add_commitment
from tests.indicators.support import goods_file, load
from tests.issues.records import add_issue, add_update, touch
from tests.keydates.records import certify
from tests.support import People
from tests.tasks.firm import add_task


@dataclass
class Scene:
    """A planned meeting with what its brief tells; `put_aside` archives the record behind a sentence."""

    meeting: int
    client: int
    body: int
    sentence: str
    put_aside: Callable[[], None]


def seat(app: Flask) -> Scene:
    client = add_client(app, "Hortalizas")
    body, holder = body_with_head(app, "Puerto de Nogales", "Robles", date(2024, 3, 1), acting=True)
    meeting = planned(app, [client], [body])
    return Scene(meeting, client, body, "Luz Robles", lambda: archive(app, Someone, holder))


def named_seat(app: Flask) -> Scene:
    client = add_client(app, "Hortalizas")
    body, holder = body_with_head(app, "Puerto de Nogales", "Robles", date(2024, 3, 1), acting=True)
    meeting = planned(app, [client], [body], persons=[holder])
    return Scene(meeting, client, body, "Luz Robles", lambda: archive(app, Someone, holder))


def post(app: Flask) -> Scene:
    scene = seat(app)

    def put_aside() -> None:
        with app.app_context(), unit_of_work(None) as work:
            found = work.execute(sa.select(Post.id).where(Post.institution_id == scene.body)).scalar_one()
        archive(app, Post, found)

    return Scene(scene.meeting, scene.client, scene.body, "Port director", put_aside)


def said(app: Flask) -> Scene:
    meeting, client, body = a_meeting(app)
    told = held(app, [client], [body], -3, subject="Saturday hours", outcome="A pilot was agreed")
    return Scene(meeting, client, body, "A pilot was agreed", lambda: archive(app, Engagement, told))


def commitment(app: Flask) -> Scene:
    meeting, client, body = a_meeting(app)
    row = add_commitment(app, due=-4, text="Answer on the hours", maker_institution_id=body, clients=[client])
    return Scene(meeting, client, body, "Answer on the hours", lambda: archive(app, Commitment, row))


def kept_commitment(app: Flask) -> Scene:
    meeting, client, body = a_meeting(app)
    row = add_commitment(app, text="Send the table", state="kept", maker_institution_id=body, clients=[client])
    return Scene(meeting, client, body, "Send the table", lambda: archive(app, Commitment, row))


def issue(app: Flask) -> Scene:
    meeting, client, body = a_meeting(app)
    row = add_issue(app, "Cucumber duties")
    touch(app, row, client, "against", "No duty before May")
    return Scene(meeting, client, body, "No duty before May", lambda: archive(app, Issue, row))


def update(app: Flask) -> Scene:
    meeting, client, body = a_meeting(app)
    row = add_issue(app, "Cucumber duties")
    touch(app, row, client)
    add_update(app, row, "red", "The petition was filed")
    return Scene(meeting, client, body, "The petition was filed", lambda: archive(app, Issue, row))


def follow_up(app: Flask) -> Scene:
    meeting, client, body = a_meeting(app)
    row = add_task(app, "alice", title="Ask for the form", clients=[client], institutions=[body])
    return Scene(meeting, client, body, "Ask for the form", lambda: archive(app, Task, row))


def key_date(app: Flask) -> Scene:
    meeting, client, body = a_meeting(app)
    certify(app, client, 30, number="OEA-77")

    def put_aside() -> None:
        archive(app, Client, client)

    return Scene(meeting, client, body, "AEO: last day", put_aside)


SCENES = [seat, named_seat, post, said, commitment, kept_commitment, issue, update, follow_up, key_date]


@pytest.mark.parametrize("make", SCENES, ids=lambda make: make.__name__)
def test_a_sentence_goes_with_its_record(app: Flask, people: People, make: Callable[[Flask], Scene]) -> None:
    scene = make(app)
    assert scene.sentence in screen(people.bob, scene.meeting)
    assert scene.sentence in paper(people.bob, scene.meeting)
    scene.put_aside()
    assert scene.sentence not in screen(people.bob, scene.meeting)
    assert scene.sentence not in paper(people.bob, scene.meeting)


def test_a_figure_comes_from_a_series_of_the_client_and_says_how_it_moved(app: Flask, people: People) -> None:
    meeting, client, body = a_meeting(app)
    held(app, [client], [body], -300, subject="Long ago")
    met = wall(-300).date().replace(day=1)
    months = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(60)]
    months = [month for month in months if month < TODAY.replace(day=1)]
    over = max(month for month in months if month < met)
    load(app, goods_file({m: "100" if m <= over else "150" for m in months}, flow="imports"), TODAY)
    percent = Decimal(sum(50 for month in months[-12:] if month > over)) / 12
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(Engagement).where(Engagement.subject == "An earlier meeting").values(state="cancelled"))
    for read in (screen, paper):
        text = read(people.bob, meeting)
        assert "US imports from Mexico, all goods" in text
        assert "US$150" in text
        assert f"since we last met +{percent:.1f}%, twelve months against the twelve to {over:%b %Y}" in text
        assert "US Census Bureau" in text
    assert "/indicators/census-us-imports-mx" in screen(people.bob, meeting)
    archive(app, Client, client)
    assert "US imports from Mexico" not in screen(people.bob, meeting)


def test_who_sits_there_says_since_when_and_whether_acting(app: Flask, people: People) -> None:
    text = screen(people.bob, seat(app).meeting)
    assert "since Mar 1, 2024" in text
    assert "Acting" in text
    spanish = screen(people.bob, seat(app).meeting, "es")
    assert "Directora del puerto" in spanish
    assert "1 mar 2024" in spanish


def test_a_person_who_has_left_the_post_no_longer_sits_there(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    body, _holder = body_with_head(app, "Puerto", "Robles", date(2020, 1, 1), to_on=TODAY - timedelta(days=9))
    assert "Robles" not in screen(people.bob, planned(app, [client], [body]))
