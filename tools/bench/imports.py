"""A file of clients imported as a browser would, the worker at work; and a bare loader of the same rows beside it."""

import csv
import io
import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from crm.core.db import PRAGMAS, driver
from crm.demo.bulk import words
from crm.demo.content_files import read
from crm.imports.shaping import chunks
from tools.bench.forms import fields_of
from tools.bench.http import Browser
from tools.bench.lists import CHUNK, Speed, posted, wait

HEADING = ("Name", "RFC", "Country", "State", "City", "Phone", "Website", "Status", "Industry", "Legal name")
#: One row in so many names a client who is there, and one has a state that is none: no real file is all new and sound.
KNOWN_EACH, WRONG_EACH = 20, 50
#: Numbers of made-up names that no database of ours has.
FIRST = 10_000_000
_COUNT = re.compile(r'data-count="([a-z]+)">([0-9,]+)<')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
#: What is measured beside a step, by its name.
Beside = Callable[[str], AbstractContextManager[object]]


@dataclass(frozen=True)
class Imported:
    """How fast the steps of one import were, and what became of the rows."""

    checked: Speed
    written: Speed
    counts: dict[str, int]

    @property
    def both(self) -> Speed:
        """Return both steps as one."""
        return Speed(self.checked.rows, self.checked.seconds + self.written.seconds)


def client_file(file: Path, rows: int) -> bytes:
    """Return a CSV file of made-up clients, some of which the database has, with another city."""
    with closing(driver().connect(f"file:{file}?mode=ro", uri=True)) as connection:
        query = (
            "SELECT name, country, state FROM client WHERE access = 'firm' AND archived_at IS NULL ORDER BY id LIMIT ?"
        )
        known = connection.execute(query, (rows // KNOWN_EACH + 1,)).fetchall()
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADING)
    writer.writerows(_row(number, known) for number in range(rows))
    return out.getvalue().encode()


def _row(number: int, known: list[tuple[str, str, str]]) -> tuple[str, ...]:
    tops = list(read("bulk")["heads"])
    place, top = number // KNOWN_EACH, tops[number % len(tops)]
    there = number % KNOWN_EACH == 0 and place < len(known)
    name, country, state = known[place] if there else (words.client_name(top, FIRST + number), "México", "Sonora")
    if number % WRONG_EACH == WRONG_EACH - 1:
        state = "Atlantis"
    letters = "".join(chr(ord("A") + number // 26**power % 26) for power in range(3))
    tax_id = "" if there else f"{letters}{number // 26**3 % 100:02d}0101AA1"
    return (
        name, tax_id, country, state, "Navojoa", f"+52 642 {2000000 + number % 7000000:07d}",
        f"https://imported{number}.example.com", "prospecto", top, f"{name}, S.A. de C.V.",
    )  # fmt: skip


def bare_load(scratch: Path, content: bytes) -> Speed:
    """Load the same rows into a plain table of a file of its own: a commit each thousand, as durable as ours."""
    with TemporaryDirectory(dir=scratch) as folder, closing(driver().connect(str(Path(folder) / "bare.db"))) as target:
        for pragma in PRAGMAS:
            target.execute(f"PRAGMA {pragma}")
        target.execute(f"CREATE TABLE bare ({', '.join(f'c{place} TEXT' for place in range(len(HEADING)))})")
        begin, rows = time.perf_counter(), 0
        source = csv.reader(io.StringIO(content.decode(), newline=""))
        next(source)
        for chunk in chunks(source, CHUNK):
            target.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * len(HEADING))})", chunk)
            target.commit()
            rows += len(chunk)
        return Speed(rows, time.perf_counter() - begin)


def import_file(reader: Browser, content: bytes, beside: Beside) -> Imported:
    """Upload a file, take what the steps propose, check it and run it. Raises SystemExit where a step is refused."""
    fields = [(name, value) for name, value in fields_of(reader.get("/imports/new").text, "file") if name != "kind"]
    answer = reader.upload("/imports/new", [*fields, ("kind", "clients")], "file", ("clients.csv", content))
    at = re.sub("/reading$", "", answer.location)
    if not re.fullmatch("/imports/[0-9]+", at):
        raise SystemExit(f"The upload answered {answer.status}.")
    chosen = fields_of(reader.get(f"{at}/reading").text, "heading")
    posted(reader, f"{at}/reading", [*chosen, ("heading", "1")])
    matched = fields_of(reader.get(f"{at}/columns").text, "existing")
    rows = content.count(b"\n") - 1
    with beside("the check of an import"):
        checked = _timed(reader, rows, at, f"{at}/columns", [*matched, ("existing", "update")])
    token = _TOKEN.search(reader.get(at).text)
    with beside("an import"):
        written = _timed(reader, rows, at, f"{at}/run", [("csrf_token", token[1] if token else "")])
    counts = {name: int(count.replace(",", "")) for name, count in _COUNT.findall(reader.get(at).text)}
    if sum(counts.values()) != rows:
        raise SystemExit(f"An import of {rows} rows ended with {counts}.")
    return Imported(checked, written, counts)


def _timed(reader: Browser, rows: int, at: str, path: str, fields: list[tuple[str, str]]) -> Speed:
    """Send a form and wait for the work that it asks for, as one who looks at the page does."""
    begin = time.perf_counter()
    posted(reader, path, fields)
    wait(reader, at)
    return Speed(rows, time.perf_counter() - begin)
