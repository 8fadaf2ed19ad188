"""Institutions and people of an engagement are records, with the post held on that day."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.engagements import actions
from crm.engagements.models import EngagementInstitution, EngagementPerson
from crm.engagements.queries.one import for_edit
from crm.institutions.models import PostHolder
from tests.clients.firm import add_client
from tests.engagements.records import add_engagement, form, newest
from tests.engines import Engine
from tests.institutions.records import add_institution, add_post, seat
from tests.people.records import add_person, place
from tests.support import People, count_queries
from tests.tasks.firm import user


def held(app: Flask, engagement_id: int) -> dict[int, tuple[str, str]]:
    with app.app_context():
        query = sa.select(EngagementPerson).where(EngagementPerson.engagement_id == engagement_id)
        return {row.person_id: (row.held_en, row.held_es) for row in db.session.execute(query).scalars()}


def bodies(app: Flask, engagement_id: int) -> set[int]:
    with app.app_context():
        column = EngagementInstitution.institution_id
        query = sa.select(column).where(EngagementInstitution.engagement_id == engagement_id)
        return set(db.session.execute(query).scalars())


def change(app: Flask, engagement_id: int, **values: object) -> None:
    with app.app_context():
        actor = user("charlie")
        with unit_of_work(actor.id) as work:
            item = for_edit(actor, engagement_id)
            assert item is not None
            actions.update(work, actor, item, values)


@pytest.fixture
def consulate(app: Flask) -> tuple[int, int]:
    """An institution with one post."""
    body = add_institution(app, "US Consulate General", name_es="Consulado General de EE. UU.", country="US")
    return body, add_post(app, body, "Consul general", "Cónsul general")


def test_a_person_is_shown_with_the_post_held_on_that_day(
    app: Flask, engine: Engine, people: People, consulate: tuple[int, int]
) -> None:
    body, post = consulate
    consul = add_person(app, "Ana", "Ruiz")
    seat(app, post, consul, from_on=date(2022, 1, 1), to_on=date(2026, 6, 30))
    elsewhere = add_post(app, add_institution(app, "Embassy", name_es="Embajada"), "Counselor", "Consejera")
    seat(app, elsewhere, consul, from_on=date(2026, 7, 1))
    client = add_client(app, "Norte")
    there = {"persons": [consul], "institutions": [body]}
    old = add_engagement(app, "alice", [client], starts_wall=datetime(2026, 5, 4, 9), **there)
    new = add_engagement(app, "alice", [client], **there)
    assert held(app, old)[consul][0] == "Consul general, US Consulate General"
    assert held(app, new)[consul] == ("Counselor, Embassy", "Consejera, Embajada")
    page = people.bob.get(f"/engagements/{old}").text
    assert "Consul general, US Consulate General" in page
    assert f"/institutions/{body}" in page


def test_an_old_note_still_shows_the_post_held_then(app: Flask, consulate: tuple[int, int]) -> None:
    body, post = consulate
    consul = add_person(app, "Ana", "Ruiz")
    holder = seat(app, post, consul, from_on=date(2022, 1, 1))
    item = add_engagement(app, "alice", [add_client(app, "Norte")], persons=[consul], institutions=[body])
    with app.app_context(), unit_of_work(None) as work:
        row = work.execute(sa.select(PostHolder).where(PostHolder.id == holder)).scalar_one()
        row.to_on = date(2023, 1, 1)
    change(app, item, outcome="Agreed")
    assert held(app, item)[consul][0] == "Consul general, US Consulate General"
    change(app, item, starts_wall=datetime(2024, 3, 3, 9))
    assert held(app, item)[consul] == ("", "")


def test_a_role_at_another_client_is_never_told(app: Flask, people: People) -> None:
    here, other = add_client(app, "Norte"), add_client(app, "Secreta", access="team")
    both, stranger = add_person(app, "Ana", "Ruiz"), add_person(app, "Beto", "Soto")
    place(app, both, here, title="Directora")
    place(app, both, other, title="Consejera")
    place(app, stranger, other, title="Socio")
    item = add_engagement(app, "charlie", [here], persons=[both, stranger])
    assert held(app, item) == {both: ("Directora, Norte",) * 2, stranger: ("", "")}


def test_who_met_the_consul_met_the_consulate(app: Flask, people: People, consulate: tuple[int, int]) -> None:
    body, post = consulate
    consul = add_person(app, "Ana", "Ruiz")
    seat(app, post, consul, from_on=date(2022, 1, 1))
    client = add_client(app, "Norte")
    answer = people.alice.post("/engagements/new", form(client, persons=consul))
    assert answer.status_code == 303
    assert bodies(app, newest(app)) == {body}
    for page in (f"/institutions/{body}", f"/institutions/{body}/engagements", f"/people/{consul}",
                 f"/people/{consul}/engagements", "/engagements?q=consulado+general+ruiz"):  # fmt: skip
        assert "Consul general of Mexico, Phoenix" in people.bob.get(page).text, page


def test_the_pages_of_an_institution_and_a_person_keep_a_team_clients_engagement_to_its_team(
    app: Flask, people: People, consulate: tuple[int, int]
) -> None:
    body, post = consulate
    consul = add_person(app, "Ana", "Ruiz")
    seat(app, post, consul, from_on=date(2022, 1, 1))
    secret = add_client(app, "Secreta", access="team")
    add_engagement(app, "charlie", [secret], subject="Zanahoria", persons=[consul], institutions=[body])
    for page in (f"/institutions/{body}", f"/institutions/{body}/engagements", f"/people/{consul}",
                 f"/people/{consul}/engagements"):  # fmt: skip
        assert "Zanahoria" not in people.bob.get(page).text, page
    assert "Zanahoria" in people.charlie.get(f"/institutions/{body}").text
    # The day of the last contact would tell that there was one.
    assert "Nov 17" in people.charlie.get("/institutions?q=consulate+general").text
    assert "Nov 17" not in people.bob.get("/institutions?q=consulate+general").text


def test_what_is_not_in_the_register_stays_as_text(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    answer = people.alice.post(
        "/engagements/new", form(client, institution="Unión de Ganaderos", people="Sr. Félix, capataz")
    )
    page = people.alice.get(answer.headers["Location"]).text
    assert "Unión de Ganaderos" in page
    assert "Sr. Félix, capataz" in page
    assert bodies(app, newest(app)) == set()


def test_a_hidden_person_cannot_be_put_into_an_engagement(app: Flask, people: People) -> None:
    client, secret = add_client(app, "Norte"), add_client(app, "Secreta", access="team")
    hidden = add_person(app, "Úrsula", "Oculta")
    place(app, hidden, secret)
    answer = people.bob.post("/engagements/new", form(client, persons=hidden))
    assert answer.status_code == 422
    assert "Choose a person from the list." in answer.text
    assert "Oculta" not in answer.text


def test_the_history_tells_who_was_present_and_as_what(app: Flask, people: People, consulate: tuple[int, int]) -> None:
    body, post = consulate
    consul = add_person(app, "Ana", "Ruiz")
    seat(app, post, consul, from_on=date(2022, 1, 1))
    item = add_engagement(app, "alice", [add_client(app, "Norte")])
    change(app, item, persons=[consul], institutions=[body])
    page = people.bob.get(f"/engagements/{item}/history").text
    assert "Ana Ruiz (Consul general, US Consulate General)" in page


@pytest.mark.parametrize("page", ["/engagements", "/institutions/{body}", "/institutions/{body}/engagements"])
def test_more_engagements_do_not_mean_more_queries(
    app: Flask, people: People, consulate: tuple[int, int], page: str
) -> None:
    body, _post = consulate
    client, counts = add_client(app, "Norte"), []
    for more in (2, 9):
        for _each in range(more):
            add_engagement(app, "alice", [client], institutions=[body], persons=[add_person(app, "Ana", "Ruiz")])
        people.bob.get(page.format(body=body))
        with count_queries(app) as seen:
            assert people.bob.get(page.format(body=body)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
