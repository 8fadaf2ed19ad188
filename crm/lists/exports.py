"""Sends a list as CSV or XLSX: exactly what is filtered, in the chosen columns, written down first.

A short list is answered at once; a long one is made by the worker (`export_job.py`) and waits to be fetched.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, Final
from urllib.parse import parse_qsl

from flask import Response, abort, redirect, stream_with_context, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.models import User
from crm.core.csvout import write_csv
from crm.core.dates import today_in
from crm.core.db import unit_of_work
from crm.jobs.actions import ask
from crm.lists.actions import end_export, log_export
from crm.lists.declared import LONGEST_QUERY, Column, ListPage, as_query
from crm.lists.models import ExportLog
from crm.lists.queries import more_than
from crm.lists.sheets import workbook
from crm.lists.state import COLUMNS, ListState, open_list

MIMETYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Rows that take about a second on a small machine: a longer list goes to the worker.
DIRECT: Final = 2_000
#: Rows fetched at a time.
PAGE: Final = 1_000
CHUNK: Final = 64 * 1024
JOB: Final = "lists.export"


def parts_of(query: str) -> dict[str, str]:
    """Return the parts of a query that a form carries; 422 for what no page of ours sends."""
    if len(query) > LONGEST_QUERY:
        abort(422)
    try:
        return dict(parse_qsl(query, max_num_fields=200))
    except ValueError:
        abort(422)


def export_list(user: User, declared: ListPage, form: Mapping[str, str]) -> AnyResponse:
    """Answer an export: `format` csv or xlsx, `query` as the page shows it, `all` for every column.

    The log's row is kept before the first byte is sent; its number of rows when the last one was.
    """
    kind = form.get("format", "")
    if kind not in MIMETYPES:
        abort(422)
    state = open_list(user, declared, parts_of(form.get("query", "")))
    columns = state.offered if form.get("all") else state.columns
    told = as_query(state.parts | {COLUMNS: " ".join(column.key for column in columns)})
    later = more_than(declared.ids(user, state.parts), DIRECT)
    with unit_of_work(user.id) as work:
        entry = log_export(work, user, declared.page, kind, told)
        if later:
            entry.job_id = ask(work, JOB, {"export": entry.id}, actor_id=user.id).id
    if later:
        return redirect(url_for("lists.show_export", export_id=entry.id), 303)
    return _at_once(user, state, columns, entry)


def _at_once(user: User, state: ListState, columns: Sequence[Column], entry: ExportLog) -> Response:
    counted = Counted(row for _id, row in rows(user, state.declared, state.parts, columns))

    def sent_whole() -> None:
        with unit_of_work(user.id) as work:
            end_export(work, entry.id, counted.number)

    kind, heading = entry.format, [str(column.label) for column in columns]
    headers = {"Content-Disposition": f'attachment; filename="{name_of(user, entry)}"'}
    if kind == "csv":
        body: Iterator[Any] = _then(write_csv(heading, counted), sent_whole)
        return Response(stream_with_context(body), mimetype=MIMETYPES[kind], headers=headers)
    file = workbook(state.declared.title, heading, counted)
    headers["Content-Length"] = str(file.seek(0, 2))
    answer = Response(stream_with_context(_then(chunks(file), sent_whole)), mimetype=MIMETYPES[kind], headers=headers)
    answer.call_on_close(file.close)
    return answer


def name_of(user: User, entry: ExportLog) -> str:
    """Return the name of an export's file."""
    return f"{entry.page}-{today_in(user.time_zone).isoformat()}.{entry.format}"


def rows(
    user: User, declared: ListPage, parts: Mapping[str, str], chosen: Sequence[Column]
) -> Iterator[tuple[int, list[object]]]:
    """Yield id and cells of the whole filtered list; its rows are fetched in chunks while they are read."""
    cursor: str | None = None
    while True:
        page = declared.fetch(user, parts, cursor, PAGE)
        beside = declared.load(user, chosen, page.rows) if page.rows else {}
        for row in page.rows:
            yield row.id, [column.plain(row, beside) for column in chosen]
        if page.after is None:
            return
        cursor = page.after


class Counted:
    """Rows as they come, and how many came."""

    def __init__(self, source: Iterable[Sequence[object]]) -> None:
        self.number = 0
        self._source = source

    def __iter__(self) -> Iterator[Sequence[object]]:
        for row in self._source:
            self.number += 1
            yield row


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file from its beginning, and close it."""
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _then(source: Iterable[Any], done: Callable[[], None]) -> Iterator[Any]:
    """Yield chunks; when the last one was taken, say so."""
    yield from source
    done()
