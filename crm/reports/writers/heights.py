"""About how high each block stands on the page, in points: long documents are cut into volumes by it.

It is a reckoning, a little above the truth; what a volume really came to is counted afterwards.
"""

import math
from typing import Final

from crm.reports.document import (
    Block,
    Bullets,
    CountStrip,
    EngagementEntry,
    Figure,
    Letter,
    Note,
    Paragraph,
    Section,
    Table,
)

#: Of the text on both papers, without margins; its width.
PAGE: Final = {"letter": 651.0, "oficio": 824.0}
WIDTH: Final = 482.0
#: Of a line of the text, of a table.
_LINE, _ROW_LINE = 12.5, 10.6
#: Mean width of a sign at these sizes, and what a cell has around it.
_SIGN, _CELL_SIGN, _INSET = 4.9, 4.1, 10.0
_FULL_LINE: Final = 0.9
#: Points for what typst needs: 17 kB a cell, 0.2 kB a sign, whatever their height; 250 MB are as much as 145 pages.
_CELL_MEMORY, _SIGN_MEMORY = 6.3, 0.075
_HEADINGS: Final = {1: 62.0, 2: 42.0, 3: 34.0}
_FIGURE, _CHART = 140.0, 105.0


def heading_height(section: Section) -> float:
    """Return the height of a heading; an annex leaves on average half a page empty before it."""
    return _HEADINGS[section.level] + (PAGE["letter"] / 2 if section.new_page else 0)


def block_height(block: Block) -> float:
    """Return the height of a block that is no table; of a table that of its head."""
    if isinstance(block, EngagementEntry):
        return _entry(block)
    if isinstance(block, Figure):
        half = WIDTH / 2 - 22
        return (_FIGURE + (_CHART if block.svg else 0) + _text(block.meaning, half) + _text(block.source, half)) / 2
    if isinstance(block, Table):
        return 60.0 + _text(block.caption)
    if isinstance(block, CountStrip):
        return 75.0 * math.ceil(len(block.items) / 6)
    return 12.0 + _words(block)


def _words(block: Paragraph | Bullets | Note | Letter) -> float:
    if isinstance(block, Bullets):
        return sum(_text(item, WIDTH - 20) + 7 for item in block.items)
    if isinstance(block, Letter):
        return 150.0 + _text(block.text) + _text(block.to) + _text(block.signed)
    return _text(block.text) + 16


def _entry(entry: EngagementEntry) -> float:
    inner = WIDTH - 16
    parts = (entry.institution, entry.people, entry.outcome, entry.next_step)
    told = sum(5 + _text(part, inner) for part in parts if part)
    return 34.0 + told + (10 + _text(entry.summary, inner) if entry.summary else 0)


def row_heights(table: Table) -> list[float]:
    """Return the height of each row of a table, or what it takes of the typesetter's memory where that is more."""
    widths = column_widths(table)
    light = _CELL_MEMORY * len(widths)
    return [max(max(map(_cell, row, widths)) + _INSET, light + _SIGN_MEMORY * sum(map(len, row))) for row in table.rows]


def column_widths(table: Table, sign: float = _CELL_SIGN) -> list[float]:
    """Return the widths of the columns: those as wide as their content first, the others share what is left."""
    # A heading may take lines, but none of its words is broken.
    words = [max(map(len, column.heading.split()), default=0) + 1 for column in table.columns]
    longest = [max(word, *map(len, cells)) for word, cells in zip(words, zip(*table.rows, strict=True), strict=True)]
    tight = [
        0.0 if column.width else min(length * sign + _INSET, WIDTH / 3)
        for column, length in zip(table.columns, longest, strict=True)
    ]
    shares = sum(column.width for column in table.columns) or 1
    left = max(WIDTH - sum(tight), WIDTH / 4)
    return [own or left * column.width / shares for column, own in zip(table.columns, tight, strict=True)]


def _cell(text: str, width: float) -> float:
    return _ROW_LINE * _lines(text, max(width - _INSET, 20) / _CELL_SIGN * _FULL_LINE)


def _text(text: str, width: float = WIDTH) -> float:
    return _LINE * _lines(text, width / _SIGN * _FULL_LINE) if text else 0.0


def _lines(text: str, signs: float) -> int:
    if "\n" not in text:
        return max(1, math.ceil(len(text) / signs))
    return sum(max(1, math.ceil(len(line) / signs)) for line in text.split("\n"))
