"""Two clients become one: values, rows, family; and the undo."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients.models.depth import ClientAddress, Product
from crm.core.db import db, unit_of_work
from crm.merges.actions import RefusedError
from crm.reference.models import CustomField
from tests.clients.firm import add_client, port_id, sector_codes, sector_id, trail, user_id
from tests.engagements.records import add_engagement
from tests.files.records import add_file
from tests.merges.support import column, differing, dump, ids, merge, undo_merge
from tests.people.records import add_person, place
from tests.tasks.firm import add_task


def two_clients(app: Flask) -> tuple[int, int]:
    """Add two clients that are the same business, each with rows of every kind, some of them the same."""
    sectors = [sector_id(app, code) for code in sector_codes(app)]
    with app.app_context(), unit_of_work(None) as work:
        field = CustomField(code="staff", title_en="Staff", title_es="Personal", kind="number")
        other_field = CustomField(code="note", title_en="Note", title_es="Nota", kind="text")
        work.add_all([field, other_field])
        work.flush()
        fields = (field.id, other_field.id)
    keep = add_client(app, "Agrícola Peña", city="Obregón", state="MX-SON", sectors=[sectors[1]], northbound=["07"],
                      ports=[port_id(app, "2604")], tags=["Uva", "Exporta"], own={fields[0]: "10"},
                      partner_states=["US-AZ"], team=[user_id(app, "bob")])  # fmt: skip
    other = add_client(app, "Agricola Peña SA de CV", legal_name="Agrícola Peña, S.A. de C.V.", northbound=[],
                       website="https://pena.mx", sectors=sectors[1:], primary_sector=sectors[2],
                       southbound=["07", "08"],
                       ports=[port_id(app, "2604"), port_id(app, "2606")], tags=["uva", "Invierno"],
                       own={fields[0]: "12", fields[1]: "Rancho"}, partner_states=["US-AZ", "US-CA"])  # fmt: skip
    with app.app_context(), unit_of_work(None) as work:
        for client in (keep, other):
            work.add(ClientAddress(client_id=client, kind="main", street="Calle 5", city="Obregón", country="MX"))
            work.add(Product(client_id=client, hs_code=f"070{client % 2}", description="Tomate"))
            add_file(work, client, f"contrato {client}")
        work.add(ClientAddress(client_id=other, kind="plant", street="Carretera 15", city="Guaymas", country="MX"))
    person = add_person(app, "Luz", "Mora")
    for client in (keep, other):
        place(app, person, client, title="Directora", is_primary=True)
    add_engagement(app, "alice", [keep])
    add_engagement(app, "alice", [keep, other])
    add_engagement(app, "alice", [other])
    add_task(app, "alice", clients=[other], title="Llamar")
    add_task(app, "alice", clients=[keep, other], title="Escribir")
    add_client(app, "Planta", parent_id=other)
    return keep, other


def test_everything_of_the_other_client_comes_over_once(app: Flask) -> None:
    keep, other = two_clients(app)
    with app.app_context():
        (staff, _note) = db.session.execute(sa.select(CustomField.id).order_by(CustomField.id)).scalars()
    merge(app, "clients", keep, other, legal_name="right", website="right", **{f"own-{staff}": "right"})
    assert column(app, "client", keep, "name") == "Agrícola Peña"
    assert column(app, "client", keep, "legal_name") == "Agrícola Peña, S.A. de C.V."
    assert "s.a. de c.v." in column(app, "client", keep, "search_text")
    assert column(app, "client", keep, "website") == "https://pena.mx"
    counts = {
        "client_sector": 2, "client_port": 2, "client_tag": 3, "client_chapter": 2, "client_state": 2,
        "client_value": 2,
        "client_address": 2, "client_product": 2, "client_file": 2, "client_person": 2, "engagement_client": 3,
        "task_client": 2,
    }  # fmt: skip
    found = {table: len(ids(app, table, "client_id", keep, "client_id")) for table in counts}
    assert found == counts | {"client_person": 1}
    assert {table for table in counts if ids(app, table, "client_id", other, "client_id")} == set()
    assert sorted(ids(app, "client_chapter", "client_id", keep, "direction")) == ["both", "southbound"]
    assert ids(app, "client_sector", "client_id", keep, "is_primary") == [False, True]
    assert ids(app, "client_value", "client_id", keep, "value") == ["12", "Rancho"]
    assert column(app, "client", other, "archived_at") is not None
    assert len(ids(app, "client", "parent_id", keep, "id")) == 1


def test_an_undo_leaves_no_row_different(app: Flask) -> None:
    keep, other = two_clients(app)
    before = dump(app)
    made = merge(app, "clients", keep, other, name="right", country="right", legal_name="right", website="right")
    assert differing(before, dump(app))
    assert undo_merge(app, made) == []
    assert differing(before, dump(app)) == []


def test_what_is_not_chosen_stays_with_the_kept_client(app: Flask) -> None:
    keep, other = two_clients(app)
    merge(app, "clients", keep, other, name="right")
    assert column(app, "client", keep, "name") == "Agricola Peña SA de CV"
    assert column(app, "client", keep, "name_key") == "agricola pena sa de cv"
    assert column(app, "client", keep, "legal_name") == ""
    assert column(app, "client", keep, "city") == "Obregón"


def test_both_histories_tell_of_the_merge_and_of_its_undo(app: Flask) -> None:
    keep, other = add_client(app, "Uno"), add_client(app, "Uno SA")
    made = merge(app, "clients", keep, other)
    assert ["merged_from", None, "Uno SA"] in trail(app, keep)
    assert ["merged_into", None, keep] in trail(app, other)
    undo_merge(app, made)
    assert ["merged_from", "Uno SA", None] in trail(app, keep)
    assert ["merged_into", keep, None] in trail(app, other)


def test_the_versions_of_all_that_changed_rise(app: Flask) -> None:
    keep, other = add_client(app, "Uno"), add_client(app, "Uno SA")
    engagement, task = add_engagement(app, "alice", [other]), add_task(app, "alice", clients=[other])
    below = add_client(app, "Planta", parent_id=other)
    touched = [("client", keep), ("client", other), ("client", below), ("engagement", engagement), ("task", task)]
    before = [column(app, page, key, "version") for page, key in touched]
    made = merge(app, "clients", keep, other)
    merged = [column(app, page, key, "version") for page, key in touched]
    assert all(now > was for now, was in zip(merged, before, strict=True))
    undo_merge(app, made)
    assert all(column(app, page, key, "version") > was for (page, key), was in zip(touched, merged, strict=True))


@pytest.mark.parametrize("keeps_parent", [True, False])
def test_a_parent_merged_with_its_child_makes_no_circle(app: Flask, keeps_parent: bool) -> None:
    top = add_client(app, "Cima")
    parent = add_client(app, "Matriz", parent_id=top)
    child = add_client(app, "Hija", parent_id=parent)
    leaf = add_client(app, "Nieta", parent_id=child)
    before = dump(app)
    keep, other = (parent, child) if keeps_parent else (child, parent)
    made = merge(app, "clients", keep, other, parent_id="left" if keeps_parent else "right")
    assert column(app, "client", keep, "parent_id") == top
    assert column(app, "client", leaf, "parent_id") == keep
    assert column(app, "client", other, "parent_id") is None
    assert undo_merge(app, made) == []
    assert differing(before, dump(app)) == []


def test_a_grandparent_merged_with_its_grandchild_makes_no_circle(app: Flask) -> None:
    first = add_client(app, "Abuela")
    second = add_client(app, "Madre", parent_id=first)
    third = add_client(app, "Nieta", parent_id=second)
    merge(app, "clients", first, third, parent_id="right")
    assert column(app, "client", first, "parent_id") is None
    assert column(app, "client", second, "parent_id") == first
    other_way = add_client(app, "Otra", parent_id=second)
    merge(app, "clients", other_way, first, parent_id="left")
    assert column(app, "client", second, "parent_id") == other_way
    assert column(app, "client", other_way, "parent_id") is None


def test_a_family_of_seven_levels_is_refused(app: Flask) -> None:
    above = None
    for level in range(5):
        above = add_client(app, f"Nivel {level}", parent_id=above)
    other = add_client(app, "Otra")
    middle = add_client(app, "Abajo", parent_id=other)
    add_client(app, "Más abajo", parent_id=middle)
    assert above is not None
    with pytest.raises(RefusedError, match="six levels"):
        merge(app, "clients", above, other)
    assert column(app, "client", other, "archived_at") is None


def test_an_undo_tells_what_it_left(app: Flask) -> None:
    keep, other = add_client(app, "Uno", phone="+526622123456"), add_client(app, "Uno SA", phone="+526622123457")
    person = add_person(app, "Luz", "Mora")
    place(app, person, other, title="Directora")
    first, second = add_engagement(app, "alice", [other]), add_engagement(app, "alice", [other])
    with app.app_context(), unit_of_work(None) as work:
        work.add(ClientAddress(client_id=other, kind="plant", street="Carretera 15", city="Guaymas", country="MX"))
    made = merge(app, "clients", keep, other, phone="right", name="right")
    newer = add_engagement(app, "alice", [keep])
    with app.app_context(), unit_of_work(None) as work:
        links = db.metadata.tables["engagement_client"]
        work.execute(sa.delete(links).where(links.c.engagement_id == first))
        clients = db.metadata.tables["client"]
        work.execute(sa.update(clients).where(clients.c.id == keep).values(name="Uno nuevo"))
        address = work.execute(sa.select(ClientAddress)).scalar_one()
        address.street = "Carretera 16"
    left = undo_merge(app, made)
    assert sorted(left) == [["edited", "client_address", 1], ["field", "name", 1], ["gone", "engagement_client", 1]]
    assert column(app, "client", keep, "name") == "Uno nuevo"
    assert column(app, "client", keep, "phone") == "+526622123456"
    assert ids(app, "client_address", "client_id", other, "street") == ["Carretera 16"]
    assert ids(app, "engagement_client", "client_id", keep, "engagement_id") == [newer]
    assert ids(app, "engagement_client", "client_id", other, "engagement_id") == [second]


def test_a_dropped_row_whose_number_was_given_away_comes_back_under_another(app: Flask) -> None:
    keep, other = add_client(app, "Uno"), add_client(app, "Uno SA")
    with app.app_context(), unit_of_work(None) as work:
        for client in (keep, other):
            work.add(ClientAddress(client_id=client, kind="main", street="Calle 5", city="Obregón", country="MX"))
            work.flush()
    gone = ids(app, "client_address", "client_id", other, "id")[0]
    made = merge(app, "clients", keep, other)
    with app.app_context(), unit_of_work(None) as work:
        work.add(ClientAddress(id=gone, client_id=keep, kind="other", street="Nueva", city="Obregón", country="MX"))
    assert undo_merge(app, made) == []
    assert ids(app, "client_address", "client_id", other, "street") == ["Calle 5"]
    assert ids(app, "client_address", "client_id", keep, "street") == ["Calle 5", "Nueva"]


def test_a_report_follows_its_client(app: Flask) -> None:
    keep, other = add_client(app, "Uno"), add_client(app, "Uno SA")
    reports = db.metadata.tables["report"]
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.insert(reports).values(
            kind="quarterly", version=1, client_id=other, language="en",
            period_start=date(2026, 1, 1), period_end=date(2026, 3, 31),
            prepared_by_id=user_id(app, "alice"), created_at=sa.func.current_timestamp(),
        ))  # fmt: skip
    merge(app, "clients", keep, other)
    assert len(ids(app, "report", "client_id", keep, "id")) == 1
