"""Takes one uploaded file: bounded as all files are, written into the store. `intake` takes many the same way."""

import logging

from flask import current_app
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from crm.core.config import Config
from crm.core.money import number
from crm.files.queries import total_size
from crm.files.setup import file_store
from crm.files.store import Put

_log = logging.getLogger(__name__)


class RefusedFileError(Exception):
    """A file that is not taken: one sentence why, and the HTTP status that says the same."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


def check_length(upload: FileStorage) -> None:
    """Refuse a file that is longer than one may be. Raises RefusedFileError."""
    config: Config = current_app.config["CRM"]
    if getattr(upload.stream, "too_large", False):
        reason = _("The file is larger than %(most)s MB, the most that one file may have.", most=config.file_mb)
        raise RefusedFileError(reason, 413)


def check_room(upload: FileStorage, used: int) -> None:
    """Refuse a file for which there is no room beside the `used` bytes. Raises RefusedFileError."""
    config: Config = current_app.config["CRM"]
    size = upload.stream.seek(0, 2)
    upload.stream.seek(0)
    if used + size > config.files_gb * 10**9:
        reason = _("The firm's files fill their %(most)s GB: ask your administrator for more room.",
                   most=number(config.files_gb))  # fmt: skip
        raise RefusedFileError(reason, 413)


def check_size(upload: FileStorage) -> None:
    """Refuse a file that is too long, or for which there is no room. Raises RefusedFileError."""
    check_length(upload)
    check_room(upload, total_size())


def put_one(upload: FileStorage) -> Put:
    """Write an upload into the store, from its beginning. Raises RefusedFileError."""
    upload.stream.seek(0)
    try:
        return file_store().put(upload.stream)
    except OSError as error:
        _log.exception("a file could not be written to the store")
        reason = _("The file could not be written: tell your administrator that the store of files is full or closed.")
        raise RefusedFileError(reason, 507) from error
