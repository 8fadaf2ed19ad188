"""Whole lists: one change of all that match, exports as CSV and XLSX, and a bare CSV writer beside them."""

import csv
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from crm.core.db import driver
from tools.bench.bare import EXPORT
from tools.bench.cells import OWN_FIELDS, VIEW
from tools.bench.forms import fields_of
from tools.bench.http import Answer, Reader

CHUNK = 1000
GOOD = frozenset({200, 303})
SENT_ON = 303
LOOK_EVERY = 0.2
_JOB = re.compile(r'data-job="(/jobs/[0-9]+)/state"')
_EXPECTED = re.compile(r'name="expected" value="([0-9]+)"')


@dataclass(frozen=True)
class Speed:
    """How many rows were done with in how many seconds."""

    rows: int
    seconds: float
    #: What it is compared with, in rows a second; 0 for nothing.
    limit: float = 0

    @property
    def of_limit(self) -> float:
        """Return the share of the limit that it reaches."""
        return self.each_second / self.limit

    @property
    def each_second(self) -> float:
        return self.rows / self.seconds


def save_view(reader: Reader) -> None:
    """Keep the view that is measured. Raises SystemExit where it is refused."""
    fields = fields_of(reader.get("/clients").text, "shared")
    query = f"{OWN_FIELDS}&sort=changed&columns=status+sector+lead+own-employees-in-mexico+own-ownership"
    sent = [(name, query if name == "query" else value) for name, value in fields if name != "name"]
    posted(reader, "/lists/clients/views", [*sent, ("name", VIEW)])


def change_all(reader: Reader) -> Speed:
    """Change every client that the reader may see; the confirmation is timed."""
    fields = [(name, value) for name, value in fields_of(reader.get("/clients").text, "scope") if name != "scope"]
    asked = posted(reader, "/clients/bulk", [*fields, ("scope", "all")]).decode()
    match = _EXPECTED.search(asked)
    if match is None:
        raise SystemExit("The page that confirms a change of many has no number.")
    sent = [*fields, ("scope", "all"), ("apply", "1"), ("expected", match[1]), ("add_tags", "Measured")]
    begin = time.perf_counter()
    posted(reader, "/clients/bulk", sent)
    return Speed(int(match[1]), time.perf_counter() - begin)


def exports(reader: Reader, page: str) -> dict[str, Speed]:
    """Take a whole list in its usual columns in both formats; the sheet has the rows that the CSV has."""
    found: dict[str, Speed] = {}
    for kind in ("csv", "xlsx"):
        fields = fields_of(reader.get(f"/{page}").text, "all")
        begin = time.perf_counter()
        body = _fetched(reader, _answered(reader, f"/{page}/export", [*fields, ("format", kind)]))
        seconds = time.perf_counter() - begin
        rows = found["CSV"].rows if found else body.count(b"\r\n") - 1
        found[kind.upper()] = Speed(rows, seconds)
    return found


def _fetched(reader: Reader, answer: Answer) -> bytes:
    """Return the file of an export: the answer, or once its job is done what waits under its address."""
    if answer.status != SENT_ON:
        return answer.body
    wait(reader, answer.location)
    return reader.get(f"{answer.location}/download").body


def wait(reader: Reader, path: str) -> None:
    """Look at a page until the job that it shows is over."""
    while (match := _JOB.search(reader.get(path).text)) is not None:
        while not json.loads(reader.get(f"{match[1]}/state").text)["over"]:
            time.sleep(LOOK_EVERY)


def bare_csv(file: Path, email: str) -> Speed:
    """Write the same list as one reader sees it by one plain statement and Python's csv."""
    connection = driver().connect(f"file:{file}?mode=ro", uri=True)
    begin, rows = time.perf_counter(), 0
    with TemporaryFile("w+", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        cursor = connection.execute(EXPORT, {"email": email})
        while batch := cursor.fetchmany(CHUNK):
            writer.writerows(batch)
            rows += len(batch)
        target.flush()
    connection.close()
    return Speed(rows, time.perf_counter() - begin)


def posted(reader: Reader, path: str, fields: list[tuple[str, str]]) -> bytes:
    """Send a form; returns the answer's body. Raises SystemExit where it is refused."""
    return _answered(reader, path, fields).body


def _answered(reader: Reader, path: str, fields: list[tuple[str, str]]) -> Answer:
    answer = reader.post(path, fields)
    if answer.status not in GOOD:
        raise SystemExit(f"{path} answered {answer.status}.")
    return answer
