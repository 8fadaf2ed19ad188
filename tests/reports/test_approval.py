"""A report is approved by a partner: what was read is what goes out, whatever the records say later."""

import hashlib
import json
import re
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import unit_of_work
from crm.engagements.models import Engagement
from crm.reports.making import thaw
from crm.reports.models import Report
from crm.reports.writers.pdf import write_pdf
from tests.reports.records import a_client, a_report, an_engagement, pdf_text
from tests.reports.steps import a_ready_report, approved, made_ready, number_of, press, set_role, stored, versions
from tests.support import People


def take(people: People, name: str, address: str, form: str = "pdf", **more: object) -> bytes:
    answer = getattr(people, name).post(f"{address}/files", {"format": form, **more})
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def test_a_draft_is_marked_on_each_page_until_a_partner_approves(app: Flask, people: People) -> None:
    address = a_ready_report(app, people)
    assert "Borrador, sin aprobar" in pdf_text(take(people, "alice", address))
    assert press(people, "alice", address, "ask") == 303
    assert press(people, "charlie", address, "approve") == 303
    (version,) = versions(app, address)
    text = pdf_text(take(people, "alice", address, version_id=version.id))
    assert "Borrador" not in text
    assert "Aprobó" in text
    assert "Charlie" in text
    assert "Versión 1 del" in text


def test_nobody_approves_their_own_as_long_as_there_is_another_partner(app: Flask, people: People) -> None:
    address = a_ready_report(app, people, by="charlie")
    assert press(people, "charlie", address, "ask") == 303
    assert press(people, "alice", address, "approve") == 403
    set_role(app, "bob", "partner")
    assert press(people, "charlie", address, "approve") == 409
    assert press(people, "bob", address, "approve") == 303


def test_what_is_missing_keeps_it_from_a_partner_not_from_being_made(app: Flask, people: People) -> None:
    client = a_client(app)
    an_engagement(app, client, summary_es="")
    address = a_report(people.alice, client)
    answer = people.alice.post(f"{address}/ask", {})
    assert answer.status_code == 422
    assert "first see what is missing" in answer.text
    assert take(people, "alice", address).startswith(b"%PDF")
    assert versions(app, address) == []


def test_an_approved_version_keeps_its_words_and_its_bytes_when_the_records_change(app: Flask, people: People) -> None:
    address = approved(app, people)
    (version,) = versions(app, address)
    before = take(people, "alice", address, version_id=version.id)
    with app.app_context(), unit_of_work(None) as work:
        for item in work.execute(sa.select(Engagement)).scalars():
            item.summary_es = "Otra cosa, escrita después."
    after = take(people, "alice", address, version_id=version.id)
    assert hashlib.sha256(before).digest() == hashlib.sha256(after).digest()
    assert "Ampliarán el horario" in pdf_text(after)
    for form in ("docx", "xlsx"):
        assert take(people, "alice", address, form, version_id=version.id) == take(
            people, "alice", address, form, version_id=version.id
        )
    page = people.alice.get(address).text
    assert "Ampliarán el horario" in page
    assert "Otra cosa" not in page


def test_the_kept_file_is_the_one_that_the_record_makes_again(app: Flask, people: People) -> None:
    address = approved(app, people)
    (version,) = versions(app, address)
    page = people.alice.get(f"/reports/versions/{version.id}").text
    kept = page.split('href="/files/', 1)[1].split('"', 1)[0]
    data = people.alice.get(f"/files/{kept}/download").data
    with app.app_context():
        assert hashlib.sha256(write_pdf(thaw(version))).hexdigest() == hashlib.sha256(data).hexdigest()


def test_a_document_that_was_tampered_with_is_refused(app: Flask, people: People) -> None:
    (version,) = versions(app, approved(app, people))
    version.document = json.dumps(json.loads(version.document) | {"author": "Somebody else"})
    with app.app_context(), pytest.raises(ValueError, match="checksum"):
        thaw(version)


def test_what_is_sent_back_says_why_and_its_next_version_has_the_next_number(app: Flask, people: People) -> None:
    address = a_ready_report(app, people)
    press(people, "alice", address, "ask")
    assert press(people, "charlie", address, "send-back", reason="") == 422
    assert press(people, "charlie", address, "send-back", reason="The letter is missing") == 303
    assert "The letter is missing" in people.alice.get(address).text
    press(people, "alice", address, "ask")
    assert [(each.number, each.state) for each in versions(app, address)] == [(1, "returned"), (2, "waiting")]
    assert "Report approved or sent back" in people.alice.get("/notifications").text


