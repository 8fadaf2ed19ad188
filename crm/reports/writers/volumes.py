"""A long document as several PDF files: cut between sections and entries, "Volume 2 of 7" on cover and feet.

Each volume is set by a program of its own, one after the other: typst needs about 2.5 MB a page and a process that has
set one keeps that memory.
"""

import base64
import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pypdfium2  # type: ignore[import-untyped]

from crm.reports.document import Block, Document, Section, Table
from crm.reports.words import WORDS
from crm.reports.writers.heights import PAGE, block_height, heading_height, row_heights
from crm.reports.writers.pdf import font_folder, prepared, told

PAGES: Final = 150
_PROGRAM: Final = Path(__file__).with_name("typesetting.py")
#: Reckoned pages of a volume at first; where this share is full a section that would go on begins the next volume.
_AIM, _NEARLY = 145.0, 0.85
_SECONDS: Final = 300
_TRIES: Final = 6


def volumes(document: Document, tell: Callable[[int, int], None] | None = None) -> Iterator[bytes]:
    """Yield the PDF files, none above 150 pages unless one entry alone is longer; `tell` hears of (done, all).

    All are set before the first is given: how many there are stands on each. Raises RuntimeError with typst's words.
    """
    aim = _AIM
    for _try in range(_TRIES):
        parts = cut(document, aim)
        made, most = [], 0
        for number, part in enumerate(parts, 1):
            made.append(_set(part, number, len(parts)))
            most = max(most, _pages(made[-1]))
            if tell:
                tell(number, len(parts))
        if most <= PAGES:
            break
        aim = min(aim - 1, aim * PAGES / most * 0.95)
    yield from made


def _set(part: Document, number: int, of: int) -> bytes:
    name = WORDS[part.language].volume.format(volume=number, volumes=of) if of > 1 else ""
    sources, data = prepared(part, name)
    files = {name: base64.b64encode(source).decode() for name, source in told(sources, data).items()}
    wanted = json.dumps({"sources": files, "dated": part.dated.isoformat(), "fonts": font_folder()})
    ran = subprocess.run(  # noqa: S603 - our own program, everything it is told comes on its input
        [sys.executable, "-I", str(_PROGRAM)], input=wanted.encode(), capture_output=True, check=False, timeout=_SECONDS
    )
    if ran.returncode:
        raise RuntimeError(f"typesetting a volume failed: {ran.stderr.decode(errors='replace')[-2000:]}")
    return ran.stdout


def _pages(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as opened:
        return len(opened)


@dataclass
class _Cutter:
    """Takes headings, blocks and rows in turn; begins the next volume where this one is full."""

    document: Document
    room: float
    done: list[list[Section]] = field(default_factory=lambda: [[]])
    used: float = 0.0
    #: The headings above where we stand, one a level.
    above: dict[int, Section] = field(default_factory=dict)

    def head(self, section: Section, rest: float) -> None:
        """Begin a section whose blocks are so high."""
        height = heading_height(section)
        nearly = self.used > self.room * _NEARLY and self.used + height + rest > self.room
        if self._filled() and (nearly or self.used + height > self.room):
            self._next(down_to=section.level - 1)
        self.above = {level: found for level, found in self.above.items() if level < section.level}
        bare = self.above[section.level] = dataclasses.replace(section, blocks=())
        self.done[-1].append(bare)
        self.used += height

    def add(self, block: Block, height: float) -> None:
        """Add a block to the section; where it does not fit the section goes on in the next volume."""
        if self.used + height > self.room and self._filled():
            self._next(down_to=3)
        last = self.done[-1][-1]
        self.done[-1][-1] = dataclasses.replace(last, blocks=(*last.blocks, block))
        self.used += height

    def add_table(self, table: Table) -> None:
        """Add a table row by row; a continued one has its caption and heads again."""
        head, start, high = block_height(table), 0, 0.0
        for at, height in enumerate(row_heights(table)):
            if self.used + head + high + height > self.room and (at > start or self._filled()):
                if at > start:
                    self.add(_rows(table, start, at), 0)
                self._next(down_to=3)
                start, high = at, 0.0
            high += height
        self.add(_rows(table, start, len(table.rows)), 0)
        self.used += head + high

    def _filled(self) -> bool:
        return any(section.blocks for section in self.done[-1])

    def _next(self, down_to: int) -> None:
        """Begin a volume with the headings above; one that has nothing under it yet is taken out of the last volume."""
        words, last = WORDS[self.document.language], self.done[-1]
        moved: list[Section] = []
        while last and not last[-1].blocks:
            moved.insert(0, last.pop())
        again = [
            dataclasses.replace(section, heading=words.continued.format(heading=section.heading), new_page=False)
            for level, section in sorted(self.above.items())
            if level <= down_to and section not in moved
        ]
        self.done.append([*again, *moved])
        self.used = sum(map(heading_height, self.done[-1]))


def _rows(table: Table, start: int, end: int) -> Table:
    return dataclasses.replace(table, rows=table.rows[start:end], raw=table.raw[start:end])


def cut(document: Document, pages: float) -> Sequence[Document]:
    """Return the document in parts of about so many pages each."""
    cutter = _Cutter(document, pages * PAGE[document.brand.paper])
    for section in document.sections:
        cutter.head(section, sum(map(_whole, section.blocks)))
        for block in section.blocks:
            if isinstance(block, Table):
                cutter.add_table(block)
            else:
                cutter.add(block, block_height(block))
    return [dataclasses.replace(document, sections=tuple(sections)) for sections in cutter.done]


def _whole(block: Block) -> float:
    return block_height(block) + (sum(row_heights(block)) if isinstance(block, Table) else 0)
