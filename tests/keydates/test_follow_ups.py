"""Follow-ups opened from a key date: one a client, once, by whoever may."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.core.db import db, unit_of_work
from crm.keydates import actions
from crm.keydates.gather import find
from tests.clients.firm import add_client, bar, user_id
from tests.keydates.records import ahead, certify, next_statutory, opened, tasks_of
from tests.merges.support import merge
from tests.support import People, count_queries


def form(clients: list[int], **values: Any) -> dict[str, Any]:
    return {"title": "Renew it", "due_on": ahead(5).isoformat(), "assignee_id": "", "clients": clients, **values}


def test_the_form_opens_with_the_clients_it_touches_and_a_day_before_it(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas", account_lead_id=user_id(app, "alice"))
    late, soon = certify(app, client, 40), certify(app, client, 3)
    page = people.bob.get(f"/key-dates/{late}").text
    assert f'name="clients" value="{client}" checked' in page
    assert f'value="{ahead(26).isoformat()}"' in page
    assert "AEO: last day (" in page
    assert f'value="{ahead(0).isoformat()}"' in people.bob.get(f"/key-dates/{soon}").text


def test_each_client_gets_one_follow_up_of_its_lead_due_as_said(app: Flask, people: People) -> None:
    clients = [add_client(app, name, account_lead_id=user_id(app, lead))
               for name, lead in (("Maquila", "alice"), ("Planta", "charlie"))]  # fmt: skip
    for client in clients:
        certify(app, client, None, kind="immex")
    entry = next_statutory("immex-annual")
    assert people.bob.post(f"/key-dates/{entry}", form(clients)).status_code == 303
    found = opened(app, entry)
    assert {client: task.assignee_id for client, task in found.items()} == {
        clients[0]: user_id(app, "alice"), clients[1]: user_id(app, "charlie"),
    }  # fmt: skip
    assert {task.title for task in found.values()} == {"Renew it"}
    assert {task.due_on for task in found.values()} == {ahead(5)}
    assert {task.created_by_id for task in found.values()} == {user_id(app, "bob")}
    assert all("IMMEX decree, article 25" in task.notes and "Check before relying" in task.notes
               for task in found.values())  # fmt: skip
    assert [tasks_of(app, client) for client in clients] == [1, 1]


def test_pressing_again_opens_none_and_says_so(app: Flask, people: People) -> None:
    client, later = add_client(app, "Hortalizas"), add_client(app, "Frutas")
    entry = certify(app, client, 40)
    people.bob.post(f"/key-dates/{entry}", form([client]))
    first = opened(app, entry)[client].id
    people.alice.post(f"/key-dates/{entry}", form([client, later], title="Another"))
    page = people.alice.get(f"/key-dates/{entry}").text
    assert "1 follow-up added." in page
    assert "1 client had its follow-up already." in page
    assert opened(app, entry)[client].id == first
    assert [tasks_of(app, each) for each in (client, later)] == [1, 1]
    assert f'name="clients" value="{client}" checked' not in page
    assert f'href="/tasks/{first}"' in page
    assert "2 follow-ups" in people.alice.get("/key-dates?who=all").text


def test_a_date_that_moves_is_another_date(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    before, after = certify(app, client, 40), certify(app, client, 41)
    people.bob.post(f"/key-dates/{before}", form([client]))
    people.bob.post(f"/key-dates/{after}", form([client]))
    assert tasks_of(app, client) == 2


def test_a_lead_who_cannot_take_it_leaves_it_with_whoever_asked(app: Flask, people: People) -> None:
    barred = add_client(app, "Vedada", account_lead_id=user_id(app, "alice"))
    bar(app, barred, "alice")
    reading = add_client(app, "Lectura", account_lead_id=user_id(app, "dora"))
    nobody = add_client(app, "Nadie")
    entry = certify(app, barred, 40)
    people.bob.post(f"/key-dates/{entry}", form([barred, reading, nobody]))
    assert {task.assignee_id for task in opened(app, entry).values()} == {user_id(app, "bob")}
    assert len(opened(app, entry)) == 3


def test_a_chosen_colleague_must_see_every_client(app: Flask, people: People) -> None:
    alice = user_id(app, "alice")
    client = add_client(app, "Secreta", access="team", account_lead_id=alice)
    entry = certify(app, client, 40)
    answer = people.alice.post(f"/key-dates/{entry}", form([client], assignee_id=user_id(app, "bob")))
    assert answer.status_code == 422
    assert "may not see every client" in answer.text
    assert tasks_of(app, client) == 0
    assert people.alice.post(f"/key-dates/{entry}", form([client], assignee_id=alice)).status_code == 303


def test_who_only_reads_sees_the_date_and_opens_nothing(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    entry = certify(app, client, 40)
    page = people.dora.get(f"/key-dates/{entry}")
    assert page.status_code == 200
    assert "<textarea" not in page.text
    assert "Add the follow-ups" not in page.text
    assert people.dora.post(f"/key-dates/{entry}", form([client])).status_code == 403
    assert tasks_of(app, client) == 0


def test_a_hidden_client_is_refused_and_its_follow_up_is_not_counted(app: Flask, people: People) -> None:
    shown = add_client(app, "Abierta")
    hidden = add_client(app, "Secreta", access="team", account_lead_id=user_id(app, "alice"))
    entry = certify(app, shown, 40)
    assert people.bob.post(f"/key-dates/{entry}", form([shown, hidden])).status_code == 422
    assert tasks_of(app, shown) == tasks_of(app, hidden) == 0
    assert people.alice.post(f"/key-dates/{entry}", form([shown, hidden])).status_code == 303
    assert "2 follow-ups" in people.alice.get("/key-dates?who=all").text
    page = people.bob.get("/key-dates?who=all").text
    assert "2 follow-ups" not in page
    assert "1 follow-up" in page
    assert "Secreta" not in people.bob.get(f"/key-dates/{entry}").text


def test_a_date_that_is_not_there_is_not_found(app: Flask, people: People) -> None:
    for entry in ("nothing", "statutory.immex-annual.2027-05-30", "holiday.MX.2026-12-24", "certification.1.x",
                  "certification.99.2027-01-01", "%00.2027-01-01"):  # fmt: skip
        assert people.alice.get(f"/key-dates/{entry}").status_code == 404, entry


def test_a_holiday_opens_follow_ups_on_whom_one_chooses(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    entry = "holiday.US.2026-12-25"
    assert people.alice.post(f"/key-dates/{entry}", form([client])).status_code == 303
    assert list(opened(app, entry)) == [client]


def test_two_who_press_in_the_same_moment_open_one_follow_up(app: Flask, people: People) -> None:
    clients = [add_client(app, f"Planta {number}") for number in range(5)]
    entry = certify(app, clients[0], 40)
    together = Barrier(2)

    def press(name: str) -> int:
        with app.test_request_context():
            user = db.session.execute(sa.select(User).where(User.email == f"{name}@example.com")).scalar_one()
            date = find(user, entry)
            assert date is not None
            db.session.rollback()
            together.wait()
            with unit_of_work(user.id) as work:
                values = {"title": name, "due_on": ahead(1), "assignee_id": user.id}
                return len(actions.open_follow_ups(work, user, date, clients, values))

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, ("alice", "bob"))) == [0, 5]
    assert [tasks_of(app, client) for client in clients] == [1] * 5


def test_a_merge_keeps_what_was_opened(app: Flask, people: People) -> None:
    kept, other = add_client(app, "Hortalizas"), add_client(app, "Hortalizas SA")
    entry = certify(app, other, 40)
    people.charlie.post(f"/key-dates/{entry}", form([other]))
    merge(app, "clients", kept, other)
    assert list(opened(app, entry)) == [kept]
    people.charlie.post(f"/key-dates/{entry}", form([kept]))
    assert tasks_of(app, kept) == 1


def test_the_page_of_a_date_asks_as_much_for_many_clients_as_for_few(app: Flask, people: People) -> None:
    entry, counted = next_statutory("immex-annual"), []
    for rounds in (3, 20):
        made = [add_client(app, f"Planta {rounds} {number}") for number in range(rounds)]
        for client in made:
            certify(app, client, None, kind="immex")
        people.alice.post(f"/key-dates/{entry}", form(made))
        people.alice.get(f"/key-dates/{entry}")
        with count_queries(app) as seen:
            assert people.alice.get(f"/key-dates/{entry}").status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]
    assert counted[1] <= 16
