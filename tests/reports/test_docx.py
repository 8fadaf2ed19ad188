"""The Word document: styles that can be edited, heads that repeat, page numbers as fields, nothing lost."""

import datetime as dt
import io
import re
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Inches
from PIL import Image

from crm.reports.document import Language, Paper
from crm.reports.writers.docx import write_docx
from crm.reports.writers.plain import clean
from tests.reports.rich_documents import FOOT, HOSTILE, LINES, hostile, rich
from tests.reports.sample_documents import sample


def opened(file: bytes) -> Any:
    return docx.Document(io.BytesIO(file))


def texts(word: Any) -> str:
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


def part(file: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(file)).read(name).decode()


@pytest.mark.parametrize(("language", "words", "tag"), [("en", "Page ", "en-US"), ("es", "Página ", "es-MX")])
def test_each_page_has_page_numbers_as_fields_and_the_draft_mark(language: Language, words: str, tag: str) -> None:
    document = rich(language)
    word = opened(write_docx(document))
    (section,) = word.sections
    foot = section.footer._element
    assert [field.get(qn("w:instr")) for field in foot.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    told = "".join(text.text for text in foot.iter(qn("w:t")))
    footer = document.footer
    for found in (words, footer.client, footer.period, footer.version, footer.confidentiality, FOOT):
        assert found in told
    assert document.cover.draft in section.header.paragraphs[0].text
    assert word.core_properties.language == tag
    (default,) = word.styles.element.iter(qn("w:lang"))
    assert default.get(qn("w:val")) == tag


def test_an_approved_document_has_no_draft_mark() -> None:
    file = write_docx(rich("en", draft=False))
    assert "Draft, not approved" not in texts(opened(file)) + part(file, "word/header1.xml")


def test_every_text_has_a_style_of_its_kind() -> None:
    word = opened(write_docx(rich("es")))
    by_style: dict[str, list[str]] = {}
    for paragraph in word.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Title"] == ["Agrícola Valle del Yaqui, S.P.R. de R.L. de C.V."]
    assert by_style["Heading 1"][:3] == ["Letter", "El trimestre en síntesis", "Gestiones por asunto"]
    assert by_style["Heading 2"] == ["Inspecciones en Mariposa"]
    assert by_style["List Bullet"][1] == "Avances en la internacionalización: ¿qué sigue? ¡Ñandúes, pingüinos y café!"
    assert by_style["Caption"] == ["Cuadro del anexo", "Ours", "Theirs"]
    assert by_style["Letter Address"] == ["Ing. Íñigo Ñuñez\nDirector general"]
    assert len(by_style["Engagement Title"]) == len(by_style["Engagement Head"]) == 4
    assert by_style["Engagement Text"][1] == "Resultado  Se acordó la mesa de trabajo"
    assert len(by_style["Figure Source"]) == 6
    assert set(by_style["Note"]) == {"Léase con cautela."}
    # Made only by its style: whoever edits the style edits them all.
    assert not list(word.element.body.iter(qn("w:pBdr")))


def test_the_heads_of_a_table_are_repeated_and_no_row_is_cut() -> None:
    word = opened(write_docx(rich("en")))
    tables = [table for table in word.tables if len(table.rows) > 1]
    assert [len(table.rows) for table in tables] == [31, 4, 4]
    for table in tables:
        rows = list(table._tbl.iter(qn("w:tr")))
        assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows] == [True] + [False] * (
            len(rows) - 1
        )
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    assert [cell.text for cell in tables[0].rows[0].cells] == ["No.", "Date", "Institution", "Outcome", "US$"]
    assert re.findall(r"Row (\d+):", texts(word)) == [str(row) for row in range(1, 31)]


def test_an_entry_and_a_chart_stay_with_what_belongs_to_them() -> None:
    word = opened(write_docx(rich("en")))
    kept = word.styles["Figure Chart"].paragraph_format.keep_with_next
    assert kept is True
    assert all(word.styles[f"Heading {level}"].paragraph_format.keep_with_next for level in (1, 2, 3))
    entry = [paragraph for paragraph in word.paragraphs if paragraph.style.name.startswith("Engagement ")][:7]
    assert entry[-1].text.startswith("Next step")
    assert [paragraph.paragraph_format.keep_with_next for paragraph in entry[1:]] == [True] * 5 + [False]


