"""Nobody sees more by a merge than before: what was merged is seen by those who could see both, and by nobody else."""

import random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients import actions as client_actions
from crm.clients import queries as client_queries
from crm.clients.models.client import ClientBarrier
from crm.core.db import db, unit_of_work
from crm.merges import access
from crm.merges.kinds import CLIENTS, PEOPLE
from crm.people.models import Person
from tests.clients.firm import PLAIN, add_client, user_id
from tests.engagements.records import add_engagement
from tests.engagements.records import form as engagement_form
from tests.files.records import add_file
from tests.institutions.records import add_institution, add_post, seat
from tests.merges.support import column, ids, merge, undo_merge
from tests.people.records import add_person, place
from tests.support import People
from tests.tasks.firm import add_task, user

NAMES = ("alice", "bob", "charlie", "dora", "erin")


def seers(app: Flask, kind: Any, *records: int) -> list[set[str]]:
    """Return who may see each of these records, by name."""
    with app.test_request_context():
        names = {user_id(app, name): name for name in NAMES}
        found = access.audience(db.session(), kind, records)
        return [{names[key] for key in found[record]} for record in records]


def sees(people: People, address: str) -> set[str]:
    """Return who gets a page, following where it leads."""
    return {name for name in NAMES if getattr(people, name).http.get(address, follow_redirects=True).status_code == 200}


def closed(app: Flask, name: str, *team: str, lead: str = "", barred: tuple[str, ...] = (), **values: Any) -> int:
    """Add a client of access `team`, unless said otherwise."""
    members = [user_id(app, each) for each in team]
    plain = {"access": "team", "team": members, "account_lead_id": user_id(app, lead) if lead else None}
    made = add_client(app, name, **{**plain, **values})
    for each in barred:
        with app.app_context(), unit_of_work(None) as work:
            work.add(ClientBarrier(client_id=made, user_id=user_id(app, each), reason="interés"))
    return made


def test_who_saw_one_of_two_clients_sees_nothing_of_the_merged_one(app: Flask, people: People) -> None:
    """Alice saw both, bob the first, erin the second, dora neither; the partner both."""
    keep = closed(app, "Cerrada", "alice", "bob")
    other = closed(app, "Cerrada SA", "alice", "erin")
    engagement, task = add_engagement(app, "alice", [other]), add_task(app, "alice", clients=[other])
    own = add_engagement(app, "alice", [keep])
    with app.app_context(), unit_of_work(None) as work:
        file = add_file(work, other, "contrato")["file_id"]
    assert [sees(people, f"/clients/{key}") for key in (keep, other)] == [
        {"alice", "bob", "charlie"}, {"alice", "erin", "charlie"},
    ]  # fmt: skip
    merge(app, "clients", keep, other, by="alice")
    both = {"alice", "charlie"}
    pages = (
        f"/clients/{keep}",
        f"/engagements/{engagement}",
        f"/engagements/{own}",
        f"/tasks/{task}",
        f"/files/{file}",
    )
    assert {page: sees(people, page) for page in pages} == dict.fromkeys(pages, both)
    assert sees(people, f"/clients/{other}") == both | {"erin"}, "erin still sees the archived record she saw before"
    assert people.erin.get(f"/clients/{other}").status_code == 200
    for name in ("bob", "erin", "dora"):
        assert (
            "Cerrada" not in getattr(people, name).get("/clients?q=cerrada").text.split("<table")[-1].split("value=")[0]
        )


def test_an_open_client_merged_with_a_closed_one_is_closed_for_all_who_saw_the_open_one_only(
    app: Flask, people: People
) -> None:
    keep, other = add_client(app, "Abierta"), closed(app, "Cerrada", "alice", lead="bob", barred=("erin",))
    merge(app, "clients", keep, other, by="alice", account_lead_id="right")
    assert sees(people, f"/clients/{keep}") == {"alice", "bob", "charlie"}
    assert column(app, "client", keep, "access") == "team"
    assert column(app, "client", keep, "account_lead_id") == user_id(app, "bob")


