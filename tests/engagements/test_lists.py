from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from crm.accounts.models import User
from crm.core.dates import day_bounds, now, today_in
from crm.engagements.models import Engagement
from crm.engagements.queries import offers
from crm.engagements.queries.own import mine_for_day
from crm.engagements.snippet import snippet
from crm.reports.build.period import Period
from crm.reports.queries import engagements
from tests.engagements.records import START, add_engagement
from tests.support import People, count_queries
from tests.tasks.firm import add_client, user


@pytest.fixture
def logged(app: Flask) -> dict[str, int]:
    """Three engagements of two clients."""
    first, second = add_client(app, "First Client"), add_client(app, "Second Client")
    with app.app_context():
        bob = user("bob").id
    add_engagement(app, "alice", [first], subject="Old letter", channel="letter", starts_wall=datetime(2026, 3, 2, 9))
    add_engagement(app, "alice", [second], subject="Visit to port", track="diplomatic", channel="site_visit")
    add_engagement(
        app, "alice", [first, second], subject="Next call", state="planned", consultants=[bob],
        starts_wall=datetime(2030, 5, 5, 9), note="Hablar de la Peña",
    )  # fmt: skip
    return {"first": first, "second": second, "bob": bob}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Next call", "Visit to port", "Old letter"]),
        ("track=diplomatic", ["Visit to port"]),
        ("channel=letter", ["Old letter"]),
        ("state=planned", ["Next call"]),
        ("q=PENA+hablar", ["Next call"]),
        ("q=zz", []),
        ("from=2026-03-02&to=2026-03-02", ["Old letter"]),
        ("from=2026-03-03&to=2027-01-01", ["Visit to port"]),
        (
            "from=0001-01-01&to=9999-12-31&track=nonsense&state=%00&client=x",
            ["Next call", "Visit to port", "Old letter"],
        ),
        ("consultant=mine", []),
    ],
)
def test_a_filter_narrows_the_list_newest_first(
    people: People, logged: dict[str, int], query: str, found: list[str]
) -> None:
    page = people.alice.get(f"/engagements?{query}")
    assert page.status_code == 200
    places = {name: page.text.find(f">{name}<") for name in ("Next call", "Visit to port", "Old letter")}
    assert sorted((name for name, place in places.items() if place >= 0), key=lambda name: places[name]) == found


def test_the_list_narrows_to_a_client_and_to_ones_own(people: People, logged: dict[str, int]) -> None:
    page = people.alice.get(f"/engagements?client={logged['first']}").text
    assert "Old letter" in page
    assert "Next call" in page
    assert "Visit to port" not in page
    mine = people.bob.get("/engagements?consultant=mine").text
    assert "Next call" in mine
    assert "Old letter" not in mine


