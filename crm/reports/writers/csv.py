"""CSV of a report: the same file as any list exports (see `crm.core.csvout` for escaping and its inverse)."""

from crm.core.csvout import formula_safe, read_csv, restore, write_csv
from crm.reports.document import Document, Table

__all__ = ["document_csv", "formula_safe", "read_csv", "restore", "write_csv"]


def document_csv(document: Document) -> bytes:
    """Return the rows behind a report; of one without any those of its longest table. Days are ISO dates."""
    if document.data:
        return _bytes(document.data[0], document.data[1:])
    tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    if not tables:
        return _bytes((document.title,), ())
    longest = max(tables, key=lambda table: len(table.rows))
    return _bytes(tuple(column.heading for column in longest.columns), longest.raw or longest.rows)


def _bytes(heading: tuple[object, ...], rows: tuple[tuple[object, ...], ...]) -> bytes:
    return "".join(write_csv([str(name) for name in heading], rows)).encode()
