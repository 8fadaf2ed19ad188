"""More shapes of what a feature declares (`crm/core/feature.py`): what it finds, what owns files, its key dates."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

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


#: One source of key dates answers with at most so many, the soonest; an entry names at most so many clients.
MOST_KEY_DATES: Final = 500
MOST_TOUCHED: Final = 100


@dataclass(frozen=True, slots=True)
class KeyDate:
    """A day that matters: what falls on it, who says so and whom it touches. Texts are in the reader's language.

    `entry` (see `entry_name`) stays the same as long as the day does: what was opened from it is remembered by it.
    `country` is MX, US, or empty for both. `client_ids` are visible to the reader, at most MOST_TOUCHED (`more`:
    there are others); `every` stands for all clients instead. `certainty` A (law or authority), B (less certain) asks
    to be checked before it is relied on; it is empty for what the firm wrote down itself. `expected`: about that day.
    """

    entry: str
    day: date
    label: str
    kind: str
    source: str
    detail: str = ""
    end: date | None = None
    url: str = ""
    country: str = ""
    client_ids: tuple[int, ...] = ()
    more: bool = False
    every: bool = False
    certainty: str = ""
    expected: bool = False


@dataclass(frozen=True)
class KeyDates:
    """What a feature adds to the key dates.

    `between(user, start, end, client_ids)` returns what falls from `start` to `end`, both included, and touches these
    clients (None: any that the reader may see), the soonest first; dates that touch no client in particular are in
    each answer. `name` has no dot; `kinds` labels the kinds of its entries for the filter.
    """

    name: str
    between: Callable[[Any, date, date, Collection[int] | None], Sequence[KeyDate]]
    kinds: Mapping[str, Lazy] = field(default_factory=dict)


def entry_name(name: str, about: object, day: date) -> str:
    """Return the name of an entry: that of its KeyDates, what it is about, its day."""
    return f"{name}.{about}.{day.isoformat()}"


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says to its reader, in their language: one line, where it leads, a line of detail."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that one user is to be told of a record, once: `name` tells it from other occasions of the record."""

    user_id: int
    record_id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice. `texts(user, ids)` gives the texts of those records that the user may see, by id.

    Of timed kinds, `due(start, end)` returns what is to be told in (start, end]; it may be asked for a stretch of time
    again. `way` is what holds until a user chooses: app (on the page), now (by e-mail, too), digest, or off.
    """

    name: str
    label: Lazy
    icon: str
    order: int
    texts: Callable[[Any, Sequence[int]], Mapping[int, NoticeText]]
    due: Callable[[datetime, datetime], Iterable[Occasion]] | None = None
    way: str = "digest"


@dataclass(frozen=True)
class DigestPart:
    """A part of the morning digest: `lines(user, day)` returns what the user may see, the most urgent first."""

    label: Lazy
    order: int
    lines: Callable[[Any, date], Sequence[NoticeText]]
