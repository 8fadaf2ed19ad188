"""The steps of an import: who may take them, what is asked, what is remembered, what may come back."""

import io
from datetime import datetime

import sqlalchemy as sa
import xlsxwriter  # type: ignore[import-untyped]
from flask import Flask

from crm.clients.models.client import Client
from crm.clients.models.depth import ClientValue
from crm.core.db import db, unit_of_work
from crm.imports.models import ImportBatch
from crm.reference.models import CustomField
from tests.files.samples import send_form
from tests.imports.steps import HEADING, ROWS, csv_of, upload
from tests.support import People, count_queries


def test_an_import_is_its_authors_alone(app: Flask, people: People) -> None:
    batch = upload(app, people.alice, csv_of(*ROWS))
    batch.check()
    for stranger in (people.bob, people.charlie, people.erin):
        for path in (batch.at, f"{batch.at}/reading", f"{batch.at}/columns", f"{batch.at}/rest"):
            assert stranger.get(path).status_code == 404
        assert stranger.post(f"{batch.at}/run").status_code == 404
        assert "clientes.csv" not in stranger.get("/imports").text
    assert people.dora.get("/imports").status_code == 403
    assert people.dora.get("/imports/new").status_code == 403
    assert "/imports" not in people.dora.get("/clients").text


def test_an_encoding_that_the_file_does_not_tell_is_asked(app: Flask, people: People) -> None:
    data = "Nombre;Estado\r\nPeñasco Güero;Sonora\r\nÍñigo;Sonora\r\n".encode("cp1252")
    batch = upload(app, people.alice, data)
    page = people.alice.get(f"{batch.at}/reading").text
    assert "The file does not tell" in page
    assert "Peñasco Güero" in page
    assert batch.read().status_code == 422
    assert batch.read(encoding="cp1252").status_code == 303
    assert batch.match().status_code == 303
    batch.work()
    batch.run()
    with app.app_context():
        assert "Peñasco Güero" in set(db.session.execute(sa.select(Client.name)).scalars())


def test_columns_and_answers_are_remembered_for_the_next_file_of_the_heading(app: Flask, people: People) -> None:
    heading = "Cosa,Lugar,Tel"
    first = upload(app, people.alice, csv_of("Uno,Sonora,662 212 3456", heading=heading))
    first.read()
    assert first.match(**{"column-0": "", "column-1": ""}).status_code == 422
    chosen = {"column-0": "name", "column-1": "state", "column-2": "phone"}
    assert first.match(**chosen).status_code == 422
    assert first.match(**chosen, phone_country="MX").status_code == 303
    second = upload(app, people.bob, csv_of("Dos,Chihuahua,656 123 4567", heading=heading.upper()))
    second.read()
    assert "Matched as the last time" in people.bob.get(f"{second.at}/columns").text
    assert second.match().status_code == 303
    second.work()
    assert second.counts("planned") == {"create": 1}


def test_headings_in_english_and_of_other_programs_are_matched(app: Flask, people: People) -> None:
    heading = "Company name,Company Domain Name,Phone Number,City,State/Region,Company owner,Record ID"
    batch = upload(app, people.alice, csv_of("Uno,uno.example.com,+52 662 212 3456,Nogales,Sonora,alice@example.com,7",
                                             heading=heading))  # fmt: skip
    assert batch.check() == {"create": 1}
    with app.app_context():
        mapping = db.session.execute(
            sa.select(ImportBatch.mapping).where(ImportBatch.id == batch.batch_id)
        ).scalar_one()
    assert mapping == {"name": 0, "website": 1, "phone": 2, "city": 3, "state": 4, "account_lead": 5}


def test_a_client_one_may_not_see_is_neither_found_nor_told_of(app: Flask, people: People) -> None:
    with app.app_context(), unit_of_work(None) as work:
        work.add(Client(name="Secreta", access="team", country="MX", state="MX-SON", tax_id="SEC010203AB1"))
    batch = upload(app, people.alice, csv_of("Secreta,SEC010203AB1,Sonora,,,,", "Hija,,Sonora,,,,"))
    assert batch.check() == {"create": 2}
    child = upload(app, people.alice, csv_of("Hija,Secreta", "Otra,No Hay", heading="Nombre,Matriz"))
    child.check()
    hidden, missing = (row.reasons[0] for row in child.rows())
    assert hidden.replace("Secreta", "No Hay") == missing


