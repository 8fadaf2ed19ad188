"""The neutral document and its PDF: literal text, right accents, page x of y, nothing lost, same bytes each time."""

import dataclasses
import io
import re
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from crm.reports.document import Column, Document, Language, Note, Paragraph, Section, Table
from crm.reports.words import WORDS
from crm.reports.writers.pdf import compile_pdf, write_pdf
from tests.reports.sample_documents import MARKUP, entry, figure, sample, table


def pages(pdf: bytes) -> list[str]:
    """Text of each page on one line, so that line breaks do not hide words."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def _only(document: Document, *sections: Section) -> Document:
    return dataclasses.replace(document, sections=sections)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("engagements", [0, 3, 40])
def test_every_engagement_is_printed_and_the_typesetter_warns_of_nothing(language: Language, engagements: int) -> None:
    pdf, warnings = compile_pdf(sample(language, engagements))
    text = " ".join(pages(pdf)[:-1])
    assert warnings == []
    assert all(f"G-2026-{number:04}" in text for number in range(1, engagements + 1))
    assert ("No engagements were held" in text or "No hubo gestiones" in text) is (engagements == 0)


@pytest.mark.parametrize(("language", "words"), [("en", "Page {} of {}"), ("es", "Página {} de {}")])
def test_each_page_has_its_number_the_client_the_period_the_version_and_the_confidentiality(
    language: Language, words: str
) -> None:
    document = sample(language)
    found = pages(write_pdf(document))
    for number, text in enumerate(found, 1):
        assert words.format(number, len(found)) in text
        for part in dataclasses.astuple(document.footer):
            assert part in text
        assert document.cover.draft in text


def test_accents_come_out_right() -> None:
    text = " ".join(pages(write_pdf(sample("es"))))
    assert "Avances en la internacionalización: ¿qué sigue? ¡Ñandúes, pingüinos y café!" in text
    assert "Íñigo Ñuñez" in text
    assert "El trimestre en síntesis" in text


def test_what_looks_like_markup_or_a_formula_is_printed_literally() -> None:
    document = dataclasses.replace(sample("en"), title=MARKUP)
    document = _only(document, Section(MARKUP, (Note(MARKUP, "warning"), table("en", 1))), Section("=1+1 *b*", ()))
    first, second = pages(write_pdf(document))
    literal = re.sub(r"\s", "", MARKUP)  # it runs over line ends, never with a hyphen in the address
    assert literal in re.sub(r"\s", "", first)
    assert re.sub(r"[\s\u200b]", "", second).count(literal) == 4  # running head, heading, note, table cell
    assert "=1+1 *b*" in second


def test_the_heading_of_a_table_is_repeated_and_no_row_is_lost() -> None:
    found = pages(write_pdf(_only(sample("en"), Section("Log", (table("en", 60),)))))
    assert len(found) > 3
    assert all("No. Date Institution Outcome US$" in text for text in found[1:])
    assert re.findall(r"Row (\d+):", " ".join(found)) == [str(row) for row in range(1, 61)]


def test_a_heading_is_never_the_last_thing_on_a_page() -> None:
    for lines in range(20, 60, 3):
        filler = Paragraph("\n".join(f"line {n}" for n in range(lines)))
        document = _only(
            sample("en"),
            Section("Before", (filler,)),
            Section("Outer heading", ()),
            Section("Inner heading", (entry(1, "en"), table("en", 3)), level=2),
        )
        page = next(text for text in pages(write_pdf(document)) if "Outer heading" in text)
        assert "Inner heading" in page
        assert "G-2026-0001" in page


def test_a_text_longer_than_a_page_runs_on_and_is_not_cut() -> None:
    words = [f"w{number}." for number in range(4000)]
    long = " ".join(words)
    event = dataclasses.replace(entry(1, "en"), summary=long)
    grid = Table((Column("No.", 0), Column("Text")), (("1", long),))
    for block in (event, grid, Paragraph(long), Note(long, "info")):
        text = " ".join(pages(write_pdf(_only(sample("en"), Section("S", (block,))))))
        assert re.findall(r"w\d+\.", text) == words


def test_a_word_without_a_place_to_break_stays_on_the_paper() -> None:
    word = "x" * 600
    document = _only(sample("en"), Section("S", (Paragraph(word), Table((Column("A"), Column("B")), ((word, "b"),)))))
    reader = PdfReader(io.BytesIO(write_pdf(document)))
    edges: list[float] = []
    for page in reader.pages[1:]:
        page.extract_text(visitor_text=lambda text, _cm, tm, _font, size: edges.append(tm[4] + len(text) * size * 0.3))
    assert max(edges) < 612


def test_signs_that_no_font_has_and_control_characters_do_not_stop_the_report() -> None:
    document = _only(sample("es"), Section("S\x00\x0b", (Paragraph("a\x00b\ud800 \U0001f69a 漢 \u202e fin\r\nsigue"),)))
    assert "fin" in pages(write_pdf(document))[1]


def test_the_same_document_gives_the_same_bytes_and_its_own_date() -> None:
    document = sample("es", 3, 5)
    pdf = write_pdf(document)
    assert pdf == write_pdf(sample("es", 3, 5))
    meta = PdfReader(io.BytesIO(pdf)).metadata
    assert meta is not None
    assert meta.creation_date is not None
    assert meta.creation_date.date() == document.dated
    assert meta.author == "Puente Asesores"
    assert meta.title == f"{document.title}: {document.cover.client}, {document.cover.period}"


def test_the_file_is_tagged_in_its_language_with_words_for_its_charts() -> None:
    pdf, _ = compile_pdf(sample("es", 3, 5), standards=["ua-1"])
    root: Any = PdfReader(io.BytesIO(pdf)).root_object
    assert root["/Lang"] == "es-MX"
    assert root["/MarkInfo"]["/Marked"]
    assert [str(item.title) for item in PdfReader(io.BytesIO(pdf)).outline if not isinstance(item, list)][:2] == [
        "El trimestre en síntesis",
        "Gestiones por asunto",
    ]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_any_number_of_figures_is_set_with_source_and_chart(number: int) -> None:
    figures = tuple(figure("en", n) for n in range(number))
    pdf, warnings = compile_pdf(_only(sample("en"), Section("Figures", figures)))
    assert warnings == []
    assert pages(pdf)[1].count("Source: BTS TransBorder, published 12 Mar 2026") == number


def test_only_the_fonts_we_ship_are_used() -> None:
    fonts: set[str] = set()
    for page in PdfReader(io.BytesIO(write_pdf(sample("es")))).pages:
        resources: Any = page["/Resources"]
        fonts |= {str(font.get_object()["/BaseFont"]).split("+")[-1] for font in resources["/Font"].values()}
    assert {name.split("-")[0] for name in fonts} == {"SourceSansPro"}


def test_an_empty_table_and_a_chart_without_words_are_refused() -> None:
    with pytest.raises(ValueError, match="needs rows"):
        Table((Column("A"),), ())
    with pytest.raises(ValueError, match="1 cells"):
        Table((Column("A"),), (("a", "b"),))
    with pytest.raises(ValueError, match="needs words"):
        dataclasses.replace(figure("en", 0), alt="")


def test_a_chart_that_is_no_drawing_is_an_error_not_a_gap() -> None:
    broken = dataclasses.replace(figure("en", 0), svg="<svg")
    with pytest.raises(typst.TypstError):
        write_pdf(_only(sample("en"), Section("S", (broken,))))


def test_every_word_of_the_writers_exists_in_both_languages() -> None:
    for words in WORDS.values():
        assert all(dataclasses.astuple(words))
        assert "{page}" in words.page
        assert "{pages}" in words.page
