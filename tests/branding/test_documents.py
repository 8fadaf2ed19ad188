"""Other documents that leave the firm: the meeting brief and the message of an advisory."""

import io
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from tests.advisories.records import add_advisory, add_with_contact
from tests.branding.logos import save, svg
from tests.briefs.records import a_meeting, paper
from tests.jobs.probe import run_due
from tests.notices.mailbox import mail_server
from tests.notices.records import use_server
from tests.support import People


def test_the_brief_has_the_logo_the_colour_and_the_paper_and_stays_one_page(app: Flask, people: People) -> None:
    meeting, _client, _body = a_meeting(app)
    address = f"/engagements/{meeting}/brief.pdf"
    plain = PdfReader(io.BytesIO(people.alice.get(address).data)).pages[0]
    assert (float(plain.mediabox.height), len(plain.images)) == (792, 0)
    assert "Puente · Meeting brief" in paper(people.alice, meeting)
    save(people.charlie, (svg(), "uno.svg"), brand_accent="#a3461f", brand_paper="oficio")
    branded = people.alice.get(address).data
    (page,) = PdfReader(io.BytesIO(branded)).pages
    assert float(page.mediabox.height) == pytest.approx(13.4 * 72, abs=0.1)
    assert len(page.images) == 1
    assert "Puente · Meeting brief" not in page.extract_text()
    drawn = page.get_contents()
    assert drawn is not None
    # #a3461f, as parts of one.
    assert b"0.6392157 0.27450982 0.12156863" in drawn.get_data()
    assert people.alice.get(address).data == branded


def test_an_advisory_ends_with_the_footer_of_its_language(app: Flask, people: People) -> None:
    save(people.charlie, brand_footer_en="One firm, two offices", brand_footer_es="Una firma, dos oficinas")
    clients = [
        add_with_contact(app, "Frutas", "frutas@example.org", report_language="es"),
        add_with_contact(app, "Wire", "wire@example.org"),
    ]
    number = add_advisory(app, clients, state="approved")
    with mail_server() as box:
        use_server(app, box)
        assert people.alice.post(f"/advisories/{number}/send").status_code == 303
        run_due(app)
        run_due(app)
    came: list[Any] = list(box.came)
    ends = {message.get_body(("plain",)).get_content().strip().splitlines()[-1] for message in came}
    assert ends == {"One firm, two offices", "Una firma, dos oficinas"}
