"""What a feature says of a list of its own: its columns, and what an address asks of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from flask import current_app
from sqlalchemy import Select

from crm.core.feature import ListColumn, registry
from crm.core.i18n import language
from crm.core.listing import Page
from crm.core.offers import Lazy
from crm.core.templating import day

#: No saved filter is longer: the column holds no more.
LONGEST_QUERY = 2000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `plain` gives the cell of an export (text, Decimal, date), `shown` that of the page.

    Both take a row and what was loaded beside a page of rows, by the names in `needs`.
    """

    key: str
    label: Lazy
    plain: Callable[[Any, Mapping[str, Any]], object]
    shown: Callable[[Any, Mapping[str, Any]], object] | None = None
    #: What `load` must bring for it, '' for nothing.
    needs: str = ""
    #: Shown to those who have not chosen.
    usual: bool = False
    #: The record's name: always there, always first.
    fixed: bool = False
    #: Not broken over lines.
    short: bool = False

    def cell(self, row: Any, beside: Mapping[str, Any]) -> object:
        """Return what the page shows of a row; empty is a dash."""
        value = (self.shown or self.plain)(row, beside)
        return "—" if value is None or value == "" else value


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list of records: `columns` in the reader's language, `sound` the sound part of an address's query.

    `sound` returns the parts that ask something (filter and order) in a fixed order, and nothing else.
    """

    page: str
    title: Lazy
    endpoint: str
    permission: StrEnum
    columns: Callable[[], Sequence[Column]]
    sound: Callable[[Mapping[str, str]], dict[str, str]]
    #: One page of rows that match the sound parts (reader, parts, cursor, size), visibility included.
    fetch: Callable[[Any, Mapping[str, str], str | None, int], Page]
    #: What columns need beside the rows of a page (reader, columns, rows).
    load: Callable[[Any, Sequence[Column], Sequence[Any]], Mapping[str, Any]]
    #: The ids of all rows that match, unordered.
    ids: Callable[[Any, Mapping[str, str]], Select[int]]
    #: How many of these ids the reader may see, archived ones too.
    seen: Callable[[Any, Sequence[int]], int]


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing asked: what it says, and the parts of the address that go when it is taken away."""

    text: str
    parts: tuple[str, ...]


def worded(name: str, labels: Mapping[Any, Lazy]) -> Callable[[Any, Mapping[str, Any]], object]:
    """Return the cell of an attribute that has labels: they are translated once for a language, not for each row."""
    told: dict[str, dict[Any, str]] = {}

    def cell(row: Any, _beside: Mapping[str, Any]) -> str:
        words = told.get(language())
        if words is None:
            words = told[language()] = {key: str(label) for key, label in labels.items()}
        return words.get(getattr(row, name), "")

    return cell


def offered_column(column: ListColumn) -> Column:
    """Return a column that a higher feature adds to a list; its values come by the column's key."""

    def plain(row: Any, beside: Mapping[str, Any]) -> object:
        return beside[column.key].get(row.id)

    def shown(row: Any, beside: Mapping[str, Any]) -> object:
        value = beside[column.key].get(row.id)
        return day(value) if isinstance(value, date) else value

    return Column(column.key, column.label, plain, shown, needs=column.key, usual=True, short=True)


def list_pages() -> dict[str, ListPage]:
    """Return all declared lists by their page."""
    found: dict[str, ListPage] | None = current_app.extensions.get("crm_lists")
    if found is None:
        found = {page.page: page for feature in registry().features for page in feature.lists}
        current_app.extensions["crm_lists"] = found
    return found


def as_query(parts: Mapping[str, str]) -> str:
    """Return parts as an address's query."""
    return urlencode({name: value for name, value in parts.items() if value})


def chosen_columns(offered: Sequence[Column], keys: Sequence[str]) -> list[Column]:
    """Return the columns of these keys in the list's own order, the fixed one with them; the usual ones for none."""
    wanted = {column.key for column in offered} & set(keys)
    if not wanted:
        return [column for column in offered if column.fixed or column.usual]
    return [column for column in offered if column.fixed or column.key in wanted]
