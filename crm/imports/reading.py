"""Looks into the file of an import for its pages: its beginning, and what its columns leave open."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import IO, Final

from crm.core.importing import ImportField
from crm.imports.settings import Choices
from crm.imports.tables.dates import date_orders
from crm.imports.tables.numbers import Judgement, decimal_signs
from crm.imports.tables.reading import look_at, read_rows
from crm.imports.tables.shapes import Look, Row, Settings

#: Rows by which columns are judged: one further on that does not fit is refused, never read otherwise.
JUDGED: Final = 10_000
#: Rows of a preview, and cells shown of a column.
PREVIEW, CELLS = 6, 3


@dataclass(frozen=True, slots=True)
class Beginning:
    """The heading and the first rows of a table."""

    heading: tuple[str, ...]
    rows: list[Row]

    def samples(self, place: int) -> list[str]:
        """Return the first cells of a column that hold something, each once."""
        cells = (row.cells[place] for row in self.rows if place < len(row.cells))
        return list(dict.fromkeys(cell for cell in cells if cell.strip()))[:CELLS]


@dataclass(frozen=True, slots=True)
class Questions:
    """What nobody can tell but the one who knows the file: by field key the signs or orders that are possible."""

    decimals: Mapping[str, Judgement] = field(default_factory=dict)
    orders: Mapping[str, Judgement] = field(default_factory=dict)
    #: Phones without +, some of them.
    phones: Sequence[str] = ()


def beginning(stream: IO[bytes], settings: Settings, rows: int = JUDGED) -> Beginning:
    """Return the heading and the first rows. Raises TableError."""
    with closing(read_rows(stream, settings)) as read:  # type: ignore[type-var]
        heading = next(read).cells
        return Beginning(heading, list(islice(read, rows)))


def settled(look: Look, settings: Settings) -> Settings:
    """Return settings as they are stored: whether the file is one of ours is the file's to say."""
    return replace(settings, error_file=look.error_file)


def looked_at(stream: IO[bytes]) -> Look:
    """Return what a file is. Raises TableError."""
    return look_at(stream)


def questions(read: Beginning, fields: Sequence[ImportField], mapping: Mapping[str, int]) -> Questions:
    """Return what the columns of these fields leave open."""
    decimals, orders, phones = {}, {}, []
    for each in fields:
        if each.key not in mapping:
            continue
        column = [row.values[mapping[each.key]] for row in read.rows if mapping[each.key] < len(row.values)]
        if each.kind == "number":
            decimals[each.key] = decimal_signs(column)
        elif each.kind in {"date", "moment"}:
            orders[each.key] = date_orders(column)
        elif each.kind == "phone":
            texts = (str(value).strip() for value in column)
            phones += [text for text in texts if text and not text.startswith("+")]
    return Questions(decimals, orders, list(dict.fromkeys(phones))[:CELLS])


def answered(asked: Questions, choices: Choices) -> tuple[Choices, list[str]]:
    """Return choices with what is sure filled in, and the keys of what is still open ('phone_country' for phones)."""
    decimals = {key: _answer(judged, choices.decimals.get(key, "")) for key, judged in asked.decimals.items()}
    orders = {key: _answer(judged, choices.orders.get(key, "")) for key, judged in asked.orders.items()}
    still_open = [key for key, value in {**decimals, **orders}.items() if not value]
    if asked.phones and not choices.phone_country:
        still_open.append("phone_country")
    return replace(choices, decimals=decimals, orders=orders), still_open


def _answer(judged: Judgement, chosen: str) -> str:
    if judged.sure:
        return judged.options[0]
    return chosen if chosen in judged.options else ""