def test_a_lead_who_cannot_see_both_is_not_the_lead_of_both(app: Flask, people: People) -> None:
    keep, other = closed(app, "Una", "alice", lead="bob"), closed(app, "Otra", lead="alice")
    page = people.alice.get(f"/merges/clients/{keep}/{other}").text
    assert "Bob leads one of the two and does not see the other" in page
    merge(app, "clients", keep, other, by="alice", account_lead_id="left")
    assert column(app, "client", keep, "account_lead_id") == user_id(app, "alice")
    assert sees(people, f"/clients/{keep}") == {"alice", "charlie"}


def random_client(app: Flask, dice: random.Random, name: str) -> int:
    """Add a client of any access, team, lead and barriers."""
    some = [user for user in NAMES if dice.random() < 0.5]
    out = tuple(user for user in NAMES if dice.random() < 0.15)
    return closed(app, name, *some, lead=dice.choice(["", *NAMES]), barred=out, access=dice.choice(["firm", "team"]))


@pytest.mark.parametrize("seed", range(24))
def test_whatever_the_access_of_two_clients_the_merged_one_has_exactly_those_who_saw_both(
    app: Flask, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    keep, other = random_client(app, dice, "Una"), random_client(app, dice, "Otra")
    left, right = seers(app, CLIENTS, keep, other)
    actors = sorted((left & right) - {"dora"})
    if not actors:
        return
    made = merge(app, "clients", keep, other, by=actors[0], account_lead_id=dice.choice(["left", "right"]))
    now, shell = seers(app, CLIENTS, keep, other)
    assert now == left & right
    assert shell <= right
    undo_merge(app, made, by=actors[0])
    assert seers(app, CLIENTS, keep, other) == [left, right]


def test_what_was_written_for_those_who_saw_both_stays_with_them_after_an_undo(app: Flask, people: People) -> None:
    keep, other = closed(app, "Una", "alice", "bob"), closed(app, "Otra", "alice", "erin", lead="erin")
    made = merge(app, "clients", keep, other, by="alice")
    written = add_engagement(app, "alice", [keep], subject="Secreto")
    assert ["closed", "client", 1] in undo_merge(app, made, by="alice")
    assert seers(app, CLIENTS, keep, other) == [{"alice", "charlie"}, {"alice", "charlie"}]
    assert sees(people, f"/engagements/{written}") == {"alice", "charlie"}
    assert "both records stay with them" in people.alice.get(f"/merges/{made}").text


def test_an_undo_after_a_word_was_edited_in_the_other_ones_meeting_opens_nothing(app: Flask, people: People) -> None:
    keep, other = closed(app, "Una", "alice", "bob"), closed(app, "Otra", "alice", "erin")
    meeting = add_engagement(app, "alice", [other])
    made = merge(app, "clients", keep, other, by="alice")
    with app.app_context(), unit_of_work(user_id(app, "alice")) as work:
        client = client_queries.for_edit(user("charlie"), keep)
        assert client is not None
        client_actions.update(work, client, PLAIN | {"access": "team", "name": "Una y otra"})
    undo_merge(app, made, by="alice")
    assert sees(people, f"/engagements/{meeting}") == {"alice", "charlie"}


def test_merged_people_are_shown_to_those_only_who_could_see_both(app: Flask, people: People) -> None:
    """The first sits in a consulate, open to all; the second is known at a closed client."""
    body = add_institution(app, "Consulado")
    keep = add_person(app, "Luz", "Mora")
    seat(app, add_post(app, body, "Consul"), keep)
    hidden = closed(app, "Cerrada", "alice")
    other = add_person(app, "Luz", "Mora Peña", phones=[{"number": "+526622123456"}])
    place(app, other, hidden)
    assert seers(app, PEOPLE, keep, other) == [set(NAMES), {"alice", "charlie"}]
    assert "Not all colleagues see both" in people.alice.get(f"/merges/people/{keep}/{other}").text
    made = merge(app, "people", keep, other, by="alice")
    both = {"alice", "charlie"}
    assert sees(people, f"/people/{keep}") == sees(people, f"/people/{other}") == both
    assert "Mora" not in people.bob.get("/people?q=luz").text.split("<table")[-1]
    assert "Mora" not in people.bob.get(f"/institutions/{body}/history").text
    undo_merge(app, made, by="alice")
    assert seers(app, PEOPLE, keep, other) == [set(NAMES), both]


def test_a_merged_person_is_opened_by_somebody_who_sees_both(app: Flask, people: People) -> None:
    keep = add_person(app, "Luz", by="alice")
    other = add_person(app, "Luz", "Mora")
    seat(app, add_post(app, add_institution(app, "Consulado"), "Consul"), other)
    made = merge(app, "people", keep, other, by="alice")
    assert sees(people, f"/people/{keep}") == {"alice", "charlie"}
    assert people.bob.post(f"/merges/{made}/open").status_code == 404
    assert people.dora.post(f"/merges/{made}/open").status_code == 403
    assert people.alice.post(f"/merges/{made}/open").status_code == 303
    assert sees(people, f"/people/{keep}") == set(NAMES)
    assert "Only for those who could see both records" in people.alice.get(f"/people/{keep}/history").text
    undo_merge(app, made, by="alice")
    assert seers(app, PEOPLE, keep, other)[0] == {"alice", "charlie"}


def test_people_seen_by_the_same_colleagues_stay_as_open_as_they_were(app: Flask, people: People) -> None:
    client = add_client(app, "Abierta")
    keep, other = add_person(app, "Luz"), add_person(app, "Luz", "Mora")
    for person in (keep, other):
        place(app, person, client)
    merge(app, "people", keep, other, by="alice")
    assert sees(people, f"/people/{keep}") == set(NAMES)


def test_a_partner_behind_a_barrier_does_not_meet_the_archived_person(app: Flask, people: People) -> None:
    """A person without places is open to partners: the archived one has none any more."""
    hidden = closed(app, "Cerrada", "alice", barred=("charlie",))
    keep, other = add_person(app, "Luz"), add_person(app, "Luz", "Mora")
    for person in (keep, other):
        place(app, person, hidden)
    merge(app, "people", keep, other, by="alice")
    assert sees(people, f"/people/{other}") == sees(people, f"/people/{keep}") == {"alice"}
    with app.app_context():
        assert db.session.execute(sa.select(Person.archived_at).where(Person.id == other)).scalar_one() is not None


def test_places_that_stay_open_do_not_show_a_limited_person(app: Flask, people: People) -> None:
    """The kept one is at an open client and in an open meeting and post: the other one's phone is not shown there."""
    shown, hidden = add_client(app, "Abierta"), closed(app, "Cerrada", "alice")
    keep = add_person(app, "Luz", "Mora", by="alice")
    other = add_person(app, "Luz", phones=[{"number": "+526622123456"}])
    role = place(app, keep, shown, title="Gerente")
    place(app, other, hidden)
    body = add_institution(app, "Consulado")
    seat(app, add_post(app, body, "Consul"), keep)
    meeting = add_engagement(app, "alice", [shown], persons=[keep])
    pages = [f"/clients/{shown}", f"/clients/{shown}/people", f"/institutions/{body}", f"/engagements/{meeting}"]
    assert all("Mora" in people.bob.get(page).text for page in pages)
    merge(app, "people", keep, other, by="alice")
    for page in [*pages, "/institutions?q=consulado", "/people?q=luz"]:
        text = people.bob.get(page).text
        assert "Mora" not in text.split('id="history"')[0], page
        assert "212 3456" not in text, page
    assert people.bob.get(f"/clients/{shown}/people/{role}").status_code == 404
    assert "212 3456" in people.alice.get(f"/clients/{shown}/people").text
    version = str(column(app, "engagement", meeting, "version"))
    saved = people.bob.post(f"/engagements/{meeting}/edit", engagement_form([shown], version=version, subject="Otra"))
    assert saved.status_code == 303
    assert ids(app, "engagement_person", "engagement_id", meeting, "person_id") == [keep], (
        "a save keeps who is not shown"
    )
