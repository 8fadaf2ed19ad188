from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from crm.core.dates import now
from crm.engagements.importing.kind import KIND
from crm.engagements.models import (
    Engagement,
    EngagementClient,
    EngagementConsultant,
    EngagementInstitution,
    EngagementPerson,
    EngagementUsmca,
)
from tests.engagements.records import START, add_engagement, newest
from tests.importing import archived, changed, columns, links, presented, settled, statements, taken, timed, trail
from tests.institutions.records import add_institution, add_post, seat
from tests.people.records import add_person, place
from tests.support import People
from tests.tasks.firm import add_client, user

LINKS = (EngagementClient, EngagementInstitution, EngagementPerson, EngagementConsultant, EngagementUsmca)
PLAIN: dict[str, Any] = {
    "subject": "Consul general", "track": "diplomatic", "channel": "video", "state": "held", "starts_wall": START,
    "zone": "America/Hermosillo", "minutes": 45, "note": "**Said** ñ", "summary_en": "We met", "summary_es": "Hubo",
    "outcome": "Agreed", "next_step": "Send it", "institution": "Casa X", "people": "Un señor",
}  # fmt: skip


def whole(app: Flask) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a row of a file, and the values that an action takes for the same."""
    clients = [add_client(app, "Norte"), add_client(app, "Sur")]
    body = add_institution(app, "US Consulate", name_es="Consulado de EE. UU.", country="US")
    consul, chief = add_person(app, "Ana", "Ruiz"), add_person(app, "Luz", "Mora")
    seat(app, add_post(app, body, "Consul general", "Cónsul general"), consul, from_on=date(2022, 1, 1))
    place(app, chief, clients[1], title="Directora")
    linked = {"clients": clients, "institutions": [body], "persons": [consul, chief], "usmca": [4, 7]}
    with app.app_context():
        consultants = [user("alice").id, user("bob").id]
    row = PLAIN | {
        "minutes": Decimal(45), "clients": ["SUR", "norte"], "institutions": ["us consulate"],
        "persons": ["Lic. Ana Ruiz", "Mora, Luz"], "consultants": ["bob@example.com", "Alice"],
        "usmca": ["Chapter 4", "07 · Customs"],
    }  # fmt: skip
    return row, PLAIN | linked | {"consultants": consultants}


def stored(app: Flask, key: int) -> str:
    rows = [links(app, model, "engagement_id", key) for model in LINKS]
    return str([columns(app, Engagement, key), rows, trail(app, "engagement", key)])


def test_an_imported_engagement_is_like_one_from_the_form(app: Flask) -> None:
    row, values = whole(app)
    by_form = add_engagement(app, "alice", **values | {"subject": "Consul Q"})
    (made,), _updated, _rows = taken(app, KIND, "alice", row | {"subject": "Consul Z"})
    told = stored(app, made)
    assert "Directora, Sur" in told
    assert "Cónsul general, Consulado de EE. UU." in told
    assert told == stored(app, by_form).replace("Consul Q", "Consul Z").replace("consul q", "consul z")


def test_who_met_the_consul_met_the_consulate_as_in_the_form(app: Flask) -> None:
    row, values = whole(app)
    bare = {"institution": "", "institutions": []}
    by_form = add_engagement(app, "alice", **values | bare | {"subject": "Consul Q"})
    given = {key: value for key, value in row.items() if key not in bare} | {"subject": "Consul Z"}
    (made,), _updated, _rows = taken(app, KIND, "alice", given)
    assert presented(app, KIND, "alice", made)["institutions"] == values["institutions"]
    assert stored(app, made) == stored(app, by_form).replace("Consul Q", "Consul Z").replace("consul q", "consul z")
    assert taken(app, KIND, "alice", given)[:2] == ([], [])


def test_its_history_the_search_and_the_timeline_know_it_in_both_languages(app: Flask, people: People) -> None:
    row, values = whole(app)
    (made,), _updated, _rows = taken(app, KIND, "alice", row)
    page = people.alice.get(f"/engagements/{made}/history").text
    assert all(text in page for text in ("Alice", "Norte", "Ana Ruiz (Consul general, US Consulate)", "Video call"))
    people.alice.post("/language", {"language": "es"})
    page = people.alice.get(f"/engagements/{made}/history").text
    assert all(text in page for text in ("Alice", "Norte", "Videollamada", "Consulado de EE. UU."))
    assert f'/engagements/{made}"' in people.bob.get("/search?q=un+senor").text
    assert f'/engagements/{made}"' in people.bob.get(f"/clients/{values['clients'][0]}/engagements").text
    assert newest(app) == made


def test_the_same_rows_again_change_nothing_and_a_change_changes_only_itself(app: Flask) -> None:
    row, values = whole(app)
    (made,), _updated, _rows = taken(app, KIND, "alice", row)
    assert taken(app, KIND, "bob", row)[:2] == ([], [])
    same = {key: row[key] for key in ("subject", "track", "starts_wall", "zone")} | {"clients": ["Norte", "sur"]}
    assert taken(app, KIND, "bob", same | {"subject": "CONSUL general"})[2][0].record_id == made
    assert taken(app, KIND, "bob", same | {"persons": ["Ana Ruiz", "Somebody"]})[:2] == ([], [made])
    after = presented(app, KIND, "bob", made)
    assert (after["people"], after["persons"], after["usmca"]) == ("Somebody", values["persons"][:1], [4, 7])
    assert "somebody" in columns(app, Engagement, made)["search_text"]
    assert "luz mora" not in columns(app, Engagement, made)["search_text"]


def test_giving_back_what_was_there_undoes_an_update(app: Flask) -> None:
    row, _values = whole(app)
    (made,), _updated, _rows = taken(app, KIND, "alice", row)
    before, texts = presented(app, KIND, "alice", made), columns(app, Engagement, made)["search_text"]
    more = row | {"outcome": "Other", "channel": "letter", "institutions": ["SAT"], "minutes": Decimal(5), "usmca": []}
    assert taken(app, KIND, "alice", more)[1] == [made]
    changed(app, KIND, "alice", made, before)
    assert presented(app, KIND, "alice", made) == before
    assert columns(app, Engagement, made)["search_text"] == texts


def test_what_a_file_leaves_out_is_filled_as_the_help_says(app: Flask) -> None:
    add_client(app, "Norte")
    ahead = now().date() + timedelta(days=40)
    least = {"subject": "x", "track": "trade", "clients": ["Norte"]}
    made, _updated, _rows = taken(
        app, KIND, "alice", least | {"starts_wall": date(2026, 3, 2)}, least | {"starts_wall": ahead}
    )
    held, planned = (columns(app, Engagement, key) for key in made)
    assert (held["state"], held["channel"], held["zone"]) == ("held", "in_person", "America/Phoenix")
    assert held["starts_wall"] == datetime(2026, 3, 2, 12)
    assert planned["state"] == "planned"


def test_the_rules_of_the_form_hold(app: Flask) -> None:
    add_client(app, "Norte")
    sound = {"subject": "x", "track": "trade", "clients": ["Norte"], "starts_wall": START}
    ahead = now().replace(tzinfo=None) + timedelta(days=3)
    rows = settled(
        app, KIND, "alice", sound, sound | {"state": "cancelled"}, sound | {"state": "held", "starts_wall": ahead},
        sound | {"cancel_reason": "Rain"}, sound | {"starts_wall": datetime(1890, 1, 1)},
        sound | {"starts_wall": datetime(2026, 3, 8, 2, 30), "zone": "America/Los_Angeles"},
        sound | {"minutes": Decimal("2.5")}, sound | {"minutes": Decimal(20000)}, sound | {"usmca": ["99"]},
        sound | {"consultants": ["nobody@example.com"]}, sound | {"institutions": ["x" * 301]},
        sound | {"clients": ["Norte", "Nadie"]},
    )  # fmt: skip
    assert rows[0].problems == []
    assert [len(row.problems) for row in rows] == [0, *[1] * 11]
    (reasoned,) = settled(app, KIND, "alice", sound | {"state": "cancelled", "cancel_reason": "Rain"})
    assert reasoned.problems == []


@pytest.mark.parametrize("by", ["alice", "bob", "charlie", "dora", "erin"])
def test_who_may_not_see_an_engagement_learns_nothing_of_it(app: Flask, by: str) -> None:
    closed, opened = add_client(app, "Cerrada", access="team", barred="charlie"), add_client(app, "Abierta")
    hidden = add_engagement(app, "alice", [closed], subject="Secret")
    shared = add_engagement(app, "alice", [closed, opened], subject="Secret")
    row = {"subject": "Secret", "track": "trade", "starts_wall": START, "zone": "America/Phoenix"}
    secret, both, only, unknown = settled(
        app, KIND, by, row | {"clients": ["Cerrada"]}, row | {"clients": ["Cerrada", "Abierta"]},
        row | {"clients": ["Abierta"]}, row | {"clients": ["Ninguna"]},
    )  # fmt: skip
    assert (only.record_id, only.problems) == (None, [])
    if by == "alice":
        assert (secret.record_id, both.record_id) == (hidden, shared)
    else:
        assert secret.problems == both.problems == [text.replace("Ninguna", "Cerrada") for text in unknown.problems]
        assert (secret.record_id, both.record_id) == (None, None)


def test_a_person_who_is_hidden_stays_text_like_one_who_is_not_on_record(app: Flask) -> None:
    add_client(app, "Norte")
    place(app, add_person(app, "Ana", "Ruiz"), add_client(app, "Cerrada", access="team", lead="alice"))
    row = {"subject": "x", "track": "trade", "starts_wall": START, "clients": ["Norte"], "persons": ["Ana Ruiz"]}
    (seen,), (unseen,) = settled(app, KIND, "alice", row), settled(app, KIND, "bob", row)
    assert "people" not in seen.values
    assert (unseen.values["people"], "persons" in unseen.values) == ("Ana Ruiz", False)


def test_an_archived_engagement_is_not_found_again(app: Flask) -> None:
    row, _values = whole(app)
    (made,), _updated, _rows = taken(app, KIND, "alice", row)
    archived(app, KIND, "alice", made)
    assert len(taken(app, KIND, "alice", row)[0]) == 1


def many(start: int, count: int) -> list[dict[str, Any]]:
    return [
        PLAIN | {
            "subject": f"Talk {n}", "starts_wall": START + timedelta(days=n % 3, minutes=n), "minutes": Decimal(30),
            "clients": [f"C{n % 7}"], "institutions": ["SAT"], "persons": ["Ana Ruiz"], "consultants": ["Bob"],
            "usmca": ["4"], "state": "planned",
        }
        for n in range(start, start + count)
    ]  # fmt: skip


def prepare(app: Flask) -> None:
    clients = [add_client(app, f"C{number}") for number in range(7)]
    place(app, add_person(app, "Ana", "Ruiz", by="alice"), clients[0])


def test_statements_do_not_grow_with_rows(app: Flask) -> None:
    prepare(app)
    # As many as one commit of a run takes; PostgreSQL takes 32,700 values in one INSERT, an engagement has forty.
    few, lots = statements(app, KIND, "alice", many(0, 1), many(1000, 500))
    assert few == lots


def test_a_thousand_engagements_are_timed(app: Flask) -> None:
    prepare(app)
    timed(app, KIND, "alice", many(0, 1000))
