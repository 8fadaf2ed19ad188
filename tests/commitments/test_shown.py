"""What lists, panels, My day and the kept rate say of commitments."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.commitments import queries
from crm.core.dates import today_in
from crm.core.db import unit_of_work
from tests.commitments.records import add_commitment, day
from tests.engagements.records import add_engagement
from tests.institutions.records import add_institution
from tests.support import People, count_queries
from tests.tasks.firm import add_client, user


def names(page: str) -> list[str]:
    """Return the texts of the list's rows, in order."""
    return re.findall(r'<td><a href="/commitments/\d+">([^<]+)</a>', page)


FILTERS = [
    ("", ["Late", "Today", "Later", "Undated"]),
    ("state=late", ["Late"]),
    ("state=kept", ["Done"]),
    ("state=all&sort=made", ["Ours", "Done", "Undated", "Later", "Today", "Late"]),
    ("due=week", ["Late", "Today"]),
    ("due=none", ["Undated"]),
    ("mine=1", ["Late", "Today", "Later", "Undated"]),
    ("maker=us&state=all", ["Ours"]),
    ("q=undat", ["Undated"]),
    ("state=nonsense&due=x&client=y&sort=z", ["Late", "Today", "Later", "Undated"]),
]


@pytest.mark.parametrize(("query", "wanted"), FILTERS)
def test_the_list_opens_with_open_ones_by_day_and_filters(
    app: Flask, people: People, query: str, wanted: list[str]
) -> None:
    body = add_institution(app, "Aduana")
    for text, due in (("Later", 30), ("Late", -2), ("Undated", None), ("Today", 0)):
        order = ["Late", "Today", "Later", "Undated"].index(text)
        add_commitment(app, text=text, due=due, maker_institution_id=body, made_on=day(order - 60))
    add_commitment(app, text="Done", due=-9, state="kept", maker_institution_id=body, made_on=day(-50))
    to_body: dict[str, Any] = {"receiver_kind": "institution", "receiver_institution_id": body}
    add_commitment(app, "bob", text="Ours", state="not_kept", maker_kind="us", made_on=day(-40), **to_body)
    page = people.alice.get(f"/commitments?{query}").text
    assert names(page) == wanted
    if not query:
        assert "Late · 2 days" in page
        assert "Due today" in page


def test_the_list_asks_for_one_client_and_one_institution(app: Flask, people: People) -> None:
    client, first, second = add_client(app, "Uno"), add_institution(app, "Aduana"), add_institution(app, "Puerto")
    add_commitment(app, text="Of the client", maker_institution_id=first, clients=[client])
    add_commitment(app, text="Of nobody", maker_institution_id=first)
    add_commitment(app, text="Elsewhere", maker_institution_id=second)
    assert names(people.bob.get(f"/commitments?client={client}").text) == ["Of the client"]
    assert names(people.bob.get(f"/commitments?institution={first}").text) == ["Of the client", "Of nobody"]


def test_the_pages_of_client_and_institution_show_both_ways_late_ones_first(app: Flask, people: People) -> None:
    client, body = add_client(app, "Uno"), add_institution(app, "Aduana")
    named: dict[str, Any] = {"maker_institution_id": body, "clients": [client]}
    add_commitment(app, text="Due next month", due=30, **named)
    add_commitment(app, text="Long overdue", due=-30, **named)
    to_body: dict[str, Any] = {"receiver_kind": "institution", "receiver_institution_id": body, "clients": [client]}
    add_commitment(app, text="We promised", maker_kind="us", due=3, **to_body)
    add_commitment(app, text="Settled long ago", due=-40, state="kept", **named)
    for address in (f"/clients/{client}", f"/institutions/{body}"):
        page = people.bob.get(address).text
        panel = page.split('id="panel-commitments"')[1].split("</section>")[0]
        assert panel.index("They owe") < panel.index("Long overdue") < panel.index("Due next month")
        assert panel.index("We owe") < panel.index("We promised")
        assert "Settled long ago" not in panel
        assert "Settled long ago" in page


RATES = [
    ((), "Nothing that they promised has fallen due yet."),
    (("kept", "kept", "late"), "2 of 3 kept</b>"),
    (("kept",) * 7 + ("late", "not_kept", "released", "open"), "7 of 9 kept</b> (78%)"),
    (("released", "open"), "Nothing that they promised has fallen due yet."),
]


@pytest.mark.parametrize(("ends", "told"), RATES)
def test_the_kept_rate_counts_what_fell_due_and_says_no_share_of_few(
    app: Flask, people: People, ends: tuple[str, ...], told: str
) -> None:
    body = add_institution(app, "Aduana")
    for end in ends:
        state, due = ("", -1 if end == "late" else 9) if end in {"late", "open"} else (end, -5)
        add_commitment(app, due=due, state=state, maker_institution_id=body)
    page = " ".join(people.bob.get(f"/institutions/{body}").text.split())
    assert told in page


