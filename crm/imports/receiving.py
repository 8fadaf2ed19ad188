"""Takes the file of an import: looked at before it is kept, so that what can't be read is refused at once."""

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from crm.files.names import clean_name
from crm.files.one import RefusedFileError, check_size, put_one
from crm.files.store import Put
from crm.imports.reading import looked_at
from crm.imports.tables.shapes import TableError

_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Received:
    """A file whose bytes are in the store."""

    name: str
    media_type: str
    put: Put


def receive(upload: FileStorage) -> Received:
    """Look at a file and put it into the store. Raises RefusedFileError."""
    check_size(upload)
    try:
        look = looked_at(upload.stream)
    except TableError as error:
        raise RefusedFileError(str(error), 422) from error
    put = put_one(upload)
    return Received(clean_name(upload.filename) or _("(no name)"), _WORKBOOK if look.sheets else "text/csv", put)
