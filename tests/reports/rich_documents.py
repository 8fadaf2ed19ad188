"""Documents with what the samples leave out: the firm's look, a letter, raw cells, points; texts that break writers."""

import dataclasses
import datetime as dt
from decimal import Decimal

from crm.reports.document import (
    Block,
    Brand,
    Bullets,
    Column,
    Document,
    EngagementEntry,
    Figure,
    Language,
    Letter,
    Note,
    Paper,
    Paragraph,
    Point,
    Section,
    Table,
)
from tests.reports.sample_documents import entry, figure, sample

LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 80"><rect width="80" height="80" fill="#7a1f3d"/>'
    b'<path d="M10 60Q40 0 70 60" fill="none" stroke="#fff" stroke-width="8"/></svg>'
)
LINES = ("Sierra Trade Advisors, S.C.", "2 N Central Ave, Phoenix, AZ 85004")
FOOT = "Sierra Trade Advisors, S.C. · RFC STA010203AB1"
LONG = " ".join(f"w{number}." for number in range(6200))
#: Each has to come out literally, but for signs that no format can hold.
HOSTILE = (
    "R&D <b>bold</b> &amp; ]]> {{ 7*7 }} {% raw %}", '=HYPERLINK("http://x.example","y")', "+1+1", "-2+3", "@SUM(A1)",
    "\t=1", "'=1", "=cmd|' /C calc'!A0", "a\x00b", "half \ud800 pair", "\u202eevil\u202c", "\U0001f69a truck", "漢字 ﷽",
    "line\r\nend\n\nparagraph", "_x0041_", LONG,
)  # fmt: skip


def brand(paper: Paper = "letter", logo: bytes = LOGO) -> Brand:
    return Brand(paper, "#7a1f3d", "#1f5f7a", logo, LINES, FOOT)


def letter() -> Letter:
    return Letter(
        "Estimado Ing. Ñuñez:\n\n" + "Quedamos de enviar la hoja de tiempos. " * 8,
        "Hermosillo, 16 nov 2026",
        "Ing. Íñigo Ñuñez\nDirector general",
        "Marisol Reyes\nResponsable de la cuenta",
    )


def ledger(caption: str = "", sheet: str = "Compromisos") -> Table:
    """A table with days, an instant, exact numbers and empty cells."""
    columns = tuple(Column(name) for name in ("No.", "Fecha", "Hora", "Monto", "Nota"))
    raw = (
        ("G-1", dt.date(2026, 10, 2), dt.datetime(2026, 10, 2, 10, 30, tzinfo=dt.UTC), Decimal("1234.50"), "=1+1"),
        ("G-2", dt.date(1850, 1, 1), None, Decimal("12345678901234567.5"), None),
        ("G-3", None, None, 42, "plain"),
    )
    words = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in raw)
    return Table(columns, words, caption, raw, sheet)


def charted(language: Language, number: int = 0) -> Figure:
    points = tuple(
        Point(dt.date(2024 + month // 12, month % 12 + 1, 1), f"{month % 12 + 1}/{2024 + month // 12}",
              None if month == 5 else Decimal("8.06") + Decimal(month) / 10)
        for month in range(25)
    )  # fmt: skip
    return dataclasses.replace(figure(language, number), points=points, points_unit="US$ billion")


def rich(language: Language = "es", *, branded: bool = True, paper: Paper = "letter", draft: bool = True) -> Document:
    document = sample(language, 4, 30, draft=draft)
    added = (
        Section("Letter", (letter(),)),
        *document.sections,
        Section("Commitments", (ledger("Ours"), ledger("Theirs"))),
        Section("Charts", (charted(language), charted(language, 1))),
    )
    return dataclasses.replace(document, sections=added, brand=brand(paper) if branded else Brand())


def hostile() -> Document:
    """Every place of a document with texts that break careless writers."""
    entries = tuple(
        EngagementEntry(f"N{n}", text, "trade", text, text, text, text, text, text, text) if len(text) < 99
        else dataclasses.replace(entry(n, "en"), summary=text)
        for n, text in enumerate(HOSTILE)
    )  # fmt: skip
    short = tuple(text for text in HOSTILE if len(text) < 99)
    blocks: tuple[Block, ...] = (
        *(Paragraph(text) for text in HOSTILE), Bullets(HOSTILE), Note(HOSTILE[0], "warning"), *entries,
        Table((Column("A&B"), Column("=C")), tuple((text, text) for text in HOSTILE), HOSTILE[0]),
        *(dataclasses.replace(figure("en", 0), title=text, source=text, alt=text, meaning=text) for text in short),
        Letter(HOSTILE[0], HOSTILE[0], HOSTILE[0], HOSTILE[0]),
    )  # fmt: skip
    document = sample("en", 1, 1)
    cover = dataclasses.replace(document.cover, client=HOSTILE[0], firm="\x00", period="=1+1", offices=HOSTILE[:3])
    footer = dataclasses.replace(document.footer, client="A & B &P", confidentiality="long " * 80)
    return dataclasses.replace(
        document, title="a\x00\ud800 & <b>", author="x\x00", keywords=("=1", "\ud800"), cover=cover, footer=footer,
        sections=tuple(Section(text[:80] or "x", blocks if n == 0 else ()) for n, text in enumerate(HOSTILE)),
        notice="\ud800 & <b>",
    )  # fmt: skip
