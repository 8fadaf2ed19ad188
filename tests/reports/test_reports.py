"""Reports: only what the client may read, only what the reader may see, the same in page, PDF and CSV."""

import re
from datetime import datetime
from io import StringIO

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from crm.audit.models import AuditEntry
from crm.core.csvout import read_csv
from crm.core.db import db
from crm.reports.build.facts import gather
from crm.reports.making import asked_of
from crm.reports.models import Report
from crm.reports.report_queries import get_visible
from tests.reports.records import CANARY, END, START, a_client, a_report, a_task, an_engagement, pdf_text, user_named
from tests.support import ROOT, People, Person, skip_or_fail

FORMS = ("pdf", "docx", "xlsx", "csv")


def words_of(people: People, name: str, address: str) -> dict[str, str]:
    person = getattr(people, name)
    page, pdf, csv = person.get(address), file_of(person, address, "pdf"), file_of(person, address, "csv")
    assert (page.status_code, pdf.status_code, csv.status_code) == (200, 200, 200)
    return {"page": page.text, "pdf": pdf_text(pdf.data), "csv": csv.data.decode("utf-8-sig")}


def file_of(person: Person, address: str, form: str) -> TestResponse:
    answer = person.post(f"{address}/files", {"format": form})
    answer.get_data()
    # A streamed answer holds its contexts until it is closed.
    answer.close()
    return answer


def document_part(page: str) -> str:
    return page.split("<article", 1)[1].split("</article>", 1)[0]


def rows_of(text: str) -> list[list[str]]:
    return list(read_csv(StringIO(text, newline="")))


def test_nothing_internal_is_in_page_pdf_or_csv(app: Flask, people: People) -> None:
    client = a_client(app)
    an_engagement(app, client)
    a_task(app, client, title="Enviar la hoja de tiempos")
    found = words_of(people, "alice", a_report(people.alice, client))
    assert "Ampliarán el horario de la garita Mariposa" in found["pdf"]
    assert CANARY not in found["pdf"]
    assert CANARY not in found["csv"]
    assert CANARY not in document_part(found["page"])


@pytest.mark.parametrize(("language", "page_of"), [("en", "Page 2 of"), ("es", "Página 2 de")])
def test_a_report_speaks_its_own_language_only(app: Flask, people: People, language: str, page_of: str) -> None:
    client = a_client(app)
    an_engagement(app, client)
    text = words_of(people, "alice", a_report(people.alice, client, language))["pdf"]
    spanish = language == "es"
    assert page_of in text
    assert ("Ampliarán el horario" in text) is spanish
    assert ("Will extend the hours" in text) is not spanish
    assert ("12 ago 2026, 10:30 Hermosillo" in text) is spanish


def test_a_spanish_report_has_spanish_headings(app: Flask, people: People) -> None:
    if not list((ROOT / "crm" / "translations").glob("es/LC_MESSAGES/*.mo")):
        skip_or_fail("the Spanish translations are not compiled")
    client = a_client(app)
    an_engagement(app, client)
    text = words_of(people, "alice", a_report(people.alice, client))["pdf"]
    for words in (
        "Informe trimestral de gestiones y seguimiento", "El trimestre en síntesis", "Acciones de seguimiento",
        "Su comercio exterior en cifras", "Anexo A. Bitácora de gestiones", "Anexo C. Fuentes de las cifras",
        "Julio a septiembre de 2026", "No constituye asesoría legal", "Presencial",
    ):  # fmt: skip
        assert words in text


def test_an_english_report_names_its_sections_and_true_figures(app: Flask, people: People) -> None:
    client = a_client(app)
    an_engagement(app, client)
    text = words_of(people, "alice", a_report(people.alice, client, "en"))["pdf"]
    for words in (
        "Quarterly engagement report", "July to September 2026", "The quarter in brief", "Your trade in figures",
        "Calendar: the next 90 days", "Annex C. Sources of figures", "US imports from Mexico", "US$",
        "Draft, not approved", "BTS TransBorder", "No follow-up was closed",
    ):  # fmt: skip
        assert words in text


def test_a_summary_in_the_other_language_is_not_printed_but_asked_for(app: Flask, people: People) -> None:
    client = a_client(app)
    number = an_engagement(app, client, summary_es="")
    found = words_of(people, "alice", a_report(people.alice, client))
    assert "Will extend" not in found["pdf"]
    assert f"G-2026-{number:04}" in found["pdf"]
    assert f'href="/engagements/{number}/edit"' in found["page"]
    assert people.alice.get(f"/engagements/{number}/edit").status_code == 200


def test_only_what_was_held_between_the_first_and_last_wall_day_counts(app: Flask, people: People) -> None:
    client = a_client(app)
    inside = [
        an_engagement(app, client, at=datetime(2026, 7, 1, 0, 0), zone="America/Tijuana"),
        an_engagement(app, client, at=datetime(2026, 9, 30, 23, 59), zone="America/Los_Angeles", track="trade"),
    ]
    outside = [
        an_engagement(app, client, at=datetime(2026, 6, 30, 23, 59)),
        an_engagement(app, client, at=datetime(2026, 10, 1, 0, 0)),
        an_engagement(app, client, state="planned"),
        an_engagement(app, client, state="cancelled", cancel_reason="Sin sala"),
    ]
    found = words_of(people, "alice", a_report(people.alice, client))
    numbers = {row[0] for row in rows_of(found["csv"])[1:]}
    assert numbers == {f"G-2026-{number:04}" for number in inside}
    assert not [number for number in outside if f"G-2026-{number:04}" in found["pdf"]]
    assert re.search(r"2 [^0-9]* 1 [^0-9]* 1 [^0-9]* 1 [^0-9]* 0 [^0-9]* 0 ", found["pdf"])


