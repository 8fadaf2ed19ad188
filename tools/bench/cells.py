"""What is measured: pages by name with their addresses, picked from the database itself."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crm.core.db import driver
from crm.core.listing import encode_cursor
from tools.bench.forms import fields_of
from tools.bench.http import Reader

#: A different record each time: nobody opens the same page a hundred times.
SPREAD = 40
#: How far down the list the deep page lies.
DEEP = 0.9
COMMON_WORD = "reference"
#: A view that a consultant would keep: filter, order and columns.
VIEW = "Measured view"
OWN_FIELDS = "own-employees-in-mexico-from=500&own-employees-in-mexico-to=1500&own-ownership=family"
OK = 200
_TICKS = re.compile(r'name="ids" value="([0-9]+)"')
_NUMBERED = re.compile(r"reference ([0-9a-f]{7,8})\b")
_serial = count(1)
Ask = Callable[..., list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Cell:
    """One thing to measure; `paths` are asked in turn. `act` opens a page and returns what is to be timed of it."""

    name: str
    paths: Sequence[str]
    #: What is timed instead of the page: sending a form of it.
    act: "Callable[[Reader, str], Callable[[], int]] | None" = None


def cells(file: Path) -> list[Cell]:
    """Return the cells for a database; records are those open to the whole firm."""
    connection = driver().connect(f"file:{file}?mode=ro", uri=True)
    try:
        return _cells(lambda query, *values: connection.execute(query, values).fetchall())
    finally:
        connection.close()


def _cells(ask: Ask) -> list[Cell]:
    clients = [row[0] for row in ask("SELECT id FROM client WHERE access = 'firm' ORDER BY id")]
    picked = clients[:: max(1, len(clients) // SPREAD)]
    last = ask("SELECT name_key, id FROM client ORDER BY name_key, id LIMIT 1 OFFSET ?", int(len(clients) * DEEP))[0]
    deep = f"/clients?after={encode_cursor(list(last))}"
    rows = ask(f"SELECT min(engagement_id) FROM engagement_client WHERE client_id IN ({_marks(picked)}) "
               "GROUP BY client_id", *picked)  # fmt: skip
    return [
        *_client_lists(ask, picked, deep),
        *_people(ask, picked, 3 * len(clients)),
        Cell("Search, a rare word", [f"/search?q={quote(word)}" for word in _rare_words(ask)]),
        Cell("Search, a common word", [f"/search?q={COMMON_WORD}"]),
        Cell("Client page", [f"/clients/{key}" for key in picked]),
        Cell("Engagement list", ["/engagements"]),
        Cell("Engagement page", [f"/engagements/{row[0]}" for row in rows]),
        *work_cells(ask),
        Cell("My day", ["/"]),
        Cell("Queue of duplicates", ["/duplicates"]),
        Cell("Saving an engagement", [f"/engagements/new?client={key}" for key in picked], save_engagement),
        Cell("Changing the 50 clients of a page", [deep], change_page),
    ]


def _client_lists(ask: Ask, picked: Sequence[int], deep: str) -> list[Cell]:
    sector = ask("SELECT id FROM sector WHERE code = 'agriculture'")[0][0]
    names = [row[0] for row in ask(f"SELECT name_key FROM client WHERE id IN ({_marks(picked)})", *picked)]
    view_id, view = ask("SELECT id, query FROM saved_view WHERE name = ?", VIEW)[0]
    return [
        Cell("Client list, first page", ["/clients"]),
        Cell("Client list, page deep in it", [deep]),
        Cell("Client list, one sector with its children", [f"/clients?sector={sector}"]),
        Cell("Client list, state and status", ["/clients?state=MX-SON&status=active"]),
        Cell("Client list, name with a common word", [f"/clients?q={quote(_common_word(ask))}"]),
        Cell("Client list, name with rare words", [f"/clients?q={quote(name)}" for name in names]),
        Cell("Client list, two own fields", [f"/clients?{OWN_FIELDS}"]),
        Cell("Client list, a saved view", [f"/clients?{view}&view={view_id}"]),
    ]


def _people(ask: Ask, picked: Sequence[int], number: int) -> list[Cell]:
    people = ask(f"SELECT person.id, name_key FROM person JOIN client_person ON person_id = person.id "
                 f"WHERE client_id IN ({_marks(picked)}) AND is_primary", *picked)  # fmt: skip
    last = ask("SELECT name_key, id FROM person ORDER BY name_key, id LIMIT 1 OFFSET ?", int(number * DEEP))[0]
    return [
        Cell("People list, first page", ["/people"]),
        Cell("People list, page deep in it", [f"/people?after={encode_cursor(list(last))}"]),
        Cell("People list, a full name of common parts", [f"/people?q={quote(name)}" for _key, name in people]),
        Cell("Person page", [f"/people/{key}" for key, _name in people]),
        Cell("People offered while one types", [f"/people/pick?q={quote(name[:7])}" for _key, name in people]),
    ]


def work_cells(ask: Ask) -> list[Cell]:
    """Return the cells of the pipeline and of mandates."""
    seen = (
        "SELECT {0}.id FROM {0} JOIN client ON client.id = client_id WHERE access = 'firm' AND {0}.id % 12 = 1 LIMIT 40"
    )
    deals, mandates = (ask(seen.format(table)) for table in ("opportunity", "mandate"))
    return [
        Cell("Pipeline board, 2,000 open opportunities", ["/pipeline"]),
        Cell("Opportunity page", [f"/opportunities/{row[0]}" for row in deals]),
        Cell("Mandate page", [f"/mandates/{row[0]}" for row in mandates]),
    ]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _common_word(ask: Ask) -> str:
    """Return a word of many names: both databases then fill a page with it."""
    words = Counter(
        word for (name,) in ask("SELECT name_key FROM client WHERE id <= 1000") for word in set(name.split())
    )
    found: str = next(word for word, count in words.most_common() if len(word) > 4 and count < 400)  # noqa: PLR2004
    return found


def _rare_words(ask: Ask) -> list[str]:
    rows = ask("SELECT search_text FROM engagement WHERE id % 97 = 0 AND search_text LIKE '%reference %' LIMIT 200")
    found = [match[1] for row in rows if (match := _NUMBERED.search(row[0]))]
    return found[:10]


def prepare(reader: Reader, cell: Cell, path: str) -> Callable[[], int]:
    """Return what is to be timed: the page, or what is done with the page opened before; it returns the status."""
    if cell.act is None:
        return lambda: reader.get(path).status
    return cell.act(reader, path)


def save_engagement(reader: Reader, path: str) -> Callable[[], int]:
    """Open the form of a new engagement; its save is timed."""
    page = reader.get(path)
    if page.status != OK:
        return lambda: page.status
    subject = f"Measured call {next(_serial)}"
    fields = [*fields_of(page.text, "subject"), ("subject", subject), ("track", "trade")]
    note = f"{subject}: the broker asks for the annex again and sends the list by Friday. " * 5
    fields = [(name, note if name == "note" else value) for name, value in fields]
    return lambda: reader.post(path.partition("?")[0], fields).status


def change_page(reader: Reader, path: str) -> Callable[[], int]:
    """Tick a page of the list; the change of all of them is timed."""
    page = reader.get(path)
    if page.status != OK:
        return lambda: page.status
    ids = _TICKS.findall(page.text)
    fields = [*fields_of(page.text, "scope"), *(("ids", key) for key in ids)]
    wanted = ("dormant", "former")[next(_serial) % 2]
    sent = [*fields, ("apply", "1"), ("expected", str(len(ids))), ("status", wanted)]
    return lambda: reader.post("/clients/bulk", sent).status
