"""Which names meet: a table of pairs, weighed alone and looked for in a firm, on both engines."""

import csv
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client
from crm.conflicts.matching import compare
from crm.conflicts.models import AdverseParty
from crm.conflicts.search import Wanted, search
from crm.core.dates import now
from crm.core.db import unit_of_work
from tests.clients.firm import add_client as add_whole_client
from tests.conflicts.records import hits, oppose, run
from tests.issues.records import add_issue, touch
from tests.merges.support import merge
from tests.tasks.firm import add_client

with (Path(__file__).parent / "names.csv").open(encoding="utf-8", newline="") as file:
    PAIRS = [(row["searched"], row["known"], row["hit"] == "yes") for row in csv.DictReader(file)]


def test_the_table_is_long_enough_and_has_both_answers() -> None:
    assert len(PAIRS) >= 40
    assert {hit for _one, _other, hit in PAIRS} == {True, False}


@pytest.mark.parametrize(("searched", "known", "hit"), PAIRS)
def test_two_names_meet_or_do_not_in_either_order(searched: str, known: str, hit: bool) -> None:
    assert bool(compare(searched, known)[0]) is hit
    assert compare(searched, known)[0] == compare(known, searched)[0]


def test_each_searched_name_finds_its_client_and_its_adverse_party_and_no_other_of_the_table(app: Flask) -> None:
    new, owner = add_client(app, "Zzyzx"), add_client(app, "Qwerty Holdings")
    clients = {known: add_client(app, known) for known in {known for _one, known, _hit in PAIRS}}
    parties = {known: oppose(app, owner, known) for known in clients}
    wrong = []
    with app.app_context(), unit_of_work(None) as work:
        for searched, known, hit in PAIRS:
            found, _compared, _through = search(work, Wanted(new, (searched,), counterparties=(searched,)))
            met = {(each.kind, each.client_id) for each in found}
            opposed = {each.adverse_id for each in found}
            expected = [{(kind, clients[known])} <= met for kind in ("client", "counterparty")]
            expected.append(parties[known] in opposed)
            wrong += [(searched, known, hit, expected)] if expected != [hit] * 3 else []
    assert not wrong


def test_a_tax_id_finds_a_client_under_another_name_and_an_adverse_party(app: Flask) -> None:
    ours = add_whole_client(app, "Comercial Uno", tax_id="XAV200202A26")
    owner = add_client(app, "Dueña")
    oppose(app, owner, "Otra razón social", tax_id="ABC010203XY1")
    new = add_client(app, "Nueva")
    assert hits(app, run(app, new, tax_id="XAV-200202-A26")) == [("client", ours, "tax_id")]
    assert hits(app, run(app, new, tax_id="abc 010203 xy1")) == [("adverse", owner, "tax_id")]
    assert hits(app, run(app, new, tax_id="XAXX010101000")) == []
    assert hits(app, run(app, new, counterparties="xav200202a26")) == [("counterparty", ours, "tax_id")]
    shop = add_client(app, "7Eleven de México")
    assert hits(app, run(app, add_client(app, "Abarrotes Rho"), counterparties="7Eleven")) == [
        ("counterparty", shop, "part_name")
    ]


def test_families_of_both_sides_are_looked_through(app: Flask) -> None:
    group = add_client(app, "Corporativo Zafiro")
    rival = add_client(app, "Rival Norteña")
    oppose(app, rival, "Corporativo Zafiro, S.A. de C.V.")
    sister = add_whole_client(app, "Plomería Kappa", parent_id=group)
    new = add_whole_client(app, "Envases Lambda", parent_id=group)
    # Its mother is opposed by a client of ours; its own family is no conflict.
    assert hits(app, run(app, new)) == [("adverse", rival, "same_name")]
    # The matter stands against a member of a family: the others of it are told, too.
    outside = add_client(app, "Tornillos Omega")
    found = hits(app, run(app, outside, counterparties="Plomería Kappa"))
    assert found[0] == ("counterparty", sister, "same_name")
    assert set(found[1:]) == {("parent", group, "family"), ("parent", new, "family")}


def test_opposite_positions_on_an_issue_meet_and_the_same_or_conditional_ones_do_not(app: Flask) -> None:
    issue, other = add_issue(app, "Steel"), add_issue(app, "Tomatoes")
    names = {"for": "Acería", "against": "Lámina", "conditional": "Forja"}
    clients = {position: add_client(app, name) for position, name in names.items()}
    for position, client in clients.items():
        touch(app, issue, client, position)
    touch(app, other, clients["against"], "against")
    new = add_client(app, "Nueva")
    assert hits(app, run(app, new, positions={issue: "for"})) == [("position", clients["against"], "position")]
    assert hits(app, run(app, new, positions={issue: "against"})) == [("position", clients["for"], "position")]
    assert hits(app, run(app, clients["against"], positions={issue: "against"})) == [
        ("position", clients["for"], "position")
    ]


def test_an_archived_client_is_found_an_archived_adverse_party_is_not(app: Flask) -> None:
    former, owner = add_client(app, "Antigua Compañía Minera Sigma"), add_client(app, "Dueña")
    party = oppose(app, owner, "Contraparte Teta")
    with app.app_context(), unit_of_work(None) as work:
        for model, key in ((Client, former), (AdverseParty, party)):
            work.execute(sa.update(model).where(model.id == key).values(archived_at=now()))
    assert hits(app, run(app, add_client(app, "Minera Sigma"))) == [("client", former, "part_name")]
    assert hits(app, run(app, add_client(app, "Contraparte Teta"))) == []


def test_a_name_that_was_merged_away_still_finds_the_client_that_was_kept(app: Flask) -> None:
    kept, gone = add_client(app, "Distribuidora Épsilon"), add_client(app, "Almacenes Iota")
    merge(app, "clients", kept, gone)
    assert hits(app, run(app, add_client(app, "Nueva"), counterparties="Almacenes Iota")) == [
        ("counterparty", kept, "same_name")
    ]
