"""A table that somebody sent: what it is, by its content, and its rows."""

import re
from collections.abc import Iterator
from typing import IO, Final

from flask_babel import gettext as _

from crm.imports.tables.shapes import Look, Row, Settings, TableError
from crm.imports.tables.text_table import look_at_text, read_text
from crm.imports.tables.workbook import look_at_workbook, read_workbook

_HEAD: Final = 4096
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|meta|\?xml|svg)\b", re.IGNORECASE)


def look_at(stream: IO[bytes]) -> Look:
    """Return what a table file is and the ways to read it. Raises TableError with one sentence that says what to do."""
    return look_at_workbook(stream) if _is_workbook(stream) else look_at_text(stream)


def read_rows(stream: IO[bytes], settings: Settings) -> Iterator[Row]:
    """Yield the heading as first row, then each row that holds something, with flat memory.

    Cells are filled up to the heading's number. Raises TableError, also on the way, where the file cannot be read on.
    """
    return read_workbook(stream, settings) if _is_workbook(stream) else read_text(stream, settings)


def _is_workbook(stream: IO[bytes]) -> bool:
    """Tell a workbook from text by its first bytes; anything else is refused."""
    stream.seek(0)
    head = stream.read(_HEAD)
    if head.startswith(_ZIP):
        return True
    if head.startswith(_OLE):
        raise TableError(
            _("This is a workbook of Excel 97 to 2003 (.xls) or one with a password: "
              "in Excel save it as “Excel Workbook (.xlsx)” without a password.")
        )  # fmt: skip
    if _PAGE.match(head):
        raise TableError(_("This is a web page or XML, whatever its name: open it in Excel and save it as XLSX."))
    if not head.strip(b"\0 \t\r\n"):
        raise TableError(_("The file is empty."))
    return False
