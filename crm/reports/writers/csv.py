"""CSV of a report's rows: the same file as any list exports (see `crm.core.csvout` for escaping and its inverse)."""

from crm.core.csvout import formula_safe, read_csv, restore, write_csv

__all__ = ["formula_safe", "read_csv", "restore", "write_csv"]
