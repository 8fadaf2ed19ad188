"""A long export, made by the worker: a file in a store of its own that expires, and the ids of what is in it."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO, Any, Final, cast
from urllib.parse import parse_qsl

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.csvout import write_csv
from crm.core.dates import now
from crm.files.store import FileStore, Put
from crm.jobs.declared import JobKind, RefusedError, Running
from crm.lists import actions, queries
from crm.lists.declared import Column, ListPage, chosen_columns, list_pages
from crm.lists.exports import JOB, PAGE, Counted, rows
from crm.lists.models import ExportLog
from crm.lists.sheets import workbook
from crm.lists.state import COLUMNS

KEPT: Final = timedelta(hours=24)
KEY: Final = "crm_exports"


def export_store() -> FileStore:
    """Return the store of made exports: beside that of the uploaded files, whose rows know nothing of them."""
    found: FileStore | None = current_app.extensions.get(KEY)
    if found is None:
        found = current_app.extensions[KEY] = FileStore(
            current_app.config["CRM"].files_address.rstrip("/") + "-exports"
        )
    return found


def make_export(running: Running) -> None:
    """Write an export to a file and put it into the store; only then its row says that it is done."""
    entry, user = queries.export_entry(running.payload["export"]), running.user
    declared = list_pages().get(entry.page) if entry is not None else None
    if entry is None or user is None or declared is None or not user.may(Permission(declared.permission)):
        raise RefusedError(_("The list can't be exported any more."))
    ids, kind, key = array("q"), entry.format, entry.id
    listing = Listing(declared, dict(parse_qsl(entry.query)), user)
    counted = Counted(_told(running, listing, ids))
    with _written(kind, listing, counted) as file:
        stored = _put(file)
    with TemporaryFile() as listed:
        listed.write(ids.tobytes())
        ids_key = _put(listed).key
    with running.part(done=counted.number, total=counted.number) as work:
        actions.keep_export(work, key, counted.number, stored=stored, ids_key=ids_key, expires_at=now() + KEPT)


@dataclass(frozen=True, slots=True)
class Listing:
    """What is exported: a list as its asker sees it."""

    declared: ListPage
    parts: Mapping[str, str]
    user: User

    @property
    def columns(self) -> Sequence[Column]:
        return chosen_columns(self.declared.columns(), self.parts.get(COLUMNS, "").split())


def _told(running: Running, listing: Listing, ids: "array[int]") -> Iterator[list[object]]:
    total = queries.count(listing.declared.ids(listing.user, listing.parts))
    wanted = rows(listing.user, listing.declared, listing.parts, listing.columns)
    for number, (key, cells) in enumerate(wanted, 1):
        ids.append(key)
        yield cells
        if number % PAGE == 0:
            running.tell(number, total)


def _written(kind: str, listing: Listing, counted: Counted) -> IO[bytes]:
    heading = [str(column.label) for column in listing.columns]
    if kind == "xlsx":
        return workbook(listing.declared.title, heading, counted)
    file = cast("IO[bytes]", TemporaryFile(dir=current_app.instance_path))  # noqa: SIM115 - closed by whoever asks
    try:
        for chunk in write_csv(heading, counted):
            file.write(chunk.encode())
    except BaseException:
        file.close()
        raise
    return file


def _put(file: IO[bytes]) -> Put:
    file.seek(0)
    return export_store().put(file)


def still_allowed(user: User, entry: ExportLog) -> bool:
    """Tell whether the reader may still see the list and every record in an export."""
    declared = list_pages().get(entry.page)
    if declared is None or not user.may(Permission(declared.permission)):
        return False
    with export_store().open(entry.ids_key) as file:
        ids = array("q", file.read())
    return all(
        declared.seen(user, part) == len(part)
        for start in range(0, len(ids), PAGE)
        if (part := ids[start : start + PAGE])
    )


def expire(running: Running) -> None:
    """Remove the files of exports whose time is over, and what a killed worker left."""
    store = export_store()
    with running.part() as work:
        gone = actions.forget_files(work, now())
    kept = queries.export_keys()
    for key in gone:
        store.delete(key)
    for key, _size, written in list(store.list()):
        if key not in kept and written < now() - KEPT:
            store.delete(key)
    for path in list(store.abandoned(KEPT)):
        store.remove(path)


def _back(payload: Mapping[str, Any]) -> str:
    return url_for("lists.show_export", export_id=payload["export"])


KINDS: Final = (
    JobKind(JOB, _l("Export of a list"), make_export, permission=Permission.RECORD_EXPORT, back=_back),
    JobKind("lists.expire", _l("Removal of expired exports"), expire, every_minutes=60),
)
