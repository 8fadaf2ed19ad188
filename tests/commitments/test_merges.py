"""Merging clients, people and institutions carries their commitments, and the undo brings them back."""

from typing import Any

from flask import Flask

from tests.commitments.records import add_commitment, read
from tests.institutions.records import add_institution
from tests.merges.support import differing, dump, merge, undo_merge
from tests.people.records import add_person
from tests.support import People
from tests.tasks.firm import add_client


def test_a_merged_client_brings_its_commitments_as_maker_receiver_and_concerned(app: Flask, people: People) -> None:
    keep, other, body = add_client(app, "Peña"), add_client(app, "Pena"), add_institution(app, "Aduana")
    to_body: dict[str, Any] = {"receiver_kind": "institution", "receiver_institution_id": body}
    made = add_commitment(app, maker_kind="client", maker_client_id=other, **to_body)
    received = add_commitment(app, maker_institution_id=body, receiver_kind="client", receiver_client_id=other)
    concerned = add_commitment(app, maker_institution_id=body, clients=[keep, other])
    told = people.charlie.get(f"/merges/clients/{keep}/{other}").text
    assert "3 commitments" in told
    before = dump(app)
    key = merge(app, "clients", keep, other)
    assert read(app, made).maker_client_id == keep
    assert read(app, received).receiver_client_id == keep
    for each in (made, received, concerned):
        assert [link.client_id for link in read(app, each).clients] == [keep]
        assert read(app, each).version > 1
    assert people.alice.get(f"/commitments?state=all&client={other}").status_code in {200, 302}
    undo_merge(app, key)
    assert differing(before, dump(app)) == []


def test_a_merged_institution_and_person_bring_theirs(app: Flask) -> None:
    keep, other = add_institution(app, "Aduana"), add_institution(app, "Aduana de Nogales")
    first, second = add_person(app, "Luz", "Mora", by="alice"), add_person(app, "Luz", "Mora P", by="alice")
    theirs = add_commitment(app, maker_institution_id=other, maker_person_id=second)
    ours = add_commitment(app, maker_kind="us", receiver_kind="institution", receiver_institution_id=other)
    merge(app, "institutions", keep, other)
    merge(app, "people", first, second)
    assert (read(app, theirs).maker_institution_id, read(app, theirs).maker_person_id) == (keep, first)
    assert read(app, ours).receiver_institution_id == keep
