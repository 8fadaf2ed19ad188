"""Handing over: what is shown is what happens, what is closed to the colleague stays, two clicks do it once."""

import re

import sqlalchemy as sa
from flask import Flask

from crm.audit.models import AuditEntry
from crm.clients.models.client import Client, ClientBarrier
from crm.core.db import db, unit_of_work
from crm.handover.models import Handover
from crm.notices.models import Notice
from crm.tasks.models import Task
from tests.support import People, Person
from tests.tasks.firm import add_client, add_task, user


def ids(app: Flask) -> tuple[int, int]:
    """Return the ids of Alice, who gives, and Bob, who takes."""
    with app.app_context():
        return user("alice").id, user("bob").id


def sent(page: str) -> dict[str, object]:
    """Return the confirming form of a page."""
    form = page[page.rindex("<form") :]
    return dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form))


def holds(app: Flask, who: int) -> tuple[int, int]:
    """Return how many clients somebody leads, and how many open follow-ups they answer for."""
    with app.app_context():
        clients = sa.select(sa.func.count()).where(Client.account_lead_id == who)
        tasks = sa.select(sa.func.count()).where(Task.assignee_id == who, Task.done_at.is_(None))
        return db.session.execute(clients).scalar_one(), db.session.execute(tasks).scalar_one()


def confirm(person: Person, giver: int, page: str) -> int:
    """Press the button of a page that shows what would happen."""
    return person.http.post(f"/team/{giver}/handover", data=sent(page)).status_code


def fill(app: Flask, alice: int) -> list[int]:
    """Give Alice two clients (one for its team alone) and a follow-up of each."""
    made = [add_client(app, "Abierta"), add_client(app, "Cerrada", access="team")]
    for client in made:
        add_task(app, "alice", title=f"Call {client}", assignee_id=alice, clients=[client])
    return made


def test_clients_and_follow_ups_go_over_as_they_were_shown_each_in_its_trail(app: Flask, people: People) -> None:
    alice, bob = ids(app)
    fill(app, alice)
    page = people.charlie.get(f"/team/{alice}/handover?to={bob}").text
    assert "2 clients" in page
    assert "2 follow-ups" in page
    assert "Abierta, Cerrada" in page
    assert holds(app, alice) == (2, 2)
    assert confirm(people.charlie, alice, page) == 303
    assert (holds(app, alice), holds(app, bob)) == ((0, 0), (2, 2))
    with app.app_context():
        told = sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.kind.in_(("client", "task")))
        charlie = user("charlie").id
        assert db.session.execute(told.where(AuditEntry.actor_id == charlie)).scalar_one() == 4
        done = db.session.execute(sa.select(Handover)).scalar_one()
        assert done.moved == {"clients": 2, "tasks": 2}
        notices = db.session.execute(sa.select(Notice.kind).where(Notice.user_id == bob)).scalars().all()
        assert notices == ["handover.done"]


def test_what_a_barrier_closes_to_the_colleague_stays_and_is_said(app: Flask, people: People) -> None:
    alice, bob = ids(app)
    open_one, closed = fill(app, alice)
    with app.app_context(), unit_of_work(None) as work:
        work.add(ClientBarrier(client_id=closed, user_id=bob))
    page = people.charlie.get(f"/team/{alice}/handover?to={bob}").text
    assert "Stays" in page
    assert confirm(people.charlie, alice, page) == 303
    with app.app_context():
        leads = {
            row.id: row.account_lead_id for row in db.session.execute(sa.select(Client.id, Client.account_lead_id))
        }
    assert (leads[open_one], leads[closed]) == (bob, alice)
    assert holds(app, alice) == (1, 1)


def test_what_changed_after_it_was_shown_is_shown_again_and_nothing_is_done(app: Flask, people: People) -> None:
    alice, bob = ids(app)
    fill(app, alice)
    page = people.charlie.get(f"/team/{alice}/handover?to={bob}").text
    add_task(app, "alice", title="New meanwhile", assignee_id=alice)
    answer = people.charlie.http.post(f"/team/{alice}/handover", data=sent(page))
    assert answer.status_code == 409
    assert "nothing was done" in answer.text
    assert "3 follow-ups" in answer.text
    assert holds(app, alice) == (2, 3)
    assert confirm(people.charlie, alice, answer.text) == 303
    assert holds(app, alice) == (0, 0)


def test_only_the_ticked_kinds_go_over(app: Flask, people: People) -> None:
    alice, bob = ids(app)
    fill(app, alice)
    page = people.charlie.get(f"/team/{alice}/handover?to={bob}&picked=1&tasks=1").text
    assert "clients:" not in page
    assert confirm(people.charlie, alice, page) == 303
    assert (holds(app, alice), holds(app, bob)) == ((2, 1), (0, 1))


def test_a_client_closed_to_the_reader_is_counted_without_its_name(app: Flask, people: People) -> None:
    alice, bob = ids(app)
    _open, closed = fill(app, alice)
    with app.app_context(), unit_of_work(None) as work:
        work.add(ClientBarrier(client_id=closed, user_id=user("charlie").id))
    page = people.charlie.get(f"/team/{alice}/handover?to={bob}").text
    assert "2 clients" in page
    assert "Cerrada" not in page


def test_consultants_and_analysts_hand_nothing_over(app: Flask, people: People) -> None:
    alice, bob = ids(app)
    for person in (people.alice, people.dora):
        assert person.get(f"/team/{alice}/handover?to={bob}").status_code == 403
