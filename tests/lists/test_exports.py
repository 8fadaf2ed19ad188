"""What leaves as CSV and XLSX: exactly what is filtered, in the chosen columns, written down before it is sent."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients.custom import stored
from crm.clients.models.depth import ClientPerson, ClientValue
from crm.core.csvout import read_csv
from crm.core.db import db, unit_of_work
from crm.lists.models import ExportLog
from crm.lists.sheets import workbook
from crm.people.models import Person, PersonEmail, PersonPhone
from crm.reference.models import CustomField
from tests.clients.firm import add_client, user_id
from tests.core.test_csvout import HARMLESS, HOSTILE, is_live
from tests.engines import Engine
from tests.lists.records import csv_rows, export, formulas, sheet_rows
from tests.support import People, count_queries


def log(app: Flask) -> list[ExportLog]:
    with app.app_context():
        return list(db.session.execute(sa.select(ExportLog).order_by(ExportLog.id)).scalars())


def add_field(app: Flask, code: str, kind: str, values: dict[int, str]) -> int:
    """Add one of the firm's own fields with canonical values by client."""
    with app.app_context(), unit_of_work(None) as work:
        field = CustomField(code=code, title_en=code.title(), title_es=code.title(), kind=kind)
        work.add(field)
        work.flush()
        for client_id, value in values.items():
            key, number = stored(field, value)
            work.add(ClientValue(client_id=client_id, field_id=field.id, value=value, value_key=key, number=number))
        return field.id


def add_person(app: Flask, name: str, client_id: int | None = None, **values: Any) -> int:
    with app.app_context(), unit_of_work(None) as work:
        person = Person(given_name=name, surname="Mora", **values)
        person.phones = [PersonPhone(number="+526622123456", kind="mobile", position=0)]
        person.emails = [PersonEmail(address=f"{name.lower()}@example.com", position=0)]
        work.add(person)
        work.flush()
        if client_id:
            work.add(ClientPerson(client_id=client_id, person_id=person.id, title=f"Gerente {client_id}"))
        return person.id


def test_an_export_holds_the_chosen_columns_of_what_is_filtered_and_no_more(app: Flask, people: People) -> None:
    one = add_client(app, "Uno", city="Nogales", status="active")
    add_client(app, "Dos", city="Yuma", status="former")
    add_field(app, "size", "number", {one: "-1234.5"})
    query = "status=active&columns=city+own-size"
    taken = export(people.alice, "clients", query, every=False)
    assert csv_rows(taken) == [{"Name": "Uno", "City": "Nogales", "Size": "-1234.5"}]
    assert sheet_rows(export(people.alice, "clients", query, "xlsx", every=False)) == [
        ["Name", "City", "Size"], ["Uno", "Nogales", -1234.5],
    ]  # fmt: skip


def test_an_export_without_named_columns_has_those_that_its_reader_chose(app: Flask, people: People) -> None:
    add_client(app, "Uno", city="Nogales")
    people.alice.post("/lists/clients/columns", {"columns": ["city"]})
    assert list(csv_rows(export(people.alice, "clients", every=False))[0]) == ["Name", "City"]
    assert "Status" in csv_rows(export(people.bob, "clients", every=False))[0]


def test_each_export_is_written_down_with_its_filter_and_rows(app: Flask, people: People) -> None:
    add_client(app, "Uno", status="active")
    add_client(app, "Dos", status="former")
    export(people.alice, "clients", "status=active&after=x&view=3&nonsense=1", every=False)
    export(people.bob, "people", "q=mora", "xlsx")
    first, second = log(app)
    assert (first.page, first.format, first.rows, first.user_id) == ("clients", "csv", 1, user_id(app, "alice"))
    assert first.query.startswith("status=active&columns=name+status+")
    assert "nonsense" not in first.query
    assert (second.page, second.format, second.rows) == ("people", "xlsx", 0)
    assert all(entry.ended_at is not None for entry in (first, second))
    shown = people.charlie.get("/settings/exports").text
    assert "status: active" in shown
    assert people.erin.get("/settings/exports").status_code == 200
    assert people.alice.get("/settings/exports").status_code == 403
    assert "/settings/exports" not in people.alice.get("/settings").text


