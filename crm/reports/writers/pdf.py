"""The neutral document as a typeset, tagged PDF on the firm's paper, in its look.

The words travel to typst as JSON and are set as text, never parsed as markup. Fonts come from an installed package and
the typesetter's own, never from the machine, so that the same document gives the same bytes with the same typst.
"""

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import typst

from crm.reports.document import Block, Document, EngagementEntry, Figure, Section, Table
from crm.reports.words import WORDS
from crm.reports.writers import typesetting
from crm.reports.writers.pictures import as_drawing
from crm.reports.writers.plain import clean

_TEMPLATES = ("template.typ", "cover.typ", "blocks.typ", "theme.typ")
_KINDS = {
    "Letter": "letter",
    "Paragraph": "paragraph",
    "Bullets": "bullets",
    "CountStrip": "counts",
    "Table": "table",
    "EngagementEntry": "engagement",
    "Figure": "figures",
    "Note": "note",
}
# Longer than any word of either language: an address or a pasted key, which must break somewhere to stay on the paper.
_UNBREAKABLE = re.compile(r"[^\s\u200b]{33,}")
# In a narrow cell addresses and numbers of letters may break after their own signs; typst would take its time for it.
_BREAKS = re.compile(r"([/@_.])(?=[^\W\d_])")
_SOFT_BREAK = "\u200b"
_RUN = 24


def write_pdf(document: Document) -> bytes:
    """The PDF file; raises `typst.TypstError` when a chart or the logo is no drawing."""
    return compile_pdf(document)[0]


def compile_pdf(document: Document, standards: Sequence[str] = ()) -> tuple[bytes, list[str]]:
    """The PDF file and what the typesetter warned of; `standards` such as ``ua-1`` are checked and declared."""
    sources, data = prepared(document)
    return typeset(sources, data, document.dated, standards)


def prepared(document: Document, volume: str = "") -> tuple[dict[str, bytes], dict[str, object]]:
    """The files and the data that `typeset` takes; `volume` ("Volume 2 of 7") goes on the cover and each foot."""
    sources = {name: (files("crm.reports.writers") / name).read_bytes() for name in _TEMPLATES}
    sources["main.typ"] = sources.pop("template.typ")
    brand = document.brand
    if brand.logo:
        sources["logo.svg"] = as_drawing(brand.logo)
    look = {**_plain_fields(brand, "logo"), "logo": "logo.svg" if brand.logo else ""}
    sources["brand.json"] = json.dumps(look, ensure_ascii=False).encode()
    return sources, {**_data(document), "volume": volume}


def typeset(
    sources: dict[str, bytes], data: dict[str, object], dated: dt.date, standards: Sequence[str] = ()
) -> tuple[bytes, list[str]]:
    """The PDF file of `main.typ` among the sources, which reads `data.json`, and what the typesetter warned of."""
    return typesetting.typeset(told(sources, data), dated.isoformat(), fonts(), standards)


def told(sources: dict[str, bytes], data: dict[str, object]) -> dict[str, bytes]:
    """All files that the typesetter reads."""
    return {"brand.json": b"{}", **sources, "data.json": json.dumps(data, ensure_ascii=False).encode()}


@cache
def fonts() -> typst.Fonts:
    """The fonts that we ship, and no others."""
    return typesetting.fonts(font_folder())


def font_folder() -> str:
    """The folder of the fonts that we ship."""
    return str(files("font_source_sans_pro") / "files")


def _data(document: Document) -> dict[str, object]:
    """JSON for the template: the document's own fields, the words of its language, and blocks with their kind."""
    return {
        **_plain_fields(document, "sections", "dated", "brand", "data"),
        "words": _plain(WORDS[document.language]),
        "sections": [_section(section) for section in document.sections],
        "dated": [document.dated.year, document.dated.month, document.dated.day],
    }


def _section(section: Section) -> dict[str, object]:
    blocks: list[dict[str, object]] = []
    for kind, group in groupby(section.blocks, key=lambda block: _KINDS[type(block).__name__]):
        if kind == "figures":
            blocks.append({"block": kind, "items": [_block(block) for block in group]})
        else:
            blocks.extend({"block": kind, **_block(block)} for block in group)
    return {
        "heading": plain_text(section.heading),
        "level": section.level,
        "new_page": section.new_page,
        "blocks": blocks,
    }


def _block(block: Block) -> dict[str, object]:
    # Cells and points of a workbook are no words.
    data = _plain_fields(block, "raw", "points", "rows", "sheet")
    if isinstance(block, Table):
        data["rows"] = [[_BREAKS.sub("\\1" + _SOFT_BREAK, plain_text(cell)) for cell in row] for row in block.rows]
    if isinstance(block, Figure):
        data["svg"] = block.svg  # drawing, not words: it goes through untouched
    if isinstance(block, EngagementEntry):
        data["long"] = len(block.summary) + len(block.outcome) + len(block.next_step)
    return data


def _plain(value: object) -> object:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _plain_fields(value) if dataclasses.is_dataclass(value) else value


def _plain_fields(value: Any, *without: str) -> dict[str, object]:
    named = (item.name for item in dataclasses.fields(value) if item.name not in without)
    return {name: _plain(getattr(value, name)) for name in named}


def plain_text(text: str) -> str:
    """Text that a font can set, with places to break where there are none."""
    return _UNBREAKABLE.sub(_with_breaks, clean(text))


def _with_breaks(match: re.Match[str]) -> str:
    word = match[0]
    return _SOFT_BREAK.join(word[start : start + _RUN] for start in range(0, len(word), _RUN))