def test_a_stranger_gets_404_for_page_pdf_and_csv(app: Flask, people: People) -> None:
    address = a_report(people.alice, a_client(app, access="team"))
    assert people.bob.get(address).status_code == 404
    assert [file_of(people.bob, address, form).status_code for form in FORMS] == [404] * len(FORMS)
    assert "Agrícola" not in people.bob.get("/reports").text
    assert people.bob.get("/reports/new?client=1").status_code == 404
    assert people.charlie.get(address).status_code == 200


def test_an_engagement_shared_with_a_hidden_client_is_not_counted_for_an_outsider(app: Flask, people: People) -> None:
    client, hidden = a_client(app), a_client(app, "Reservada del Norte", access="team")
    number = an_engagement(app, client, hidden)
    a_task(app, client, hidden, title="Cita conjunta")
    address = a_report(people.bob, client)
    seen, other = words_of(people, "alice", address), words_of(people, "bob", address)
    assert f"G-2026-{number:04}" in seen["pdf"]
    for text in other.values():
        assert f"G-2026-{number:04}" not in text
        assert "Cita conjunta" not in text
    with app.app_context():
        report = get_visible(user_named("bob"), 1)
        assert report is not None
        asked = asked_of(report, END)
        assert len(gather(asked, user_named("bob")).held) == 0
        assert len(gather(asked, user_named("alice")).held) == 1


def test_a_text_that_names_another_client_is_kept_back_and_asked_for(app: Flask, people: People) -> None:
    client, other = a_client(app), a_client(app, "Frutas Íñigo")
    number = an_engagement(app, client, other, summary_es="Nos recibieron junto con FRUTAS INIGO.")
    a_task(app, client, other, title="Llamar a Frutas Íñigo")
    found = words_of(people, "alice", a_report(people.alice, client))
    for text in (found["pdf"], found["csv"], document_part(found["page"])):
        assert "inigo" not in text.lower().replace("í", "i").replace("ñ", "n")
    assert f'href="/engagements/{number}/edit"' in found["page"]


def test_the_csv_has_no_live_formula_and_keeps_phones_and_accents(app: Flask, people: People) -> None:
    client = a_client(app)
    formula = '=HYPERLINK("http://x.example","y")'
    an_engagement(app, client, summary_en=formula, next_step="+52 662 123 4567")
    answer = file_of(people.alice, a_report(people.alice, client), "csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=Puente_agricola-valle-del-yaqui_2026-Q3_es.csv"
    )
    text = answer.data.decode("utf-8-sig")
    assert f"\"'{formula}".replace('=HYPERLINK("http://x.example","y")', "=HYPERLINK") in text
    assert ",+52 662 123 4567" in text
    row = rows_of(text)[1]
    assert row[1:3] == ["2026-08-12", "10:30"]
    assert formula in row
    assert any("+52 662 123 4567, área de síntesis" in cell for cell in row)


def test_an_analyst_reads_and_takes_the_pdf_but_not_the_csv_nor_a_new_one(app: Flask, people: People) -> None:
    address = a_report(people.alice, a_client(app))
    assert people.dora.get(address).status_code == 200
    pdf = file_of(people.dora, address, "pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.headers["Content-Disposition"].startswith("attachment; filename=Puente_agricola")
    assert pdf.headers["X-Content-Type-Options"] == "nosniff"
    assert file_of(people.dora, address, "csv").status_code == 403
    assert people.dora.get("/reports/new").status_code == 403


def test_follow_ups_closed_in_the_period_and_all_open_ones_are_printed(app: Flask, people: People) -> None:
    client = a_client(app)
    a_task(app, client, title="Cerrada dentro", done_at=datetime(2026, 9, 30, 20, 0))
    a_task(app, client, title="Cerrada antes", done_at=datetime(2026, 6, 30, 12, 0))
    a_task(app, client, title="Abierta de siempre", due_on=START)
    text = words_of(people, "alice", a_report(people.alice, client))["pdf"]
    assert "Cerrada dentro" in text
    assert "Abierta de siempre" in text
    assert "Cerrada antes" not in text


def test_a_new_report_is_asked_for_with_presets_or_own_days(app: Flask, people: People) -> None:
    client = a_client(app)
    form = people.alice.get(f"/reports/new?client={client}")
    assert re.search(r'<option selected value="es">', form.text)
    made = people.alice.post("/reports/new", {"client_id": client, "period": "last-month", "language": ""})
    assert made.status_code == 303
    wrong = {"period": "own", "period_start": "2026-09-30", "period_end": "2026-07-01", "language": "en"}
    refused = people.alice.post(f"/reports/new?client={client}", dict(wrong))
    assert refused.status_code == 422
    assert "The last day is before the first." in refused.text
    assert people.alice.post("/reports/new", {"client_id": 999, "period": "year", "language": "en"}).status_code == 422
    with app.app_context():
        assert [r.language for r in db.session.execute(sa.select(Report)).scalars()] == ["es"]
        entry = db.session.execute(sa.select(AuditEntry).where(AuditEntry.kind == "report")).scalar_one()
        assert entry.action == "create"


def test_the_list_is_narrowed_to_a_client_and_paged(app: Flask, people: People) -> None:
    one, two = a_client(app), a_client(app, "Berrendo Transportes")
    a_report(people.alice, one)
    a_report(people.alice, two)
    assert {"Agrícola", "Berrendo"} <= set(re.findall(r">(Agrícola|Berrendo)", people.bob.get("/reports").text))
    rows = people.bob.get(f"/reports?client={two}").text.split("<tbody>")[1]
    assert "Berrendo" in rows
    assert "Agrícola" not in rows
