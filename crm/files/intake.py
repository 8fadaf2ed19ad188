"""Takes what a form sent: judged, limited, written durably; the row comes after."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException

from crm.core.db import StaleSaveError, UniqueTakenError
from crm.files.kinds import HEAD, kind_of, refusal
from crm.files.names import clean_name
from crm.files.one import RefusedFileError, check_length, check_room, put_one
from crm.files.queries import total_size
from crm.files.receiving import FILES_AT_ONCE
from crm.files.setup import file_store
from crm.files.store import FileStore, Put


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
            _put(upload, found, used)
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
    if getattr(upload.stream, "one_too_many", False):
        return Refused(name, _("At most %(most)s files at once.", most=FILES_AT_ONCE), 413)
    try:
        check_length(upload)
    except RefusedFileError as error:
        return Refused(name, str(error), error.status)
    head = upload.stream.read(HEAD)
    upload.stream.seek(0)
    reason = refusal(name, head)
    return Refused(name, reason, 422) if reason else None


def _put(upload: FileStorage, found: Intake, used: int) -> None:
    """Write one file that has been judged; a full quota or a disk that fails refuses it."""
    name = clean_name(upload.filename)
    kind = kind_of(name)
    if kind is None:
        raise RuntimeError("a file that was judged has a kind")
    try:
        check_room(upload, used + sum(each.put.size for each in found.taken))
        found.taken.append(Taken(name, kind.media_type, put_one(upload)))
    except RefusedFileError as error:
        found.refused.append(Refused(name, str(error), error.status))