def test_late_is_judged_by_the_readers_own_day(app: Flask, people: People) -> None:
    """Kiritimati is always a day ahead of Pago Pago, or at least of its evening."""
    body = add_institution(app, "Aduana")
    zones = {"alice": "Pacific/Kiritimati", "bob": "Pacific/Pago_Pago"}
    with app.app_context(), unit_of_work(None) as work:
        for name, zone in zones.items():
            work.execute(sa.update(User).where(User.email == f"{name}@example.com").values(time_zone=zone))
    here = {name: today_in(zone) for name, zone in zones.items()}
    assert here["alice"] > here["bob"]
    add_commitment(app, maker_institution_id=body, due_on=here["bob"])
    assert "0 of 1 kept" in people.alice.get(f"/institutions/{body}").text
    assert "Nothing that they promised" in people.bob.get(f"/institutions/{body}").text


def test_my_day_tells_what_one_waits_for_and_what_we_promised(app: Flask, people: People) -> None:
    body = add_institution(app, "Aduana")
    assert "Waiting for others" not in people.alice.get("/").text
    add_commitment(app, text="Second answer", due=20, maker_institution_id=body)
    add_commitment(app, text="First answer", due=2, maker_institution_id=body)
    to_body: dict[str, Any] = {"maker_kind": "us", "receiver_kind": "institution", "receiver_institution_id": body}
    add_commitment(app, text="Our letter", due=5, **to_body)
    add_commitment(app, text="Our far letter", due=50, **to_body)
    page = people.alice.get("/").text
    assert page.index("Waiting for others") < page.index("First answer") < page.index("Second answer")
    assert "Our letter" in page.split("What we promised")[1]
    assert "Our far letter" not in page
    assert "First answer" not in people.bob.get("/").text


def test_search_and_timeline_find_it(app: Flask, people: People) -> None:
    client, body = add_client(app, "Uno"), add_institution(app, "Aduana")
    add_commitment(
        app, text="Oficio de autorización", state="kept", due=-1, maker_institution_id=body, clients=[client]
    )
    assert "Oficio de <mark>autorización</mark>" in people.bob.get("/search?q=autorizacion").text
    page = people.bob.get(f"/clients/{client}").text
    timeline = page.split("What happened")[1].split("</section>")[0]
    assert timeline.count("Oficio de autorización") == 2


def test_between_tells_both_ways_and_what_was_kept_since(app: Flask) -> None:
    mine, other = add_client(app, "Mine"), add_client(app, "Other")
    body, away = add_institution(app, "Aduana"), add_institution(app, "Puerto")
    theirs = add_commitment(app, due=3, maker_institution_id=body, clients=[mine])
    general = add_commitment(app, due=1, maker_institution_id=body)
    add_commitment(app, maker_institution_id=body, clients=[other])
    add_commitment(app, maker_institution_id=away, clients=[mine])
    to_body: dict[str, Any] = {"receiver_kind": "institution", "receiver_institution_id": body}
    ours = add_commitment(app, maker_kind="us", clients=[mine], **to_body)
    clients = add_commitment(app, maker_kind="client", maker_client_id=mine, **to_body)
    kept = add_commitment(app, state="kept", maker_institution_id=body, clients=[mine])
    add_commitment(app, state="released", maker_institution_id=body, clients=[mine])
    with app.app_context():
        bob = user("bob")
        found = queries.between(bob, [body], [mine], day(-10))
        ids = [[item.id for item in part] for part in (found.theirs, found.ours, found.clients, found.kept)]
        assert ids == [[general, theirs], [ours], [clients], [kept]]
        assert queries.between(bob, [body], [mine], day(1)).kept == []
        of_client = queries.between(bob, [], [mine])
        assert len(of_client.theirs) == 2
        assert of_client.kept == ()


def test_pages_ask_as_much_for_many_as_for_few(app: Flask, people: People) -> None:
    clients, body = [add_client(app, f"Client {n}") for n in range(3)], add_institution(app, "Aduana")
    met = add_engagement(app, "alice", clients[:1], institutions=[body])
    every = "columns=maker person receiver due state late made engagement clients owner settled reason"
    pages = (
        f"/commitments?state=all&{every}".replace(" ", "+"), f"/clients/{clients[0]}", f"/institutions/{body}",
        f"/engagements/{met}", "/",
    )  # fmt: skip
    counted = []
    for rounds in (20, 40):
        for number in range(rounds):
            add_commitment(
                app, due=number - 5, state="kept" if number % 2 else "", maker_institution_id=body,
                clients=clients[: 1 + number % 3], engagement_id=met, text=f"Promise {rounds} {number}",
            )  # fmt: skip
        asked = []
        for page in pages:
            people.alice.get(page)
            with count_queries(app) as seen:
                assert people.alice.get(page).status_code == 200
            asked.append(len(seen))
        counted.append(asked)
    assert counted[0] == counted[1]
