"""A report as a file: which forms there are, what it weighs, and the job that makes a heavy one."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO, Any, Final, cast
from urllib.parse import parse_qsl, urlencode

from flask import current_app, url_for
from flask_babel import gettext as _

from crm.accounts.models import User
from crm.core.dates import now
from crm.jobs.declared import RefusedError, Running
from crm.lists.actions import keep_export
from crm.lists.export_job import export_store
from crm.lists.models import ExportLog
from crm.lists.queries import export_entry
from crm.notices.speaking import speaking_to
from crm.reports import report_queries as queries
from crm.reports.build.asked import MOST_ROWS
from crm.reports.document import Document, EngagementEntry, Figure, Table
from crm.reports.making import make, thaw
from crm.reports.models import Report, ReportVersion
from crm.reports.present import file_name
from crm.reports.visibility import may_read
from crm.reports.writers.csv import document_csv
from crm.reports.writers.docx import write_docx
from crm.reports.writers.pdf import write_pdf
from crm.reports.writers.volumes import volumes
from crm.reports.writers.xlsx import write_xlsx

#: The name of a report's files in the log of exports, and of the job that makes one.
PAGE: Final = "report"
JOB: Final = "reports.file"
KEPT: Final = timedelta(hours=24)
MIMETYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}
#: Rows, entries and charts that take about a second to set: a heavier report goes to the worker.
DIRECT: Final = 250
#: A file has no more rows of a kind: a thousand pages and more.
MOST_IN_FILE: Final = 20_000
#: So many fit one volume (150 pages) whatever their texts; a process sets them in seconds.
ONE_FILE: Final = 1_000
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is handed over: a report as it stands, or one of its versions; `records` by kind are those it prints."""

    report: Report
    version: ReportVersion | None
    document: Document
    records: Mapping[str, Sequence[int]]

    @property
    def told(self) -> str:
        """Return what the log of exports says of it."""
        said: dict[str, Any] = {"report": self.report.id, "level": self.report.level}
        return urlencode(said | ({"version": self.version.id} if self.version is not None else {}))


def wanted(user: User, report: Report, version_id: int | None, most: int = MOST_ROWS) -> Wanted | None:
    """Return a report of at most so many rows, or a frozen version, that the reader may hand over; else None."""
    if version_id is None:
        built = make(report, user, most=most)
        return Wanted(report, None, built.document, {kind: sorted(ids) for kind, ids in built.records.items()})
    version = queries.readable_version(user, version_id)
    if version is None or version.report_id != report.id:
        return None
    return Wanted(report, version, thaw(version), version.records)


def still_open(user: User, report_id: int, version_id: int | None, ids_key: str) -> Report | None:
    """Return the report of a made file while its asker may see the report and every record that the file prints."""
    report = queries.get_visible(user, report_id)
    if report is None:
        return None
    if version_id is not None:
        return report if queries.readable_version(user, version_id) is not None else None
    if not ids_key:
        return report  # nothing is made yet
    with export_store().open(ids_key) as file:
        return report if may_read(user, json.load(file)) else None


def parts_of(entry: ExportLog) -> tuple[int, int | None] | None:
    """Return report and version that a row of the log of exports is about; None where it is a list's."""
    parts = dict(parse_qsl(entry.query)) if entry.page == PAGE else {}
    if "report" not in parts:
        return None
    return int(parts["report"]), int(parts["version"]) if "version" in parts else None


def weight(document: Document) -> int:
    """Return how many rows, entries and charts a document has: what setting it takes, and the log's rows."""
    blocks = (block for section in document.sections for block in section.blocks)
    return sum(
        len(block.rows) if isinstance(block, Table) else isinstance(block, EngagementEntry | Figure) for block in blocks
    )


def written(document: Document, kind: str, name: str, tell: Tell = lambda _done, _of: None) -> tuple[str, IO[bytes]]:
    """Write a document in a form; returns the form it has become ("zip" of a PDF in volumes) and the file."""
    if kind == "pdf":
        return _pdf(document, name, tell)
    writers: Mapping[str, Callable[[Document], bytes]] = {
        "docx": write_docx, "xlsx": write_xlsx, "csv": document_csv,
    }  # fmt: skip
    return kind, _in_file([writers[kind](document)])


def _pdf(document: Document, name: str, tell: Tell) -> tuple[str, IO[bytes]]:
    """Write the volumes to disk, one after the other; one alone is handed over as it is."""
    if weight(document) <= ONE_FILE:
        return "pdf", _in_file([write_pdf(document)])
    made = volumes(document, tell)
    first = next(made)
    second = next(made, None)
    if second is None:
        return "pdf", _in_file([first])
    file = _in_file([])
    try:
        with zipfile.ZipFile(file, "w") as packed:
            for number, body in enumerate(_again(first, second, made), 1):
                # The document's own date: the same report gives the same bytes.
                stamp = (*document.dated.timetuple()[:3], 0, 0, 0)
                packed.writestr(zipfile.ZipInfo(f"{name}_{number}.pdf", stamp), body)
    except BaseException:
        file.close()
        raise
    return "zip", file


def _again(first: bytes, second: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield second
    yield from rest


def _in_file(parts: list[bytes]) -> IO[bytes]:
    file = cast("IO[bytes]", TemporaryFile(dir=current_app.instance_path))  # noqa: SIM115 - closed by whoever asks
    for part in parts:
        file.write(part)
    return file


def make_file(running: Running) -> None:
    """Make a heavy report's file and put it into the store of exports; only then its row says that it is done."""
    entry, user = export_entry(running.payload["export"]), running.user
    parts = parts_of(entry) if entry is not None else None
    if entry is None or user is None or parts is None:
        raise RefusedError(_("What this was about is not open to you any more."))
    report = queries.get_visible(user, parts[0])
    with speaking_to(user):
        found = wanted(user, report, parts[1], MOST_IN_FILE) if report is not None else None
    if found is None:
        raise RefusedError(_("What this was about is not open to you any more."))
    key, kind, rows = entry.id, entry.format, weight(found.document)
    name = file_name(found.report, "").rstrip(".")
    became, file = written(found.document, kind, name, running.tell)
    with file:
        file.seek(0)
        stored = export_store().put(file)
    listed = export_store().put(io.BytesIO(json.dumps(found.records).encode()))
    with running.part(done=rows, total=rows) as work:
        keep_export(work, key, rows, stored=stored, ids_key=listed.key, expires_at=now() + KEPT, format=became)


def back(payload: Mapping[str, Any]) -> str:
    """Return the page of a file that is being made."""
    return url_for("reports.show_file", made_id=payload["export"])
