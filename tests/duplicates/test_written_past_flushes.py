"""What imports and merges write by set-based SQL is compared like what was typed."""

import re

from flask import Flask

from crm.core.db import db
from crm.duplicates.kinds import KINDS
from crm.duplicates.queries import anything_due
from tests.clients.firm import add_client
from tests.duplicates.records import ENCINOS, add_pair, pairs, settle
from tests.imports.steps import csv_of, upload
from tests.people.records import add_person, place
from tests.support import People, Person

VERSIONS = ("version", "other_version")


def test_imported_clients_are_compared_with_those_on_record(app: Flask, people: People) -> None:
    known = add_client(app, ENCINOS)
    settle(app)
    batch = upload(app, people.alice, csv_of("AGRICOLA LOS ENCINOS SA DE CV,Sonora", heading="Empresa,Estado"))
    batch.check()
    assert batch.run() == {"create": 1}
    with app.app_context():
        assert anything_due(KINDS["client"])
        db.session.remove()
    assert settle(app) == 1
    ((low, high),) = pairs(app)
    assert low == known
    assert f"/merges/clients/{low}/{high}" in people.alice.get("/duplicates").text


def merged(person: Person, page: str) -> str:
    """Merge two records, keeping what the first has; returns the merge's address."""
    asked = person.get(page)
    picks = dict.fromkeys(re.findall(r'name="(pick-[^"]+)"', asked.text), "left")
    versions = {name: re.findall(rf'name="{name}"[^>]*value="(\d+)"', asked.text)[0] for name in VERSIONS}
    answer = person.post(page, {**versions, **picks})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_a_pair_that_was_merged_leaves_the_queue_and_comes_back_with_the_undoing(app: Flask, people: People) -> None:
    low, high = add_pair(app)
    page = f"/merges/clients/{low}/{high}"
    assert page in people.alice.get("/duplicates").text
    merge = merged(people.alice, page)
    assert page not in people.alice.get("/duplicates").text
    assert people.alice.post(f"{merge}/undo").status_code == 303
    assert page in people.alice.get("/duplicates").text


def test_a_person_is_told_by_the_phones_that_a_merge_brought(app: Flask, people: People) -> None:
    client, phones = add_client(app, "Norte"), ("+526622123456", "+526629998877")
    ids = [add_person(app, "Ana", "Ruiz", phones=[{"number": number, "kind": "mobile", "whatsapp": False}])
           for number in phones]  # fmt: skip
    for person_id in ids:
        place(app, person_id, client)
    merged(people.alice, f"/merges/people/{ids[0]}/{ids[1]}")
    settle(app)
    third = add_person(app, "Anita", "Solís", phones=[{"number": phones[1], "kind": "mobile", "whatsapp": False}])
    place(app, third, client)
    settle(app)
    assert (ids[0], third) in pairs(app, "person")