def test_a_report_that_is_opened_again_keeps_its_approved_version_until_the_next_one(
    app: Flask, people: People
) -> None:
    address = approved(app, people)
    assert press(people, "alice", address, "reopen") == 303
    assert stored(app, address).state == "draft"
    press(people, "alice", address, "ask")
    press(people, "charlie", address, "approve")
    assert [each.state for each in versions(app, address)] == ["replaced", "approved"]


def test_what_waits_is_not_edited_and_a_stale_save_keeps_ones_words(app: Flask, people: People) -> None:
    address = a_ready_report(app, people)
    values = form_of(people, address)
    assert people.bob.post(f"{address}/edit", values | {"letter": "Carta de Bob"}).status_code == 303
    answer = people.alice.post(f"{address}/edit", values | {"letter": "Carta de Alicia"})
    assert answer.status_code == 409
    assert "Carta de Alicia" in answer.text
    assert ">Bob<" in answer.text, "what Bob saved stands beside it"
    made_ready(app, address)
    assert press(people, "alice", address, "ask") == 303
    assert people.alice.get(f"{address}/edit").status_code == 303


_NAMED = r"version|period_\w+|parts-\d+-name|parts-\d+-place"


def form_of(people: People, address: str) -> dict[str, object]:
    """Return what the builder's form carries as it is opened, with every section."""
    page = people.alice.get(f"{address}/edit").text
    part = page.split("data-preview=", 1)[1].split("</form>", 1)[0]
    values: dict[str, object] = dict(re.findall(rf'<input[^>]* name="({_NAMED})"[^>]* value="([^"]*)"', part))
    values |= dict.fromkeys(re.findall(r'name="(parts-\d+-shown)"', part), "y")
    return values | {"language": "es", "level": "client"}


def test_the_builder_chooses_sections_their_order_and_what_figures_mean(app: Flask, people: People) -> None:
    client = a_client(app)
    an_engagement(app, client)
    address = a_report(people.alice, client)
    values = form_of(people, address)
    names = [value for name, value in values.items() if name.endswith("-name")]
    values |= {f"parts-{place}-place": str(len(names) - place) for place in range(len(names))}
    values |= {"letter": "Estimada Lucía:", "figures-0-meaning": "x"}
    preview = people.alice.post(f"{address}/preview", values)
    assert preview.status_code == 200
    assert "Estimada Lucía:" in preview.text
    assert "Estimada Lucía:" not in people.alice.get(address).text, "a preview saves nothing"
    english = people.alice.post(f"{address}/preview", values | {"language": "en", "period_end": "2026-08-31"})
    assert "July to August 2026" in english.text
    nonsense = people.alice.post(f"{address}/preview", {"parts-0-name": "?", "parts-0-shown": "y", "level": "?"})
    assert nonsense.status_code == 200, "what can't be read stays as it is saved"
    assert people.alice.post(f"{address}/edit", values).status_code == 303
    assert stored(app, address).sections.split() == names[::-1]
    assert "Estimada Lucía:" in people.alice.get(address).text


def test_a_reader_who_may_not_see_one_record_in_it_does_not_read_the_version(app: Flask, people: People) -> None:
    client, other = a_client(app), a_client(app, "Otra", access="team")
    an_engagement(app, client)
    an_engagement(app, client, other, at=datetime(2026, 8, 20, 9, 0))
    address = a_report(people.alice, client)
    made_ready(app, address)
    press(people, "alice", address, "ask")
    (version,) = versions(app, address)
    assert people.bob.get(address).status_code == 200
    assert "not open to you" in people.bob.get(address).text
    assert people.bob.get(f"/reports/versions/{version.id}").status_code == 404
    assert people.bob.post(f"{address}/files", {"format": "pdf", "version_id": version.id}).status_code == 404
    assert people.alice.get(f"/reports/versions/{version.id}").status_code == 200


def test_a_report_on_the_whole_firm_is_its_authors_and_the_partners(app: Flask, people: People) -> None:
    key = number_of(a_ready_report(app, people))
    with app.app_context(), unit_of_work(None) as work:
        report = work.execute(sa.select(Report).where(Report.id == key)).scalar_one()
        report.client_id, report.kind = None, "portfolio"
    assert people.alice.get(f"/reports/{key}").status_code == 200
    assert people.charlie.get(f"/reports/{key}").status_code == 200
    assert people.bob.get(f"/reports/{key}").status_code == 404
