"""The sample: what is saved, as a document shows it, in both languages."""

import io

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from crm.reports import sample as module
from crm.reports.sample import sample
from tests.branding.logos import PATH, save, svg
from tests.support import People, count_queries


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(("language", "says"), [("en", "Only for the reader."), ("es", "Solo para quien lo lee.")])
def test_the_sample_has_the_notice_that_is_saved_in_its_language(people: People, language: str, says: str) -> None:
    save(people.charlie, brand_notice_en="Only for the reader.", brand_notice_es="Solo para quien lo lee.")
    answer = people.charlie.get(f"{PATH}/sample.pdf", {"language": language})
    assert answer.mimetype == "application/pdf"
    assert f"Puente_sample_{language}.pdf" in answer.headers["Content-Disposition"]
    assert says in words(answer.data)


def test_the_preview_is_its_first_page(people: People) -> None:
    answer = people.charlie.get(f"{PATH}/preview.png")
    assert answer.mimetype == "image/png"
    with Image.open(io.BytesIO(answer.data)) as seen:
        assert (seen.format, seen.size) == ("PNG", (1200, 1553))


def test_the_same_settings_give_the_same_bytes(people: People, app: Flask) -> None:
    save(people.charlie, (svg(), "uno.svg"), brand_primary="#1f3a5f")
    first = people.charlie.get(f"{PATH}/sample.pdf").data
    with app.test_request_context():
        module._pdf.cache_clear()
        assert sample("en")() == first


def test_no_statement_is_asked_while_it_is_set(app: Flask) -> None:
    with app.test_request_context():
        make = sample("es")
        with count_queries(app) as asked:
            make()
        assert not asked


def test_an_unknown_language_is_the_readers_own(people: People) -> None:
    answer = people.charlie.get(f"{PATH}/sample.pdf", {"language": "fr"})
    assert "sample_en" in answer.headers["Content-Disposition"]