@pytest.mark.parametrize("path", ["/engagements", "/engagements?client={client}", "/clients/{client}/engagements"])
def test_pages_hold_each_engagement_once_in_order(app: Flask, people: People, path: str) -> None:
    client = add_client(app, "Client")
    for number in range(120):
        # Many share an instant: the id decides.
        start = START - timedelta(days=number // 7)
        add_engagement(app, "alice", [client], subject=f"Matter {number:03d}", starts_wall=start)
    address, seen = path.format(client=client), list[str]()
    while address:
        page = people.alice.get(address).text
        seen += [part[:3] for part in page.split(">Matter ")[1:]]
        rest = page.split('rel="next" href="', 1)
        address = rest[1].split('"', 1)[0].replace("&amp;", "&") if len(rest) > 1 else ""
    assert sorted(seen) == [f"{number:03d}" for number in range(120)]
    assert [int(text) // 7 for text in seen] == sorted(int(text) // 7 for text in seen)


@pytest.mark.parametrize(
    "path", ["/engagements", "/engagements?client={client}&q=matter", "/clients/{client}/engagements",
             "/clients/{client}", "/search?q=matter", "/tasks?show=team"],
)  # fmt: skip
def test_a_page_asks_as_much_for_a_hundred_as_for_ten(app: Flask, people: People, path: str) -> None:
    clients = [add_client(app, f"Client {number}") for number in range(5)]
    with app.app_context():
        ids = [user(name).id for name in ("alice", "bob", "charlie")]

    def log(count: int) -> None:
        for number in range(count):
            add_engagement(
                app, "alice", [clients[0], clients[1 + number % 4]], subject="Matter",
                consultants=ids[: 1 + number % 3], usmca=[1 + number % 30],
                follow_ups=[{"title": "Do it", "assignee_id": ids[0]}],
            )  # fmt: skip

    address = path.format(client=clients[0])
    log(10)
    people.alice.get(address)
    with count_queries(app) as few:
        assert people.alice.get(address).status_code == 200
    log(90)
    with count_queries(app) as many:
        people.alice.get(address)
    assert len(many) == len(few)


def test_the_editing_pages_ask_a_bounded_number_of_questions(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    item = add_engagement(app, "alice", [client])
    people.alice.get("/engagements/new")
    for path in (
        f"/engagements/{item}",
        f"/engagements/{item}/edit",
        "/engagements/new",
        f"/engagements/{item}/history",
    ):
        with count_queries(app) as statements:
            people.alice.get(path)
        assert len(statements) <= 23, (path, len(statements))


def day_of(reader: User, *spans: tuple[datetime, datetime]) -> tuple[list[Engagement], ...]:
    found = mine_for_day(reader, today_in("America/Phoenix"), spans, patience=14, soon=7, limit=20)
    return tuple(map(list, found))


def test_what_is_planned_and_what_waits_for_its_note(app: Flask) -> None:
    client = add_client(app, "Client")
    with app.app_context():
        alice = user("alice").id
    local = now().replace(tzinfo=None) - timedelta(hours=7)
    for subject, shift in (("Past", -1), ("Soon", 1), ("Far", 40)):
        add_engagement(
            app, "alice", [client], subject=subject, state="planned", consultants=[alice],
            starts_wall=local + timedelta(days=shift),
        )  # fmt: skip
    with app.app_context():
        reader, until = user("alice"), day_bounds(today_in("America/Phoenix") + timedelta(days=7), "America/Phoenix")[1]
        ahead, past = (now(), until), (now() - timedelta(days=365), now())
        coming, waiting, *_rest = day_of(reader, ahead, past)
        assert [item.subject for item in coming] == ["Soon"]
        assert [item.subject for item in waiting] == ["Past"]
        assert day_of(user("bob"), past) == ([], [], [])
        meeting = offers.next_of_client(reader, client)
        assert meeting is not None
        assert meeting.subject == "Soon"


def test_a_report_takes_the_held_ones_by_the_day_of_their_own_place(app: Flask) -> None:
    client = add_client(app, "Client")
    # Late on the last evening in Tijuana it is the next day in UTC already; what counts is the wall day.
    add_engagement(app, "alice", [client], subject="In", starts_wall=datetime(2026, 9, 30, 23), zone="America/Tijuana")
    add_engagement(
        app, "alice", [client], subject="First", starts_wall=datetime(2026, 7, 1, 0, 5), zone="America/Cancun"
    )
    add_engagement(app, "alice", [client], subject="After", starts_wall=datetime(2026, 10, 1, 0, 1))
    add_engagement(app, "alice", [client], subject="Planned", starts_wall=datetime(2026, 8, 1), state="planned")
    with app.app_context():
        found = engagements(user("alice"), client, Period(date(2026, 7, 1), date(2026, 9, 30)), "held", 10)
        assert [item.subject for item in found] == ["First", "In"]
        assert [link.client.name for link in found[0].clients] == ["Client"]
        assert offers.last_contact(user("alice"), [client]) == {client: date(2026, 10, 1)}


def test_the_last_contact_is_the_day_of_the_last_one_held_by_the_clock_of_the_world(app: Flask) -> None:
    client, without = add_client(app, "Client"), add_client(app, "Without")
    add_engagement(app, "alice", [client], starts_wall=datetime(2026, 10, 2, 0, 10), zone="America/Cancun")
    add_engagement(app, "alice", [client], starts_wall=datetime(2026, 10, 1, 23, 50), zone="America/Tijuana")
    add_engagement(app, "alice", [client], starts_wall=datetime(2026, 10, 9, 9), state="planned")
    add_engagement(app, "alice", [without], starts_wall=datetime(2026, 10, 9, 9), state="cancelled")
    with app.app_context():
        assert offers.last_contact(user("alice"), [client, without]) == {client: date(2026, 10, 1)}


@pytest.mark.parametrize(
    ("texts", "words", "expected"),
    [
        (["", "La Peña de Nogales"], ["pena"], "La Peña de Nogales"),
        (["nothing"], ["pena"], ""),
        (["x " * 5000 + "Zopilote " + "y " * 500], ["zopilote"], "Zopilote"),
        (["a" * 1995 + " Zopilote over the edge"], ["zopilote"], "Zopilote over the edge"),
    ],
)
def test_a_snippet_frames_the_first_hit(texts: list[str], words: list[str], expected: str) -> None:
    found = snippet(texts, words)
    assert expected in found
    assert len(found) <= 202
