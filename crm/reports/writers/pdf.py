"""The neutral document as a typeset, tagged PDF on Letter paper.

The words travel to typst as JSON and are set as text, never parsed as markup. Fonts come from an installed package and
the typesetter's own, never from the machine, so that the same document gives the same bytes with the same typst.
"""

import dataclasses
import datetime as dt
import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import typst

from crm.reports.document import Block, Document, EngagementEntry, Figure, Section
from crm.reports.words import WORDS

_TEMPLATES = ("template.typ", "cover.typ", "blocks.typ", "theme.typ")
_KINDS = {
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
# Signs that turn the direction of reading: a name must read as it is stored.
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SOFT_BREAK = "\u200b"
_RUN = 24
# Numbers and days behind the words.
_FOR_WORKBOOKS = frozenset({"raw", "points"})


def write_pdf(document: Document) -> bytes:
    """The PDF file; raises `typst.TypstError` when a chart is not an SVG drawing."""
    return compile_pdf(document)[0]


def compile_pdf(document: Document, standards: Sequence[str] = ()) -> tuple[bytes, list[str]]:
    """The PDF file and what the typesetter warned of; `standards` such as ``ua-1`` are checked and declared."""
    sources = {name: (files("crm.reports.writers") / name).read_bytes() for name in _TEMPLATES}
    sources["main.typ"] = sources.pop("template.typ")
    return typeset(sources, _data(document), document.dated, standards)


def typeset(
    sources: dict[str, bytes], data: dict[str, object], dated: dt.date, standards: Sequence[str] = ()
) -> tuple[bytes, list[str]]:
    """The PDF file of `main.typ` among the sources, which reads `data.json`, and what the typesetter warned of."""
    # typst's own type stub knows neither virtual files nor a list of some standards.
    told: Any = {**sources, "data.json": json.dumps(data, ensure_ascii=False).encode()}
    checked: Any = list(standards)
    pdf, warnings = typst.compile_with_warnings(
        told,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards=checked,
        timestamp=dt.datetime.combine(dated, dt.time(), dt.UTC),
    )
    return bytes(pdf), [warning.message for warning in warnings]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(files("font_source_sans_pro") / "files")])


def _data(document: Document) -> dict[str, object]:
    """JSON for the template: the document's own fields, the words of its language, and blocks with their kind."""
    plain = {
        item.name: _plain(getattr(document, item.name))
        for item in dataclasses.fields(document)
        if item.name not in {"sections", "dated", "brand"}
    }
    return {
        **plain,
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
    fields = (item.name for item in dataclasses.fields(block) if item.name not in _FOR_WORKBOOKS)
    data = {name: _plain(getattr(block, name)) for name in fields}
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
    if dataclasses.is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    return value


def plain_text(text: str) -> str:
    """Text that a font can set: line ends as one sign, no controls, and places to break where there are none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    kept = "".join(char if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"} else " " for char in lines)
    return _UNBREAKABLE.sub(_with_breaks, _TURNED.sub("", kept).strip())


def _with_breaks(match: re.Match[str]) -> str:
    word = match[0]
    return _SOFT_BREAK.join(word[start : start + _RUN] for start in range(0, len(word), _RUN))
