"""Two people, and two institutions, become one."""

from datetime import date

import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.engagements.models import Engagement
from tests.clients.firm import add_client
from tests.engagements.records import add_engagement, read
from tests.institutions.records import add_institution, add_post, seat
from tests.merges.support import column, differing, dump, ids, merge, undo_merge
from tests.people.records import add_person, place
from tests.support import People
from tests.tasks.firm import add_task


def two_people(app: Flask) -> tuple[int, int]:
    """Add the same person twice, with phones, a post, roles, engagements and follow-ups."""
    client, body = add_client(app, "Una"), add_institution(app, "Aduana", short="ANAM")
    post = add_post(app, body, "Director")
    keep = add_person(app, "Luz", "Mora", phones=[{"number": "+526622123456"}], emails=["luz@example.com"],
                      notes="Primera", honorific="Lic.")  # fmt: skip
    other = add_person(app, "María de la Luz", "Mora", second_surname="Peña", by="alice", do_not_contact=True,
                       notes="Segunda", emails=["luz.mora@example.com", "luz@example.com"], consent_source="Feria",
                       consent_on=date(2026, 3, 1),
                       phones=[{"number": "+526622123457", "whatsapp": True}, {"number": "+526622123456"}])  # fmt: skip
    for person in (keep, other):
        place(app, person, client, title="Gerente")
        seat(app, post, person, from_on=date(2024, 1, 1))
    place(app, other, client, title="Directora", from_on=date(2025, 1, 1))
    add_engagement(app, "alice", [client], persons=[keep, other])
    add_engagement(app, "alice", [client], persons=[other], institutions=[body])
    add_task(app, "alice", people=[other], title="Escribir")
    return keep, other


def test_everything_of_the_other_person_comes_over_once(app: Flask) -> None:
    keep, other = two_people(app)
    merge(app, "people", keep, other, by="alice", notes="both", second_surname="right", consent_source="right")
    assert column(app, "person", keep, "notes") == "Primera\n\nSegunda"
    assert column(app, "person", keep, "do_not_contact") is True
    assert column(app, "person", keep, "consent_on") == date(2026, 3, 1)
    assert column(app, "person", keep, "search_text") == "luz mora pena luz@example.com luz.mora@example.com"
    phones = db.metadata.tables["person_phone"]
    with app.app_context():
        rows = sa.select(phones.c.number, phones.c.position).where(phones.c.person_id == keep)
        assert [tuple(row) for row in db.session.execute(rows.order_by(phones.c.position))] == [
            ("+526622123456", 0), ("+526622123457", 1),
        ]  # fmt: skip
    assert len(ids(app, "client_person", "person_id", keep, "id")) == 2
    assert len(ids(app, "post_holder", "person_id", keep, "id")) == 1
    assert len(ids(app, "engagement_person", "person_id", keep, "engagement_id")) == 2
    assert len(ids(app, "task_person", "person_id", keep, "task_id")) == 1
    assert ids(app, "engagement_person", "person_id", other, "engagement_id") == []


def test_an_undo_leaves_no_row_of_a_person_different(app: Flask) -> None:
    keep, other = two_people(app)
    before = dump(app)
    made = merge(app, "people", keep, other, by="alice", notes="both", given_name="right", second_surname="right")
    assert undo_merge(app, made, by="alice") == []
    assert differing(before, dump(app)) == []


def test_an_engagement_is_found_by_the_name_that_was_kept(app: Flask, people: People) -> None:
    client = add_client(app, "Una")
    keep, other = add_person(app, "Guadalupe", "Robles"), add_person(app, "Lupita", "Ríos")
    meeting = add_engagement(app, "alice", [client], persons=[other])
    place(app, keep, client)
    made = merge(app, "people", keep, other, by="alice")
    address = f'/engagements/{meeting}"'
    assert address in people.alice.get("/engagements?q=robles").text
    assert address not in people.alice.get("/engagements?q=rios").text
    undo_merge(app, made, by="alice")
    assert address in people.alice.get("/engagements?q=rios").text
    assert address not in people.alice.get("/engagements?q=robles").text


def test_what_somebody_was_on_the_day_is_not_lost_with_a_twin(app: Flask) -> None:
    client = add_client(app, "Una")
    keep, other = add_person(app, "Luz"), add_person(app, "Luz", "Mora")
    place(app, other, client, title="Directora")
    meeting = add_engagement(app, "alice", [client], persons=[keep, other])
    before = dump(app)
    made = merge(app, "people", keep, other, by="charlie")
    assert ids(app, "engagement_person", "person_id", keep, "held_en") == ["Directora, Una"]
    assert read(app, meeting).version > 1
    undo_merge(app, made, by="charlie")
    assert differing(before, dump(app)) == []


def two_institutions(app: Flask) -> tuple[int, int]:
    """Add the same body twice, one below the other, with posts, engagements and a follow-up."""
    above = add_institution(app, "Hacienda")
    keep = add_institution(app, "Aduanas", parent_id=above)
    other = add_institution(app, "Agencia Nacional de Aduanas", short="ANAM", notes="Cerrado en lunes", parent_id=keep)
    add_institution(app, "Aduana de Nogales", parent_id=other)
    for body in (keep, other):
        seat(app, add_post(app, body, "Director"), add_person(app, f"Luz {body}"))
    client = add_client(app, "Una")
    for bodies in ([keep, other], [other]):
        add_engagement(app, "alice", [client], institutions=bodies)
    add_task(app, "alice", institutions=[other])
    return keep, other


def test_two_institutions_become_one_and_two_again(app: Flask) -> None:
    keep, other = two_institutions(app)
    above = column(app, "institution", keep, "parent_id")
    (below,) = ids(app, "institution", "parent_id", other, "id")
    before = dump(app)
    made = merge(app, "institutions", keep, other, by="bob", short="right", notes="right", name_es="right")
    assert column(app, "institution", keep, "short") == "ANAM"
    assert column(app, "institution", keep, "key_es") == "agencia nacional de aduanas"
    assert column(app, "institution", keep, "parent_id") == above
    assert column(app, "institution", below, "parent_id") == keep
    assert ids(app, "post", "institution_id", keep, "position") == [0, 1]
    assert len(ids(app, "engagement_institution", "institution_id", keep, "engagement_id")) == 2
    with app.app_context():
        texts = list(db.session.execute(sa.select(Engagement.search_text)).scalars())
    assert all("agencia nacional de aduanas" in text for text in texts)
    assert undo_merge(app, made, by="bob") == []
    assert differing(before, dump(app)) == []


def test_a_phone_that_was_removed_since_is_told(app: Flask) -> None:
    keep, other = two_people(app)
    made = merge(app, "people", keep, other, by="alice")
    phones = db.metadata.tables["person_phone"]
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.delete(phones).where(phones.c.number == "+526622123457"))
    assert ["gone", "person_phone", 1] in undo_merge(app, made, by="alice")
