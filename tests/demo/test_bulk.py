"""Many made-up clients: right counts, the same for the same day, searchable on both engines, open to further saves."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import selectinload

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.clients import actions
from crm.clients.models.client import Client, ClientMember, ClientSector
from crm.clients.models.depth import ClientPerson, ClientTag, ClientValue
from crm.core.db import Base, db, dialect_name, fts_rowids, unit_of_work
from crm.core.find import contains_words
from crm.core.text import fold
from crm.demo.bulk.load import COLLEAGUES, load_bulk
from crm.demo.bulk.rows import Lists, client_of, client_rows, engagement_rows
from crm.demo.content_files import people
from crm.engagements.models import Engagement, EngagementClient
from crm.people.models import Person, PersonEmail, PersonPhone
from crm.tasks.models import Task

TODAY = date(2026, 11, 23)
CLIENTS = 200
LISTS = Lists(
    users=[1, 2, 3], ports=[1, 2], sectors=[(1, "tourism", ["07"]), (2, "technology", [])], led_share=1.0, measured=4
)


def count(model: type[Base], *where: sa.ColumnElement[bool]) -> int:
    return db.session.execute(sa.select(sa.func.count()).select_from(model).where(*where)).scalar_one()


@pytest.fixture
def bulk(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        with unit_of_work(None) as work:
            work.execute(sa.delete(User))
        load_bulk(CLIENTS, TODAY, "no password")
        yield app
        db.session.remove()


def test_the_counts_are_right(bulk: Flask) -> None:
    assert count(Client) == CLIENTS
    assert count(Engagement) == count(EngagementClient) == 5 * CLIENTS
    assert count(Task) == CLIENTS
    assert count(Person) == count(PersonEmail) == count(PersonPhone) == count(ClientPerson) == 3 * CLIENTS
    assert count(ClientPerson, ClientPerson.is_primary.is_(True)) == CLIENTS
    assert count(ClientValue) == 2 * CLIENTS
    assert 0 < count(ClientTag) < CLIENTS
    assert count(User) == len(people()) + COLLEAGUES
    assert count(ClientSector, ClientSector.is_primary.is_(True)) == CLIENTS
    each = sa.select(sa.func.count(EngagementClient.engagement_id)).group_by(EngagementClient.client_id)
    assert set(db.session.execute(each).scalars()) == {5}
    assert 0 < count(Client, Client.access == "team") < CLIENTS / 10
    assert count(ClientMember) > 0


def test_the_search_columns_are_those_of_the_mapper(bulk: Flask) -> None:
    with unit_of_work(None) as work:
        person = work.execute(sa.select(Person).options(selectinload(Person.emails)).limit(1)).scalar_one()
        kept = person.name_key, person.search_text
        person.language = "en" if person.language == "es" else "es"
        work.flush()
        assert (person.name_key, person.search_text) == kept
    client = db.session.execute(sa.select(Client).limit(1)).scalar_one()
    name, place, text = client.name_key, client.place_key, client.search_text
    assert name == fold(client.name)
    with unit_of_work(None) as work:
        again = work.execute(sa.select(Client).where(Client.id == client.id)).scalar_one()
        again.phone = "+15205550100"
        work.flush()
        assert (again.name_key, again.place_key, again.search_text) == (name, place, text)


def test_a_word_of_a_note_is_found_as_often_as_it_stands_there(bulk: Flask) -> None:
    texts = db.session.execute(sa.select(Engagement.search_text)).scalars().all()
    found = count(Engagement, contains_words(Engagement, Engagement.search_text.expression, ["folio"]))
    assert found == sum("folio" in text for text in texts) > 0
    if dialect_name() == "sqlite":
        indexed = db.session.execute(fts_rowids("engagement", ["folio"])).scalars().all()
        assert len(indexed) == found


def test_the_next_client_gets_the_next_number(bulk: Flask) -> None:
    with unit_of_work(None) as work:
        lead = work.execute(sa.select(User).where(User.role == Role.PARTNER.value)).scalars().first()
        assert lead is not None
        made = actions.create(work, {"name": "After the many", "account_lead_id": lead.id})
    assert made.id == CLIENTS + 1


def test_the_same_day_gives_the_same_rows() -> None:
    assert client_rows(range(1, 30), LISTS) == client_rows(range(1, 30), LISTS)
    first = engagement_rows(range(1, 100), 20, TODAY, LISTS)
    assert first == engagement_rows(range(1, 100), 20, TODAY, LISTS)
    notes = [row["note"] for row in first["Engagement"]]
    assert len(set(notes)) == len(notes)
    assert 350 < sum(map(len, notes)) / len(notes) < 470


@pytest.mark.parametrize("clients", [1, 7, 200, 7919])
def test_every_client_has_five_engagements(clients: int) -> None:
    dealt = [client_of(number, clients) for number in range(1, 5 * clients + 1)]
    assert all(dealt.count(client) == 5 for client in set(dealt[:40]))
    assert set(dealt) == set(range(1, clients + 1))
