"""CSV of a report: the same file as any list exports (see `crm.core.csvout` for escaping and its inverse)."""

from crm.core.csvout import formula_safe, read_csv, restore, write_csv
from crm.reports.document import Document, Table

__all__ = ["document_csv", "formula_safe", "read_csv", "restore", "write_csv", "write_table"]


def write_table(table: Table) -> bytes:
    """Return a table as UTF-8 with a byte order mark: ISO days and plain numbers where it has them, else its words."""
    return "".join(write_csv([column.heading for column in table.columns], table.raw or table.rows)).encode()


def document_csv(document: Document) -> bytes:
    """Return the rows behind a report; of one without any those of its longest table; without one its title."""
    if document.data:
        return "".join(write_csv([str(name) for name in document.data[0]], document.data[1:])).encode()
    tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    if not tables:
        return "".join(write_csv([document.title], ())).encode()
    return write_table(max(tables, key=lambda table: len(table.rows)))
