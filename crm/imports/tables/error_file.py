"""The file of what did not come in: the original columns, and two more that say where it stood and why."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from crm.core.csvout import write_csv

#: By language: the names of the last two columns, by which such a file is known again.
ERROR_COLUMNS: Final = {
    "en": ("Row in the file", "Why it was not imported"),
    "es": ("Fila del archivo", "Por qué no se importó"),
}


class ErrorRow(NamedTuple):
    """A row that did not come in: its cells as read, its number in the file, one sentence why."""

    cells: Sequence[str]
    number: int
    reason: str


def error_file(heading: Sequence[str], rows: Iterable[ErrorRow], language: str, extra: int = 0) -> Iterator[str]:
    """Yield the CSV; reading it with `Settings.error_file` gives the original cells, and no cell can run.

    `extra`: columns without a name, for rows that have more cells than the heading. Raises ValueError where they do
    not suffice.
    """
    columns = [*heading, *[""] * extra]
    ends = ERROR_COLUMNS[language]
    return write_csv(
        [*columns, *ends],
        ([*row.cells, *[""] * (len(columns) - len(row.cells)), row.number, row.reason] for row in rows),
    )


def is_error_heading(cells: Sequence[str]) -> bool:
    """Tell whether a heading is one of our error files."""
    return tuple(cells[-2:]) in ERROR_COLUMNS.values()
