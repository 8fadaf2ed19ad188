"""More shapes of what a feature declares (`crm/core/feature.py`): what it finds, where people are, what owns files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement

Lazy = Any  # a lazy translation: str() of it is the text in the reader's language


@dataclass(frozen=True)
class SearchHit:
    """One found record: its title, a line of detail, its address, and a snippet around the first word."""

    title: str
    detail: str
    url: str
    snippet: str = ""


@dataclass(frozen=True)
class SearchKind:
    """A searchable kind: `find(user, words, limit)` returns at most `limit` visible hits for folded words."""

    kind: str
    label: Lazy
    icon: str
    order: int
    find: Callable[[Any, list[str], int], Sequence[SearchHit]]


@dataclass(frozen=True)
class PersonTie:
    """A place where a person may be: `exists()` is true where there is one, `visible(user)` where the reader sees it.

    Both are correlated with `Person`.
    """

    exists: Callable[[], ColumnElement[bool]]
    visible: Callable[[Any], ColumnElement[bool]]


@dataclass(frozen=True)
class FileOwner:
    """A kind of record that files may belong to.

    `link` is the link model (`<page>_id`, `file_id`), `get(user, record_id)` returns the record or None for a
    stranger, `endpoint` is the page that shows its files and takes the id under the page's name, `permission` what
    one needs to read the record at all.
    """

    page: str
    link: Any
    get: Callable[[Any, int], Any]
    endpoint: str
    permission: StrEnum