def test_rights_count_when_it_runs(app: Flask, people: People) -> None:
    batch = upload(app, people.alice, csv_of(*ROWS))
    batch.check()
    people.alice.post(f"{batch.at}/run")
    with app.app_context(), unit_of_work(None) as work:
        from_now_on = sa.text("UPDATE user_account SET role = 'analyst' WHERE name = 'Alice'")
        work.execute(from_now_on)
        work.execute(sa.text("DELETE FROM firm_setting WHERE key LIKE '%accounts'"))
    batch.work()
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(Client)).scalar_one() == 0


def test_a_page_book_or_empty_file_is_refused_with_a_sentence(app: Flask, people: People) -> None:
    for data, name in ((b"", "vacio.csv"), (b"<html><body>", "a.csv"), (b"PK\x03\x04nothing", "a.xlsx")):
        answer = send_form(people.alice, "/imports/new", "file", [(data, name)], {"kind": "clients", "preset": ""})
        assert answer.status_code == 422
        assert "invalid-feedback" in answer.text


def test_pages_ask_as_much_for_a_thousand_rows_as_for_ten(app: Flask, people: People) -> None:
    asked = []
    for rows in (10, 1000):
        lines = [f"Empresa {rows} {number},,Sonora,,,," for number in range(rows)]
        batch = upload(app, people.alice, csv_of(*lines, heading=HEADING))
        batch.check()
        with count_queries(app) as seen:
            people.alice.get(batch.at)
        pages = len(seen)
        with count_queries(app) as seen:
            batch.run()
        asked.append((pages, len(seen)))
    (few_page, few_run), (many_page, many_run) = asked
    assert few_page == many_page
    assert many_run < few_run * 3


def test_a_run_that_was_stopped_goes_on_or_is_undone(app: Flask, people: People) -> None:
    batch = upload(app, people.alice, csv_of(*ROWS))
    batch.check()
    people.alice.post(f"{batch.at}/run")
    with app.app_context():
        job_id = db.session.execute(sa.select(ImportBatch.job_id).where(ImportBatch.id == batch.batch_id)).scalar_one()
    people.alice.post(f"/jobs/{job_id}/stop")
    page = people.alice.get(batch.at).text
    assert "Go on with it" in page
    assert "Undo what was imported" in page
    assert people.alice.post(f"/jobs/{job_id}/again").status_code == 303
    batch.work()
    assert batch.counts("done") == {"create": 3}


def workbook() -> bytes:
    """Return a workbook of two sheets; the clients stand on the second, below a title."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Notas").write(0, 0, "Nada que importar")
        sheet = book.add_worksheet("Clientes")
        sheet.write(0, 0, "Cartera 2026")
        sheet.write_row(2, 0, ["Empresa", "Estado", "Alta", "Empleados"])
        sheet.write_row(3, 0, ["Uvas del Desierto", "Sonora"])
        sheet.write_datetime(3, 2, datetime(2026, 4, 3), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_number(3, 3, 1234.5)
    return file.getvalue()


def test_a_workbook_is_read_by_the_chosen_sheet_and_its_dates_and_numbers_are_not_asked_about(
    app: Flask, people: People
) -> None:
    with app.app_context(), unit_of_work(None) as work:
        for code, kind in (("alta", "date"), ("empleados", "number")):
            work.add(CustomField(code=code, title_en=code, title_es=code, kind=kind))
    batch = upload(app, people.alice, workbook(), "cartera.xlsx")
    assert "Cartera 2026" in batch.read(sheet="1", heading="1", look="1").text
    assert batch.read(sheet="1", heading="3").status_code == 303
    assert "What the file does not tell" not in people.alice.get(f"{batch.at}/columns").text
    assert batch.match().status_code == 303
    batch.work()
    assert batch.run() == {"create": 1}
    with app.app_context():
        values = set(db.session.execute(sa.select(ClientValue.value)).scalars())
    assert values == {"2026-04-03", "1234.5"}


def test_ambiguous_dates_and_numbers_are_asked_and_read_as_answered(app: Flask, people: People) -> None:
    with app.app_context(), unit_of_work(None) as work:
        for code, kind in (("alta", "date"), ("empleados", "number")):
            work.add(CustomField(code=code, title_en=code, title_es=code, kind=kind))
    heading = "Empresa;Estado;Alta;Empleados"
    batch = upload(app, people.alice, csv_of("Uno;Sonora;03/04/2026;1.234", heading=heading))
    batch.read()
    assert batch.match().status_code == 422
    answers = {"order-own-alta": "dmy", "decimal-own-empleados": ","}
    assert batch.match(**answers).status_code == 303
    batch.work()
    batch.run()
    with app.app_context():
        values = set(db.session.execute(sa.select(ClientValue.value)).scalars())
    assert values == {"2026-04-03", "1234"}
