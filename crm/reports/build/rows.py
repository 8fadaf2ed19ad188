"""Tables whose cells carry both the words and the day or number behind them; columns that nobody fills are left out."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from flask_babel import gettext as _

from crm.core.dates import clock, long_date, zone_place
from crm.core.i18n import language
from crm.engagements.models import Engagement
from crm.reports.document import Column, Note, Raw, Section, Table

#: A cell: its words, or its words with what a workbook gets.
Cell = str | tuple[str, Raw]
NOTHING: Final = "–"
#: About two lines of the paper.
_LINE: Final = 200


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]], caption: str = "", *, sheet: str = "",
    keep: Sequence[int] = (),
) -> Table:  # fmt: skip
    """Return a table of the cells; a column without a word in any row is left out, but for those to `keep`."""
    cells = [list(row) for row in rows]
    filled = {place for row in cells for place, cell in enumerate(row) if words(cell) not in {"", NOTHING}}
    kept = [place for place in range(len(columns)) if place in filled or place in keep]
    kept = kept or [0]
    return Table(
        tuple(columns[place] for place in kept),
        tuple(tuple(words(row[place]) or NOTHING for place in kept) for row in cells),
        caption,
        tuple(tuple(_raw(row[place]) for place in kept) for row in cells),
        sheet,
    )


def words(cell: Cell) -> str:
    """Return the words of a cell."""
    return cell if isinstance(cell, str) else cell[0]


def _raw(cell: Cell) -> Raw:
    return cell if isinstance(cell, str) else cell[1]


def day(value: date | None, otherwise: str = "") -> Cell:
    """Return a day as a cell."""
    return (long_date(value, language()), value) if value is not None else otherwise


def empty(heading: str, line: str) -> Section:
    """Return a section that has nothing to say, and says so in one line."""
    return Section(heading, (Note(line),))


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that a person wrote, without the signs of a list."""
    return tuple(line.strip().lstrip("-•* ").strip() for line in text.splitlines() if line.strip(" -•*\t"))


def held_at(engagement: Engagement, speaks: str) -> str:
    """Return the day, hour and place of a contact as its own place says them."""
    moment = engagement.starts_wall
    return f"{long_date(moment.date(), speaks)}, {clock(moment)} {zone_place(engagement.zone)}"


def days_late(due: date | None, today: date) -> int:
    """Return how many days a day is past; 0 where it is not."""
    return max(0, (today - due).days) if due is not None else 0


def more(number: int, annex: str) -> Note:
    """Return the line that says where the rest of a list stands."""
    return Note(
        _("The first %(number)s are printed here; %(annex)s lists all of them.", number=number, annex=annex), "info"
    )


def first_line(text: str) -> str:
    """Return the first line of a text to stand within a sentence: without its full stop, cut where it is too long."""
    found = next(iter(text.strip().splitlines()), "").strip().removesuffix(".")
    return found if len(found) <= _LINE else found[:_LINE].rsplit(" ", 1)[0].rstrip(",;:") + "…"
