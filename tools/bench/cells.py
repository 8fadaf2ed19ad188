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
_NUMBERED = re.compile(r"reference ([0-9a-f]{7,8})\b")
_serial = count(1)


@dataclass(frozen=True)
class Cell:
    """One thing to measure; `paths` are asked in turn. `save` sends the form of the page with a new subject."""

    name: str
    paths: Sequence[str]
    save: bool = False


def cells(file: Path) -> list[Cell]:
    """Return the cells for a database; records are those open to the whole firm."""
    connection = driver().connect(f"file:{file}?mode=ro", uri=True)
    try:
        return _cells(lambda query, *values: connection.execute(query, values).fetchall())
    finally:
        connection.close()


def _cells(ask: Callable[..., list[tuple[Any, ...]]]) -> list[Cell]:
    clients = [row[0] for row in ask("SELECT id FROM client WHERE access = 'firm' ORDER BY id")]
    picked = clients[:: max(1, len(clients) // SPREAD)]
    marks = ", ".join("?" * len(picked))
    engagements = [
        row[0]
        for row in ask(
            f"SELECT min(engagement_id) FROM engagement_client WHERE client_id IN ({marks}) GROUP BY client_id", *picked
        )
    ]
    deep = ask("SELECT name_key, id FROM client ORDER BY name_key, id LIMIT 1 OFFSET ?", int(len(clients) * DEEP))[0]
    sector = ask("SELECT id FROM sector WHERE code = 'agriculture'")[0][0]
    rare = _rare_words(ask)
    common = _common_word(ask)
    names = [row[0] for row in ask(f"SELECT name_key FROM client WHERE id IN ({marks})", *picked)]
    return [
        Cell("Client list, first page", ["/clients"]),
        Cell("Client list, page deep in it", [f"/clients?after={encode_cursor(list(deep))}"]),
        Cell("Client list, one sector with its children", [f"/clients?sector={sector}"]),
        Cell("Client list, state and status", ["/clients?state=MX-SON&status=active"]),
        Cell("Client list, name with a common word", [f"/clients?q={quote(common)}"]),
        Cell("Client list, name with rare words", [f"/clients?q={quote(name)}" for name in names]),
        Cell("Search, a rare word", [f"/search?q={quote(word)}" for word in rare]),
        Cell("Search, a common word", [f"/search?q={COMMON_WORD}"]),
        Cell("Client page", [f"/clients/{key}" for key in picked]),
        Cell("Engagement list", ["/engagements"]),
        Cell("Engagement page", [f"/engagements/{key}" for key in engagements]),
        Cell("My day", ["/"]),
        Cell("Saving an engagement", [f"/engagements/new?client={key}" for key in picked], save=True),
    ]


def _common_word(ask: Callable[..., list[tuple[Any, ...]]]) -> str:
    """Return a word of many names: both databases then fill a page with it."""
    words = Counter(
        word for (name,) in ask("SELECT name_key FROM client WHERE id <= 1000") for word in set(name.split())
    )
    return next(word for word, count in words.most_common() if len(word) > 4 and count < 400)  # noqa: PLR2004


def _rare_words(ask: Callable[..., list[tuple[Any, ...]]]) -> list[str]:
    rows = ask("SELECT search_text FROM engagement WHERE id % 97 = 0 AND search_text LIKE '%reference %' LIMIT 200")
    found = [match[1] for row in rows if (match := _NUMBERED.search(row[0]))]
    return found[:10]


def prepare(reader: Reader, cell: Cell, path: str) -> Callable[[], int]:
    """Return what is to be timed: the page, or the save of the form that was opened before; it returns the status."""
    if not cell.save:
        return lambda: reader.get(path).status
    page = reader.get(path)
    if page.status != 200:  # noqa: PLR2004 - the page is not there
        status = page.status
        return lambda: status
    subject = f"Measured call {next(_serial)}"
    fields = [*fields_of(page.text, "subject"), ("subject", subject), ("track", "trade")]
    note = f"{subject}: the broker asks for the annex again and sends the list by Friday. " * 5
    fields = [(name, note if name == "note" else value) for name, value in fields]
    return lambda: reader.post(path.partition("?")[0], fields).status
