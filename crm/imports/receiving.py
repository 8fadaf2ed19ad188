"""Takes the file of an import: looked at before it is kept, so that what can't be read is refused at once."""

import logging
from dataclasses import dataclass
from typing import Final

from flask import current_app
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from crm.core.config import Config
from crm.core.money import number
from crm.files.names import clean_name
from crm.files.queries import total_size
from crm.files.setup import file_store
from crm.files.store import Put
from crm.imports.reading import looked_at
from crm.imports.tables.shapes import TableError

_log = logging.getLogger(__name__)
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Received:
    """A file whose bytes are in the store."""

    name: str
    media_type: str
    put: Put


class RefusedFileError(Exception):
    """A file that is not taken: one sentence why, and the HTTP status that says the same."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


def receive(upload: FileStorage) -> Received:
    """Look at a file and put it into the store. Raises RefusedFileError."""
    config: Config = current_app.config["CRM"]
    if getattr(upload.stream, "too_large", False):
        reason = _("The file is larger than %(most)s MB, the most that one file may have.", most=config.file_mb)
        raise RefusedFileError(reason, 413)
    size = upload.stream.seek(0, 2)
    if total_size() + size > config.files_gb * 10**9:
        reason = _("The firm's files fill their %(most)s GB: ask your administrator for more room.",
                   most=number(config.files_gb))  # fmt: skip
        raise RefusedFileError(reason, 413)
    try:
        look = looked_at(upload.stream)
    except TableError as error:
        raise RefusedFileError(str(error), 422) from error
    upload.stream.seek(0)
    try:
        put = file_store().put(upload.stream)
    except OSError as error:
        _log.exception("a file could not be written to the store")
        reason = _("The file could not be written: tell your administrator that the store of files is full or closed.")
        raise RefusedFileError(reason, 507) from error
    return Received(clean_name(upload.filename) or _("(no name)"), _WORKBOOK if look.sheets else "text/csv", put)
