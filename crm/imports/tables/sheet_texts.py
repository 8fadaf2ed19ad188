"""Texts that our own exports continue on a sheet of their own (`crm/lists/long_texts.py`), made whole again."""

from collections.abc import Iterable

from crm.lists.long_texts import goes_on, joined

Cell = str | bool | int | list[str] | None
#: Rows of that sheet: which part of how many, and its text.
Rest = dict[int, tuple[str, str]]


def rest_of(rows: Iterable[tuple[int, list[Cell]]]) -> Rest:
    """Return the rows of that sheet that hold a part."""
    found: Rest = {}
    for number, cells in rows:
        if len(cells) > 1 and isinstance(cells[0], str) and isinstance(cells[1], str):
            found[number] = (cells[0], cells[1])
    return found


def whole(cell: Cell, rest: Rest) -> Cell:
    """Return a cell with what continues elsewhere; of kind x where a part is missing."""
    if not isinstance(cell, str) or not goes_on(cell):
        return cell
    text = joined(cell, rest)
    return ["x", ""] if text is None else text