def test_a_chart_is_sharp_and_has_words() -> None:
    file = write_docx(rich("en", branded=False))
    drawn = list(opened(file).element.body.iter(qn("wp:inline")))
    assert [shape.docPr.get("descr") for shape in drawn] == ["Line from 100 down to 45"] * 6
    pictures = [name for name in zipfile.ZipFile(io.BytesIO(file)).namelist() if "media/" in name]
    assert len(pictures) == 1  # the same drawing is kept once
    picture = Image.open(io.BytesIO(zipfile.ZipFile(io.BytesIO(file)).read(pictures[0])))
    assert picture.width / (drawn[0].extent.cx / Inches(1)) >= 200


@pytest.mark.parametrize(("paper", "high"), [("letter", 11.0), ("oficio", 13.4)])
def test_the_firms_look_is_in_it(paper: Paper, high: float) -> None:
    document = rich("es", paper=paper)
    file = write_docx(document)
    word = opened(file)
    assert word.sections[0].page_height == Inches(high)
    assert str(word.styles["Heading 1"].font.color.rgb) == "7A1F3D"
    assert str(word.styles["Heading 3"].font.color.rgb) == "1F5F7A"
    heads = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Letterhead"]
    assert heads == ["", *LINES] * 2  # on the cover and on the letter, each with the logo
    shown = [shape.docPr.get("descr") for shape in word.element.body.iter(qn("wp:inline"))]
    assert shown.count(document.cover.firm) == 2
    assert "7A1F3D" not in part(write_docx(rich("es", branded=False)), "word/styles.xml")


def test_hostile_texts_come_out_literally_and_whole() -> None:
    file = write_docx(hostile())
    word = opened(file)
    told = re.sub(r"\s+", " ", texts(word))
    for text in HOSTILE:
        literal = re.sub(r"\s+", " ", clean(text))
        assert told.count(literal) >= 3, literal[:40]
    assert "\u202e" not in told
    assert word.core_properties.title.startswith("a   & <b>: R&D")


def test_the_same_document_gives_the_same_bytes_and_its_own_date() -> None:
    document = rich("es")
    file = write_docx(document)
    assert file == write_docx(document)
    parts = zipfile.ZipFile(io.BytesIO(file))
    assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name in parts.namelist() if "thumbnail" in name]
    told = opened(file).core_properties
    assert told.created.date() == told.modified.date() == dt.date(2026, 11, 16)
    assert (told.author, told.title) == (
        document.author, f"{document.title}: {document.cover.client}, {document.cover.period}",
    )  # fmt: skip


def test_what_every_paragraph_and_style_has_stands_in_the_order_of_the_format() -> None:
    """Word refuses a file whose properties stand in another order (ECMA-376, 17.3.1.26)."""
    order = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs",
             "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr"]  # fmt: skip
    word = opened(write_docx(rich("es")))
    for root in (word.element, word.styles.element, word.sections[0].footer._element, word.sections[0].header._element):
        for properties in root.iter(qn("w:pPr")):
            names = [child.tag.rpartition("}")[2] for child in properties]
            assert names == sorted(names, key=order.index), names


def test_a_table_of_many_rows_is_written_in_good_time() -> None:
    word = opened(write_docx(sample("en", 0, 400)))
    assert max(len(table._tbl.tr_lst) for table in word.tables) == 401


def test_a_figure_stands_in_a_row_that_no_page_breaks() -> None:
    word = opened(write_docx(rich("es")))
    charts = [p for p in word.element.body.iter(qn("w:pStyle")) if p.get(qn("w:val")) == "FigureChart"]
    assert charts
    for chart in charts:
        row = next(chart.iterancestors(qn("w:tr")))
        assert row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None
        assert "FigureTitle" in {style.get(qn("w:val")) for style in row.iter(qn("w:pStyle"))}
