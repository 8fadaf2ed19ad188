"""Clients from a file: added, changed, found again, refused, undone; on both engines."""

import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client
from crm.core.db import db, unit_of_work
from tests.imports.steps import HEADING, ROWS, csv_of, upload
from tests.support import People


def clients(app: Flask) -> dict[str, Client]:
    with app.app_context():
        query = sa.select(Client).where(Client.archived_at.is_(None))
        return {client.name: client for client in db.session.execute(query).scalars()}


def test_a_file_is_added_and_the_same_file_again_adds_nothing(app: Flask, people: People) -> None:
    first = upload(app, people.alice, csv_of(*ROWS))
    assert first.check() == {"create": 3}
    assert clients(app) == {}
    assert first.run() == {"create": 3}
    found = clients(app)
    assert set(found) == {"Empacadora Río Mayo", "Tomates del Yaqui", "Aceros Fronterizos"}
    mayo = found["Empacadora Río Mayo"]
    assert (mayo.state, mayo.country, mayo.tax_id, mayo.phone) == ("MX-SON", "MX", "ERM010203AB1", "+526424211234")
    assert mayo.website == "https://riomayo.example.com"
    again = upload(app, people.alice, csv_of(*ROWS))
    assert again.check() == {"same": 3}
    assert f"{again.at}/run" not in people.alice.get(again.at).text
    assert len(clients(app)) == 3


def test_the_second_file_changes_filled_cells_only_and_the_undoing_gives_them_back(app: Flask, people: People) -> None:
    first = upload(app, people.alice, csv_of(*ROWS))
    first.check()
    first.run()
    changed = "Tomates del Yaqui,TYA010203AB2,Sonora,,662 212 3456,Fresh vegetables,"
    second = upload(app, people.alice, csv_of(ROWS[0], changed, "Nueva,,Sonora,Nogales,,,"))
    counts = second.check(**{"column-5": ""})
    assert counts == {"same": 1, "update": 1, "create": 1}
    assert second.run() == counts
    yaqui = clients(app)["Tomates del Yaqui"]
    assert (yaqui.tax_id, yaqui.city, yaqui.phone) == ("TYA010203AB2", "Ciudad Obregón", "+526622123456")
    assert second.undo() == {"undone": 2}
    after = clients(app)
    assert "Nueva" not in after
    yaqui = after["Tomates del Yaqui"]
    assert (yaqui.tax_id, yaqui.city, yaqui.phone) == ("", "Ciudad Obregón", "")


def test_what_was_edited_since_is_kept_and_said(app: Flask, people: People) -> None:
    batch = upload(app, people.alice, csv_of(*ROWS))
    batch.check()
    batch.run()
    edited = clients(app)["Tomates del Yaqui"].id
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.select(Client).where(Client.id == edited)).scalar_one().city = "Navojoa"
    assert batch.undo() == {"undone": 2, "kept": 1}
    assert set(clients(app)) == {"Tomates del Yaqui"}
    page = people.alice.get(f"{batch.at}?state=kept").text
    assert "It was edited since" in page
    assert "Tomates del Yaqui" in page
    assert "Aceros" not in page


def test_each_bad_row_is_told_with_every_reason_and_comes_back_in_the_file_of_the_rest(
    app: Flask, people: People
) -> None:
    bad = ("Sin RFC bueno,XXX,Sonora,Nogales,12,,no web", ",,Sonora,,,,", "Otra,,Atlantis,,,,")
    batch = upload(app, people.alice, csv_of(ROWS[0], *bad, ROWS[1]))
    assert batch.check() == {"create": 2, "error": 3}
    reasons = {row.number: row.reasons for row in batch.rows() if row.outcome == "error"}
    assert len(reasons[3]) == 3
    assert batch.run() == {"create": 2, "error": 3}
    rest = batch.rest().decode("utf-8-sig").splitlines()
    assert rest[0] == f"{HEADING},Row in the file,Why it was not imported"
    assert [line.split(",")[0] for line in rest[1:]] == ["Sin RFC bueno", "", "Otra"]
    mended = batch.rest().decode("utf-8-sig").replace("XXX", "").replace(",12,", ",,").replace("no web", "")
    mended = mended.replace("Atlantis", "Sonora").replace("\r\n,,Sonora", "\r\nCon nombre,,Sonora")
    again = upload(app, people.alice, mended.encode("utf-8-sig"), "rest.csv")
    assert again.check() == {"create": 3}
    assert again.run() == {"create": 3}
    assert {"Sin RFC bueno", "Con nombre", "Otra"} <= set(clients(app))


def test_two_rows_of_one_record_are_found_within_the_file(app: Flask, people: People) -> None:
    rows = (
        ROWS[0],
        "Empacadora Rio Mayo,,Sonora,Otra,,,",
        "EMPACADORA RÍO MAYO,ERM010203AB1,Sonora,Navojoa,642 421 1234,,",
    )
    batch = upload(app, people.alice, csv_of(*rows, ROWS[0]))
    assert batch.check() == {"create": 1, "skip": 2, "same": 1}
    assert all("Row 2 of the file" in row.reasons[0] for row in batch.rows()[1:])
    assert batch.run() == {"create": 1, "skip": 2, "same": 1}