def test_an_export_that_breaks_off_stays_in_the_log_without_its_rows(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_client(app, "Uno")

    def broken(*_args: object) -> Iterator[tuple[int, list[object]]]:
        yield 1, ["Uno"]
        raise OSError("the line is cut")

    monkeypatch.setattr("crm.lists.exports.rows", broken)
    with pytest.raises(OSError, match="cut"):
        export(people.alice, "clients", "columns=name", every=False)
    (entry,) = log(app)
    assert (entry.rows, entry.ended_at) == (None, None)
    assert "not finished" in people.charlie.get("/settings/exports").text


def test_who_may_not_export_gets_nothing_and_is_not_written_down(app: Flask, people: People) -> None:
    for page in ("clients", "people", "institutions"):
        assert export(people.dora, page).status_code == 403
        assert "/export" not in people.dora.get(f"/{page}").text
        assert export(people.alice, page, kind="pdf").status_code == 422
    assert log(app) == []


def test_who_is_not_to_be_contacted_leaves_without_phone_and_e_mail(app: Flask, people: People) -> None:
    client_id = add_client(app, "Abierta")
    add_person(app, "Ana", client_id)
    add_person(app, "Eva", client_id, do_not_contact=True)
    ana, eva = csv_rows(export(people.alice, "people"))
    assert (ana["Phone"], ana["E-mail"], ana["Do not contact"]) == ("+52 662 212 3456", "ana@example.com", "")
    assert ana["What they are now"] == f"Gerente {client_id}, Abierta"
    assert eva["Do not contact"] == "Do not contact"
    for kind in ("csv", "xlsx"):
        body = export(people.alice, "people", "contact=no", kind)
        cells = sheet_rows(body) if kind == "xlsx" else [list(row.values()) for row in csv_rows(body)]
        assert "eva@" not in str(cells)
        assert "3456" not in str(cells)


def test_a_role_at_a_hidden_client_is_in_no_export_of_people(app: Flask, people: People) -> None:
    hidden = add_client(app, "Oculta", access="team", account_lead_id=user_id(app, "alice"))
    person = add_person(app, "Ana", add_client(app, "Abierta"))
    with app.app_context(), unit_of_work(None) as work:
        work.add(ClientPerson(client_id=hidden, person_id=person, title="Consejera"))
    add_person(app, "Eva", hidden)
    for kind in ("csv", "xlsx"):
        told = [str(export(who, "people", "", kind).get_data() if kind == "csv" else
                    sheet_rows(export(who, "people", "", kind))) for who in (people.bob, people.alice)]  # fmt: skip
        assert "Ana" in told[0]
        assert not any(word in told[0] for word in ("Eva", "Oculta", "Consejera"))
        assert all(word in told[1] for word in ("Eva", "Oculta", "Consejera"))


def test_a_parent_that_the_reader_may_not_see_is_no_cell(app: Flask, people: People) -> None:
    parent = add_client(app, "Oculta", access="team", account_lead_id=user_id(app, "alice"))
    add_client(app, "Hija", parent_id=parent)
    assert {row["Name"]: row["Parent"] for row in csv_rows(export(people.alice, "clients"))}["Hija"] == "Oculta"
    assert {row["Name"]: row["Parent"] for row in csv_rows(export(people.bob, "clients"))} == {"Hija": ""}


def test_institutions_leave_with_their_parent_and_main_post(app: Flask, people: People) -> None:
    rows = csv_rows(export(people.alice, "institutions", "q=aduana&country=MX"))
    assert rows
    assert all(row["Country"] == "Mexico" for row in rows)
    assert len(sheet_rows(export(people.alice, "institutions", "", "xlsx"))) == 41


def test_the_number_of_queries_of_an_export_does_not_grow_with_its_rows(app: Flask, people: People) -> None:
    def ask() -> list[int]:
        found = []
        for page in ("clients", "people", "institutions"):
            export(people.alice, page)  # what is kept in the process is there by then
            with count_queries(app) as seen:
                export(people.alice, page)
            found.append(len(seen))
        return found

    add_person(app, "Ana", add_client(app, "Uno", sectors=[1], team=[user_id(app, "bob")]))
    small = ask()
    for number in range(40):
        add_person(app, f"Eva{number}", add_client(app, f"Client {number}", sectors=[1], team=[user_id(app, "bob")]))
    assert ask() == small


def test_a_sheet_goes_on_where_it_is_full(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.lists.sheets.SHEET_ROWS", 4)
    with app.app_context(), workbook("Clients", ["No.", "Name"], ((n, f"c{n}") for n in range(7))) as file:
        file.seek(0)
        book = openpyxl.load_workbook(io.BytesIO(file.read()))
    assert book.sheetnames == ["Clients", "Clients 2", "Clients 3"]
    assert [[cell.value for cell in row] for row in book["Clients 3"].iter_rows()] == [["No.", "Name"], [6, "c6"]]


PHONES = ("+526622123456", "+16025550143", "+525555550100")
NUMBERS = ("-12.5", "-1234.5", "-0.000001", "-999999999999.999999", "-3")
SPACED = ("\u00a0=1+1", " =1+1", "a;=1+1", '"=1+1"', '","=1+1', "=cmd|' /C calc'!A0", "＝1+1", "＋1", "－1+1", "＠A1")


@pytest.mark.bar
def test_no_exported_cell_is_live_and_phones_and_numbers_come_back(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    """I4: CSV and XLSX of clients and people, read again by our own reader and by a spreadsheet's."""
    texts = [text for text in dict.fromkeys((*HOSTILE, *HARMLESS, *SPACED)) if text]
    clients = {text: add_client(app, f"c{place:03}", legal_name=text, phone=PHONES[place % len(PHONES)],
                                business=text) for place, text in enumerate(texts)}  # fmt: skip
    ids = list(clients.values())
    wanted = dict(zip(ids, (NUMBERS[place % len(NUMBERS)] for place in range(len(ids))), strict=True))
    add_field(app, "margin", "number", wanted)
    for place, text in enumerate(texts):
        add_person(app, f"p{place:03}", ids[place], consent_source=text, honorific=text[:20])
    different, cells = 0, 0
    columns = "columns=legal_name+business+phone+own-margin"
    answer = export(people.alice, "clients", columns, every=False).get_data().decode()
    raw = list(csv.reader(io.StringIO(answer.removeprefix("\ufeff"), newline="")))
    back = list(read_csv(io.StringIO(answer, newline="")))
    sheet = export(people.alice, "clients", columns, "xlsx", every=False)
    rows, live = sheet_rows(sheet), formulas(sheet)
    for place, (text, client_id) in enumerate(clients.items(), 1):
        cells += 2 * len(raw[0])
        live += sum(map(is_live, raw[place]))
        different += back[place][1:3] != [text, text] or rows[place][1:3] != [text, text]
        phone = PHONES[(place - 1) % len(PHONES)].removeprefix("+")
        for row in (raw[place], rows[place]):
            different += "".join(filter(str.isdigit, row[3])) != phone or not row[3].startswith("+")
            different += float(row[4]) != float(wanted[client_id])
        different += raw[place][4] != wanted[client_id]
    for kind in ("csv", "xlsx"):
        sent = export(people.alice, "people", "", kind)
        table = [list(row.values()) for row in csv_rows(sent)] if kind == "csv" else sheet_rows(sent)[1:]
        cells += sum(map(len, table))
        live += sum(is_live(cell) for row in table for cell in row) if kind == "csv" else formulas(sent)
        different += sum("+52 662 212 3456" not in row for row in table)
    figure("I4", engine.name, f"exports of clients and people, CSV and XLSX: {live} live of {cells} cells; "
           f"{different} texts, phones or negative numbers differ after the way back")  # fmt: skip
    assert live == 0
    assert different == 0
