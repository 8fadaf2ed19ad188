"""The PDF in the firm's look, and how its pages break."""

import dataclasses
import io
import re
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image
from pypdf import PdfReader

from crm.reports.document import Language, Note, Paper, Paragraph, Section
from crm.reports.writers.pdf import compile_pdf, write_pdf
from tests.reports.rich_documents import FOOT, HOSTILE, LINES, brand, charted, hostile, letter, rich
from tests.reports.sample_documents import entry, sample, table


def pages(pdf: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize(("paper", "high"), [("letter", 792), ("oficio", 964.8)])
@pytest.mark.parametrize("language", ["en", "es"])
def test_paper_letterhead_foot_logo_and_colours_are_the_firms_and_the_file_is_accessible(
    language: Language, paper: Paper, high: float
) -> None:
    pdf, warnings = compile_pdf(rich(language, paper=paper), standards=["ua-1"])
    assert warnings == []
    reader = PdfReader(io.BytesIO(pdf))
    assert {(float(page.mediabox.width), round(float(page.mediabox.height), 1)) for page in reader.pages} == {
        (612, high)
    }
    found = pages(pdf)
    assert all(FOOT in text for text in found)
    assert all(line in found[0] and line in found[1] for line in LINES)
    ground = _picture(pdf, 0).getpixel((300, 300))
    assert ground == (0x7A, 0x1F, 0x3D)
    assert (0x1F, 0x5F, 0x7A) in _colours(pdf, 1)


def test_without_a_look_of_its_own_it_is_as_before() -> None:
    pdf = write_pdf(rich("es", branded=False))
    assert _picture(pdf, 0).getpixel((300, 300)) == (0x10, 0x24, 0x2B)
    assert (0x0B, 0x6B, 0x62) in _colours(pdf, 1)
    assert LINES[0] not in " ".join(pages(pdf))


def _picture(pdf: bytes, page: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as opened:
        found: Image.Image = opened[page].render(scale=1).to_pil().convert("RGB")
        return found


def _colours(pdf: bytes, page: int) -> set[object]:
    return {colour for _count, colour in _picture(pdf, page).getcolors(1 << 20) or ()}


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_of_dots_is_set_as_well(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (900, 90), "#00ff00").save(out, kind)
    pdf = write_pdf(dataclasses.replace(sample("en", 1, 1), brand=brand(logo=out.getvalue())))
    # Ten times as wide as high: no wider than three inches.
    head = _picture(pdf, 0).getchannel("R").crop((0, 0, 400, 80)).point(_DARK)
    left, _top, right, _bottom = head.getbbox() or (0, 0, 0, 0)
    assert 200 <= right - left <= 217


_DARK = [255] * 100 + [0] * 156


def test_a_letter_has_place_and_day_address_words_and_signature() -> None:
    text = pages(write_pdf(dataclasses.replace(sample("es"), sections=(Section("Carta", (letter(),)),))))[1]
    places = [
        text.index(part) for part in ("Hermosillo, 16 nov", "Ing. Íñigo", "Estimado", "Marisol Reyes", "Responsable")
    ]
    assert places == sorted(places)


def test_hostile_texts_are_set() -> None:
    pdf, _warnings = compile_pdf(hostile())
    told = re.sub(r"[\s\u200b]", "", "".join(pages(pdf)))
    for text in HOSTILE[:8]:
        assert re.sub(r"[\s\x00]", "", text) in told
    assert re.sub(r"\s", "", HOSTILE[-1])[:1500] in told


def _breaks() -> Iterator[tuple[int, list[str]]]:
    """Pages after fillers of many lengths, so that each break falls everywhere once."""
    for lines in range(8, 44, 3):
        filler = Paragraph("\n".join(f"line {n}" for n in range(lines)))
        sections = (
            Section("Before", (filler,)),
            Section("Outer heading"),
            Section("Inner heading", (entry(1, "en"),), level=2),
            Section("Log heading", (table("en", 9),)),
            Section("Figures heading", (Note("Read with care.", "info"), charted("en"), charted("en"), charted("en"))),
        )
        yield lines, pages(write_pdf(dataclasses.replace(sample("en"), sections=sections)))[1:]


@pytest.mark.slow
def test_no_heading_stands_alone_no_row_is_cut_and_no_chart_leaves_its_words() -> None:
    for lines, found in _breaks():
        for text in found:
            where = f"{lines} lines: {text[-200:]}"
            if "Outer heading" in text:
                assert "Inner heading" in text, where
                assert "G-2026-0001" in text, where
            if "Log heading" in text:
                assert "Annex table" in text, where
                assert "Row 1:" in text, where
            if "No. Date Institution Outcome US$" in text:
                assert "Row " in text, where
            for row in range(2, 10):
                assert (f"Row {row}:" in text) == (f"{row * 1234:,}.50" in text), where
            if "Figures heading" in text:
                assert "Source: BTS" in text, where
            assert text.count("US imports from Mexico, HS 07") == text.count("Source: BTS") == text.count("ene 2025"), (
                where
            )
