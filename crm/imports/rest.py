"""The file of what did not come in: its own columns, where each row stood and why; to be mended and imported again."""

from collections.abc import Iterator
from typing import Final

from crm.imports import queries
from crm.imports.models import ImportBatch
from crm.imports.page import file_of
from crm.imports.settings import choices_of
from crm.imports.tables.error_file import ErrorRow, error_file
from crm.imports.tables.reading import read_rows

#: Outcomes of rows that somebody has to look at.
REST: Final = ("skip", "error")
_AT_ONCE: Final = 1000


def rest_file(batch: ImportBatch, language: str) -> Iterator[str]:
    """Yield the CSV of an import's rest; memory stays flat, the file is read twice."""
    width = len(batch.heading)
    longest = max((len(row.cells) for row in _rows(batch)), default=width)
    yield from error_file(batch.heading, _rows(batch), language, max(0, longest - width))


def _rows(batch: ImportBatch) -> Iterator[ErrorRow]:
    """Yield the cells of each row of the rest as they stand in the file, and why it is there."""
    reasons = _reasons(batch.id)
    wanted = next(reasons, None)
    with file_of(batch) as stream:
        for row in read_rows(stream, choices_of(batch.settings).reading):
            if wanted is None:
                return
            if row.number == wanted[0]:
                yield ErrorRow(row.cells, row.number, wanted[1])
                wanted = next(reasons, None)


def _reasons(batch_id: int) -> Iterator[tuple[int, str]]:
    number = 0
    while rows := queries.reasons_after(batch_id, number, REST, _AT_ONCE):
        yield from rows
        number = rows[-1][0]
