"""A long document in volumes: none above 150 pages, nothing lost or divided, little memory."""

import dataclasses
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from crm.reports.document import Column, Document, EngagementEntry, Paragraph, Section, Table
from crm.reports.writers import volumes as volumes_of
from crm.reports.writers.volumes import PAGES, cut, volumes
from tests.reports.rich_documents import rich
from tests.reports.sample_documents import entry, sample, table

ROOT = Path(__file__).parents[2]
#: Run in a process of its own, whose memory is then known; prints what it measured as JSON.
MEASURE = """
import dataclasses, json, re, resource
from pathlib import Path
import pypdfium2
from crm.reports.document import Section
from crm.reports.writers.volumes import volumes
from tests.reports.sample_documents import entry, sample, table
document = dataclasses.replace(sample("es"), sections=(
    Section("Historia"), Section("Gestiones", tuple(entry(n, "es") for n in range(1, 901)), level=2),
    Section("Anexo", (table("es", 1300),), new_page=True)))
told = []
made = list(volumes(document, lambda done, all: told.append((done, all))))
# Not RUSAGE_SELF: on Linux that begins with what whoever started this had.
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
peak = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
texts = [[page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)] for pdf in made]
print(json.dumps({"texts": texts, "peak": peak / 1024, "told": told}))
"""


def entries(count: int) -> tuple[EngagementEntry, ...]:
    return tuple(entry(number, "en") for number in range(1, count + 1))


def _with(*sections: Section) -> Document:
    return dataclasses.replace(sample("en"), sections=sections)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="measured by /proc")
def test_a_long_history_comes_in_volumes_that_say_which_and_take_little_memory() -> None:
    ran = subprocess.run([sys.executable, "-c", MEASURE], cwd=ROOT, capture_output=True, check=True)
    found = json.loads(ran.stdout)
    texts = found["texts"]
    assert len(texts) == 3
    assert all(len(pages) <= PAGES for pages in texts)
    assert sum(map(len, texts)) > 2 * PAGES * 0.8
    for number, pages in enumerate(texts, 1):
        assert all(f"Tomo {number} de {len(texts)}" in text for text in pages)
        assert f"Página {len(pages)} de {len(pages)}" in pages[-1]
        assert "Agrícola Valle del Yaqui" in pages[0]
        assert "Elaborado con base en nuestros registros." in pages[-1]
    told = " ".join(text for pages in texts for text in pages)
    assert all(f"Row {number}:" in told for number in range(1, 1301))
    numbers = [told.count(f"G-2026-{number:04}") for number in range(1, 1301)]
    assert numbers == [2] * 900 + [1] * 400  # an entry and a row of the table; a row alone
    assert found["told"] == [[1, 3], [2, 3], [3, 3]]
    assert found["peak"] <= 400


def test_a_short_document_is_one_file_without_a_volume() -> None:
    (pdf,) = volumes(sample("es", 3, 3))
    assert "Tomo" not in " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_cut_loses_and_divides_nothing_and_keeps_the_order() -> None:
    document = _with(
        Section("One", entries(40)), Section("Two"), Section("Within", entries(30), level=2),
        Section("Log", (table("en", 200), Paragraph("after"))), Section("Last", (Paragraph("end"),)),
    )  # fmt: skip
    parts = cut(document, 4)
    assert len(parts) > 5
    blocks = [block for part in parts for section in part.sections for block in section.blocks]
    assert [block.number for block in blocks if isinstance(block, EngagementEntry)] == [
        item.number for item in (*entries(40), *entries(30))
    ]
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    assert tuple(rows) == table("en", 200).rows
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == ["after", "end"]
    assert cut(document, 4) == parts


def test_a_section_that_goes_on_says_so_under_its_headings() -> None:
    parts = cut(_with(Section("Outer"), Section("Inner", entries(30), level=2), Section("Next", entries(2))), 4)
    assert [(section.heading, section.level) for section in parts[0].sections] == [("Outer", 1), ("Inner", 2)]
    for part in parts[1:]:
        heads = [(section.heading, section.level) for section in part.sections]
        assert heads[:2] == [("Outer (continued)", 1), ("Inner (continued)", 2)]
    assert [section.heading for section in parts[-1].sections][-1] == "Next"


def test_no_volume_ends_with_a_heading_alone() -> None:
    for many in range(1, 40):
        parts = cut(_with(Section("First", entries(many)), Section("Outer"), Section("Inner", entries(9), level=2)), 3)
        for part in parts:
            assert part.sections[-1].blocks
        told = [section.heading for part in parts for section in part.sections]
        assert told.count("Outer") == told.count("Inner") == told.count("First") == 1


def test_a_table_goes_on_with_its_heads_caption_and_raw_cells() -> None:
    whole = dataclasses.replace(table("en", 90), raw=tuple(row for row in table("en", 90).rows))
    found = [section.blocks[0] for part in cut(_with(Section("Log", (whole,))), 2) for section in part.sections]
    assert len(found) > 2
    for block in found:
        assert isinstance(block, Table)
        assert (block.columns, block.caption, block.raw) == (whole.columns, whole.caption, block.rows)


def test_rows_of_many_small_cells_fill_a_volume_by_what_they_take_of_memory() -> None:
    columns = tuple(Column(f"C{number}") for number in range(10))
    small = Table(columns, tuple(("x",) * 10 for _row in range(3000)))
    parts = cut(_with(Section("S", (small,))), 145)
    rows = [len(block.rows) for part in parts for block in part.sections[0].blocks if isinstance(block, Table)]
    assert sum(rows) == 3000
    assert max(rows) * len(columns) * 0.017 <= 260  # MB of a volume, by 17 kB a cell


def test_what_fills_more_than_a_volume_alone_is_one() -> None:
    long = Paragraph("word " * 4000)
    parts = cut(_with(Section("A", (long, long)), Section("B", (Paragraph("b"),))), 1)
    assert [len(section.blocks) for part in parts for section in part.sections] == [1, 1, 1]


def test_volumes_that_came_out_too_long_are_cut_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes_of, "PAGES", 9)
    monkeypatch.setattr(volumes_of, "_AIM", 14.0)
    found = [len(PdfReader(io.BytesIO(pdf)).pages) for pdf in volumes(_with(Section("One", entries(60))))]
    assert len(found) > 1
    assert max(found) <= 9


def test_a_volume_that_cannot_be_set_says_why() -> None:
    broken = dataclasses.replace(rich("en"), brand=dataclasses.replace(rich("en").brand, logo=b"no picture"))
    with pytest.raises(RuntimeError, match="typesetting a volume failed"):
        list(volumes(broken))
