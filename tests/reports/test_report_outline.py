"""Every section of the outline says its records; order, numbers, sides, the note, the columns of the CSV."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from flask import Flask
from pypdf import PdfReader

from crm.clients.queries import get_visible
from crm.core.csvout import read_csv
from crm.core.db import on_engine
from crm.reports.build import monthly, quarterly
from crm.reports.build.facts import gather
from crm.reports.document import Bullets, CountStrip, Table
from crm.reports.writers.pdf import compile_pdf
from tests.reports.records import a_task, an_engagement, csv_of, user_named
from tests.reports.test_report_rules import gap
from tests.reports.whole import PLAN, asked, make_whole, report_of, section, text_of, words

HEADINGS = (
    "Letter from your account lead", "The quarter in brief", "Progress against your objectives", "Results obtained",
    "Issues we follow for you", "Engagements by issue", "Commitments", "Your trade in figures",
    "Introductions and opportunities", "Calendar: the next 90 days",
    "Plan for next quarter and what we need from you", "Annex A. Log of engagements", "Annex B. Follow-up actions",
    "Annex C. Sources of figures", "Annex D. Institutions and posts",
)  # fmt: skip


SAID = {
    "Letter": ("Cerró la temporada.", "Alice"),
    "The quarter": ("Achieved on Aug 12, 2026: Horario ampliado.", "At risk: Falta personal", "Firmar la carta"),
    "Progress": ("Carril frío", "At risk", "20%", "Measured by: Aviso de CBP", "Falta personal"),
    "Results": ("Aug 12, 2026", "Horario ampliado", "Aviso del puerto", "Dirección del puerto"),
    "Issues": (
        "Saturday hours at Mariposa (I-", "Dialogue · red, was amber", "DOF, Aviso de horarios, Aug 12", "article 7.1",
        "Aug 12, 2026: Dijeron no", "For. Abrir en sábado", "Llevar tiempos por mes", "Oct 30, 2026, comments close",
    ),
    "Engagements": (
        "Saturday hours at Mariposa (I-", "G-2026-0001", "Aug 12, 2026, 10:30 Hermosillo", "Aduana de Nogales",
        "Port administrator", "For us: Alice", "Will extend the hours", "Mesa de trabajo acordada",
        "Enviar la hoja de tiempos",
    ),
    "Commitments": ("Theirs", "Ours", "Yours", "Late", "Kept", "34", "25", "3", "Fecha de la mesa (G-2026-0001)"),
    "Introductions": ("Larrinaga y Cía., Aduana de Nogales", "They talk", "Primera llamada", "Oct 20, 2026"),
    "Calendar": ("Oct 20, 2026, 09:00 Hermosillo", "Comments close", "Christmas Day (Mexico, United States)"),
    "Plan": ("Reunión con la aduana", "Enviar la hoja de tiempos", "Alice", "Firmar la carta"),
    "Annex A": ("G-2026-0001", "Diplomatic & government"),
    "Annex B": ("Pedir la cita", "Closed", "Enviar la hoja de tiempos", "Late"),
    "Annex C": ("US imports from Mexico", "TransBorder basis"),
    "Annex D": ("Aduana de Nogales", "Port administrator", "Federal", "Mexico", "New holder since Jul 20, 2026"),
}  # fmt: skip


def test_each_section_says_its_records(app: Flask) -> None:
    document = report_of(app, make_whole(app).client, "en").document
    told = {heading: "\n".join(words(section(document, heading))) for heading in SAID}
    assert [(heading, each) for heading, said in SAID.items() for each in said if each not in told[heading]] == []


def test_the_sections_stand_in_the_order_of_the_outline_and_a_plan_sets_its_own(app: Flask) -> None:
    world = make_whole(app)
    assert tuple(each.heading for each in report_of(app, world.client).document.sections) == HEADINGS
    plan = replace(PLAN, sections=("retainer", "brief"))
    document = report_of(app, world.client, plan=plan).document
    assert [each.heading for each in document.sections] == ["Use of the retainer", "The quarter in brief"]
    assert "1.5 h used of 90 h" in text_of(report_of(app, world.client, plan=plan))


def test_the_brief_has_the_counts_and_five_sentences_at_most(app: Flask) -> None:
    brief = section(report_of(app, make_whole(app).client).document, "The quarter")
    strip, bullets = brief.blocks
    assert isinstance(strip, CountStrip)
    assert isinstance(bullets, Bullets)
    assert [count.value for count in strip.items] == ["1", "1", "0", "2", "1", "1 · 1"]
    assert len(bullets.items) == 5


def test_yours_come_first_where_one_of_yours_is_overdue(app: Flask) -> None:
    blocks = section(report_of(app, make_whole(app).client).document, "Commitments").blocks
    assert [block.caption for block in blocks if isinstance(block, Table)] == ["Yours", "Theirs", "Ours"]
    assert len({tuple(c.heading for c in block.columns) for block in blocks if isinstance(block, Table)}) == 1


def test_tables_carry_days_and_numbers_behind_their_words(app: Flask) -> None:
    (table,) = section(report_of(app, make_whole(app).client).document, "Results").blocks
    assert isinstance(table, Table)
    assert (table.rows[0][0], table.raw[0][0]) == ("Aug 12, 2026", date(2026, 8, 12))


def test_what_is_not_ready_is_counted_and_stops_the_sending(app: Flask) -> None:
    world = make_whole(app)
    an_engagement(app, world.client, outcome="")
    built = report_of(app, world.client, today=date(2026, 11, 20))
    counts = {each.label: (each.count, each.stops) for each in built.gaps}
    assert counts["Commitments past their date without a state"] == (2, True)
    assert counts["Outcome empty"] == (1, False)
    assert counts["Issues without an update in the period"] == (0, True)
    assert counts['Charts without "what it means for you"'] == (4, True)
    assert counts["Texts that look to be in the other language"][0] > 0
    assert {each.label for each in built.gaps if not each.stops} == {
        "Outcome empty", "Texts that look to be in the other language",
    }  # fmt: skip
    assert gap(built, "Commitments past").places[0].url.startswith("/commitments/")


def test_what_is_printed_is_listed_by_kind(app: Flask) -> None:
    world = make_whole(app)
    records = report_of(app, world.client).records
    assert records["client"] == {world.client}
    assert world.engagement in records["engagement"]
    assert records["issue"] == {world.issue}
    assert records["mandate"] == {world.mandate}
    assert len(records["task"]) == 2
    assert len(records["commitment"]) == 3


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_monthly_note_has_three_parts_and_leaves_the_rest_out(app: Flask, language: str) -> None:
    world = make_whole(app)
    for number in range(20):
        an_engagement(app, world.client, at=datetime(2026, 10, 6 + number, 9, 0), state="planned")
    with app.test_request_context():
        alice = user_named("alice")
        client = get_visible(alice, world.client)
        assert client is not None
        built = monthly.build(asked(client, "es" if language == "es" else "en"), alice)
    document = built.document
    assert len(document.sections) == 3
    told = text_of(built)
    assert "Fecha de la mesa" in told
    assert "Oficio con volúmenes" not in told
    # The cover, and one page.
    assert len(PdfReader(BytesIO(compile_pdf(document)[0])).pages) == 2


def test_the_csv_has_all_columns_of_the_outline(app: Flask) -> None:
    world = make_whole(app)
    a_task(app, world.client, title="Suelta", due_on=date(2026, 12, 1))
    with app.test_request_context():
        alice = user_named("alice")
        client = get_visible(alice, world.client)
        assert client is not None
        text = csv_of(gather(asked(client, "en"), alice))
    heads, row = read_csv(StringIO(text.lstrip("\ufeff")))
    told = dict(zip(heads, row, strict=True))
    assert heads[:23] == [
        "No.", "Date", "Start", "Place of the hour", "Zone", "Minutes", "Track", "Channel", "Institution", "Post",
        "Level", "Country", "Issue", "USMCA chapters", "Our people", "Client's people", "Summary (English)",
        "Summary (Spanish)", "Outcome", "Next step", "Due", "Commitments open", "Reader level",
    ]  # fmt: skip
    assert (told["No."], told["Date"], told["Zone"]) == ("G-2026-0001", "2026-08-12", "America/Hermosillo")
    assert told["Post"] == "Port administrator, Aduana de Nogales"
    assert (told["Level"], told["Country"], told["USMCA chapters"]) == ("Federal", "MX", "7")
    assert (told["Client's people"], told["Commitments open"], told["Reader level"]) == ("Lucía Armenta", "2", "client")
    assert told["Issue"].startswith("I-")


def test_a_report_asks_as_much_for_many_records_as_for_one(app: Flask) -> None:
    world = make_whole(app)
    sent: list[str] = []
    on_engine(app, sent.append)
    report_of(app, world.client)
    sent.clear()
    report_of(app, world.client)
    few = len(sent)
    for day in range(1, 20):
        an_engagement(
            app, world.client, at=datetime(2026, 8, day, 9, 0), institutions=[world.body], persons=[world.official],
            issues=[world.issue],
        )  # fmt: skip
        a_task(app, world.client, title=f"Otra {day}", due_on=date(2026, 12, day))
    sent.clear()
    report_of(app, world.client)
    assert len(sent) == few
    assert few <= 70
    assert quarterly.PARTS
