"""CSV of a report's rows: the same file as any list exports (see `crm.core.csvout` for escaping and its inverse)."""

from crm.core.csvout import formula_safe, read_csv, restore, write_csv
from crm.reports.document import Table

__all__ = ["formula_safe", "read_csv", "restore", "write_csv", "write_table"]


def write_table(table: Table) -> bytes:
    """Return a table as UTF-8 with a byte order mark: ISO days and plain numbers where it has them, else its words."""
    return "".join(write_csv([column.heading for column in table.columns], table.raw or table.rows)).encode()
