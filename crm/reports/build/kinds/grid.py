"""Tables of words that keep the exact values behind them, and sections that never hold an empty table."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.core.dates import long_date
from crm.core.i18n import language
from crm.core.money import number
from crm.reports.document import Align, Block, Column, Note, Raw, Section, Table

NONE: Final = "–"

#: A cell in words, or in words with the exact value for a workbook.
Cell = str | tuple[str, Raw]


def grid(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], caption: str = "") -> Table:
    """Return a table; a text stands for itself in a workbook, too. Raises ValueError without rows."""
    pairs = [[cell if isinstance(cell, tuple) else (cell or NONE, cell) for cell in row] for row in rows]
    return Table(
        tuple(columns), tuple(tuple(words for words, _raw in row) for row in pairs), caption,
        tuple(tuple(raw for _words, raw in row) for row in pairs),
    )  # fmt: skip


def column(heading: str, width: float = 1, align: Align = "left") -> Column:
    """Return a column; width 0 is as wide as its content."""
    return Column(heading, width, align)


def fact_columns() -> tuple[Column, Column]:
    """Return the columns of a table of facts."""
    return Column(_("Detail"), 1), Column(_("On record"), 3)


def tally(heading: str) -> Column:
    """Return a narrow column of numbers."""
    return Column(heading, 0, "right")


def on_day(day: date | None, none: str = NONE) -> Cell:
    """Return a day in words and as itself."""
    return (long_date(day, language()), day) if day else (none, None)


def count(value: int | Decimal) -> Cell:
    """Return a number in words and as itself."""
    return number(value), value


def late_by(due: date | None, today: date) -> Cell:
    """Return by how many days something is late; a dash where it is not."""
    days = (today - due).days if due else 0
    return (number(days), days) if days > 0 else (NONE, None)


def table_section(
    heading: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], nothing: str, *, cut: int = 0
) -> Section:
    """Return a section of one table, or with the honest line that there is nothing."""
    return said(heading, [*cut_note(cut), grid(columns, rows)] if rows else [], nothing)


def said(heading: str, blocks: Sequence[Block], nothing: str) -> Section:
    """Return a section with these blocks, or with the honest line that there is nothing."""
    return Section(heading, tuple(blocks) or (Note(nothing),))


def cut_note(cut: int) -> list[Block]:
    """Return the sentence that there is more than the first `cut` that are printed; none for 0."""
    if not cut:
        return []
    told = _("There are more records than this report prints: the first %(number)s are counted and printed here.",
             number=number(cut))  # fmt: skip
    return [Note(told, "warning")]


def cut_at(most: int, *found: int) -> int:
    """Return `most` where more than so many rows of one kind were found, else 0."""
    return most if max(found) > most else 0


def more_note(shown: int, found: int) -> list[Block]:
    """Return the sentence that a list was shortened, where it was."""
    left = found - shown
    if left <= 0:
        return []
    return [Note(ngettext("%(num)s more is not printed.", "%(num)s more are not printed.", left), "info")]
