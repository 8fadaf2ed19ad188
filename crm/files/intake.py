"""Takes what a form sent: judged, limited, written durably; the row comes after."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import current_app
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException

from crm.core.config import Config
from crm.core.db import StaleSaveError, UniqueTakenError
from crm.core.money import number
from crm.files.kinds import HEAD, kind_of, refusal
from crm.files.names import clean_name
from crm.files.queries import total_size
from crm.files.receiving import FILES_AT_ONCE
from crm.files.setup import file_store
from crm.files.store import FileStore, Put

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file whose bytes are safe in the store."""

    name: str
    media_type: str
    put: Put


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not taken: its name, one sentence why, and the HTTP status that says the same."""

    name: str
    reason: str
    status: int


@dataclass(slots=True)
class Intake:
    """What came of the files of one form."""

    taken: list[Taken] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@contextmanager
def intake(uploads: Sequence[FileStorage], *, whole: bool = False) -> Iterator[Intake]:
    """Put a form's files into the store, and give what came of it to the unit of work within.

    `whole`: where one is refused none is put. Files of a unit of work that surely wrote nothing are removed again;
    where that is not sure they stay for `crm files-sweep`, as bytes without a row harm nobody.
    """
    store, found = file_store(), Intake()
    judged = [(upload, judge(upload)) for upload in uploads if upload.filename]
    found.refused += [refused for _upload, refused in judged if refused]
    used = total_size() if judged else 0
    for upload, refused in judged if not (whole and found.refused) else ():
        if refused is None:
            _put(store, upload, found, used)
    if whole and found.refused:
        _drop(store, found)
    try:
        yield found
    except (HTTPException, StaleSaveError, UniqueTakenError):
        _drop(store, found)
        raise


def _drop(store: FileStore, found: Intake) -> None:
    """Remove what was put: nothing of it has a row."""
    for each in found.taken:
        store.delete(each.put.key)
    found.taken.clear()


def judge(upload: FileStorage) -> Refused | None:
    """Return why a file is not taken, by its size, name and content; None where it is."""
    name = clean_name(upload.filename) or _("(no name)")
    config: Config = current_app.config["CRM"]
    if getattr(upload.stream, "one_too_many", False):
        return Refused(name, _("At most %(most)s files at once.", most=FILES_AT_ONCE), 413)
    if getattr(upload.stream, "too_large", False):
        reason = _("The file is larger than %(most)s MB, the most that one file may have.", most=config.file_mb)
        return Refused(name, reason, 413)
    head = upload.stream.read(HEAD)
    upload.stream.seek(0)
    reason = refusal(name, head)
    return Refused(name, reason, 422) if reason else None


def _put(store: FileStore, upload: FileStorage, found: Intake, used: int) -> None:
    """Write one file that has been judged; a full quota or a disk that fails refuses it."""
    name, config = clean_name(upload.filename), current_app.config["CRM"]
    kind = kind_of(name)
    size = upload.stream.seek(0, 2)
    upload.stream.seek(0)
    already = used + sum(each.put.size for each in found.taken)
    if kind is None or already + size > config.files_gb * 10**9:
        reason = _("The firm's files fill their %(most)s GB: ask your administrator for more room.",
                   most=number(config.files_gb))  # fmt: skip
        found.refused.append(Refused(name, reason, 413))
        return
    try:
        found.taken.append(Taken(name, kind.media_type, store.put(upload.stream)))
    except OSError:
        _log.exception("a file could not be written to the store")
        reason = _("The file could not be written: tell your administrator that the store of files is full or closed.")
        found.refused.append(Refused(name, reason, 507))
