"""Texts longer than a cell of a workbook: the sheet on which they go on, and the way back for an import.

The cell ends by naming sheet and row; there a row a part says which of how many it is. The words stand here in both
languages, because whatever language a workbook was made in has to be read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from crm.lists.cells import CELL_LENGTH, length, pieces


@dataclass(frozen=True, slots=True)
class _Words:
    sheet: str
    heads: tuple[str, str]
    goes_on: str
    part: str


_WORDS: Final = {
    "en": _Words(
        "Long texts", ("Part", "Text"), " (continues on sheet Long texts, row {row})", "(continued {part} of {parts})"
    ),
    "es": _Words(
        "Textos largos", ("Parte", "Texto"), " (continúa en la hoja Textos largos, fila {row})",
        "(continúa {part} de {parts})",
    ),
}  # fmt: skip
SHEETS: Final = frozenset(words.sheet for words in _WORDS.values())


def _pattern(template: str) -> str:
    return re.sub(r"\\\{\w+\\\}", r"(\\d{1,7})", re.escape(template))


_GOES_ON: Final = re.compile("|".join(_pattern(words.goes_on) for words in _WORDS.values()))
_PART: Final = re.compile("|".join(_pattern(words.part) for words in _WORDS.values()))
#: What the longest ending takes: a sheet has seven digits of rows.
_ENDING: Final = max(length(words.goes_on.format(row=9_999_999)) for words in _WORDS.values())


class LongTexts:
    """The sheet of a workbook on which long texts go on; there is none until one does."""

    def __init__(self, book: Any, language: str) -> None:
        self._book, self._words = book, _WORDS[language]
        self._sheet: Any = None
        self._row = 0

    def put(self, text: str) -> str:
        """Write what a cell can't hold of a text; return what the cell says instead."""
        first, *rest = pieces(text, CELL_LENGTH - _ENDING)
        if self._sheet is None:
            self._open()
        told = first + self._words.goes_on.format(row=self._row + 1)
        for number, part in enumerate(rest, 2):
            self._sheet.write_string(self._row, 0, self._words.part.format(part=number, parts=len(rest) + 1))
            self._sheet.write_string(self._row, 1, part, self._text)
            self._row += 1
        return told

    def _open(self) -> None:
        self._sheet = self._book.add_worksheet(self._words.sheet)
        self._text = self._book.add_format({"quote_prefix": True})
        self._sheet.set_column(0, 0, 24)
        self._sheet.set_column(1, 1, 100)
        self._sheet.freeze_panes(1, 0)
        for place, head in enumerate(self._words.heads):
            self._sheet.write_string(0, place, head, self._book.add_format({"bold": True}))
        self._row = 1


def goes_on(cell: str) -> bool:
    """Tell whether a cell says that its text goes on elsewhere."""
    return len(cell) > CELL_LENGTH // 2 - _ENDING and _ending(cell) is not None


def _ending(cell: str) -> re.Match[str] | None:
    return next((found for found in _GOES_ON.finditer(cell, len(cell) - _ENDING) if found.end() == len(cell)), None)


def joined(cell: str, parts: Mapping[int, tuple[str, str]]) -> str | None:
    """Return the whole text of a cell that goes on; `parts` are rows of that sheet, None where one is missing."""
    found = _ending(cell)
    if found is None:
        return cell
    texts = [cell[: found.start()]]
    for row in count(int(found[found.lastindex or 1])):
        label, text = parts.get(row, ("", ""))
        told = _PART.fullmatch(label)
        if told is None:
            return None
        part, of = (int(number) for number in told.groups() if number)
        if part != len(texts) + 1 or part > of:
            return None
        texts.append(text)
        if part == of:
            return "".join(texts)
    return None
