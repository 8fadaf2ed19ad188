"""Several collections of link rows read in one statement, where a select for each would take longer than the rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from crm.core.db import Base, db


@dataclass(frozen=True, slots=True)
class Links:
    """One collection: `attribute` of the owner, the link model with its columns, and what a key stands for.

    `relation` is set to `related(key)`: a record kept in the process, which is not looked up again.
    """

    attribute: str
    model: type[Base]
    owner: str
    key: str
    relation: str
    related: Callable[[], Mapping[Any, Any]]
    extra: str = ""


def fill_links(records: Sequence[Any], parts: tuple[Links, ...]) -> None:
    """Load these collections of records for reading, all of them by one statement."""
    if not records:
        return
    found: dict[tuple[int, str], list[Any]] = {(r.id, part.attribute): [] for r in records for part in parts}
    known = [part.related() for part in parts]
    for number, owner, key, extra in db.session.execute(_all(parts), {"ids": [record.id for record in records]}):
        part = parts[number]
        found[owner, part.attribute].append(_link(part, owner, key, extra, known[number]))
    for record in records:
        for part in parts:
            set_committed_value(record, part.attribute, found[record.id, part.attribute])


def _link(part: Links, owner: int, key: str, extra: str, known: Mapping[Any, Any]) -> Any:
    """Return the row as a detached record: to be read, while writing fetches its own."""
    value: Any = int(key) if _column(part, part.key).type.python_type is int else key
    more = {part.extra: extra in {"1", "true"} if _is_flag(part) else extra} if part.extra else {}
    link = part.model(**{part.owner: owner, part.key: value, **more})
    make_transient_to_detached(link)
    set_committed_value(link, part.relation, known[value])
    return link


def _column(part: Links, name: str) -> Any:
    return getattr(part.model, name)


def _is_flag(part: Links) -> bool:
    return _column(part, part.extra).type.python_type is bool


@lru_cache(maxsize=16)
def _all(parts: tuple[Links, ...]) -> Any:
    ids: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
    return sa.union_all(
        *(
            sa.select(
                sa.literal(number, sa.Integer),
                _column(part, part.owner),
                sa.cast(_column(part, part.key), sa.Text),
                sa.cast(_column(part, part.extra), sa.Text) if part.extra else sa.literal("", sa.Text),
            ).where(_column(part, part.owner).in_(ids))
            for number, part in enumerate(parts)
        )
    )


def link_values(ids: Sequence[int], parts: tuple[Links, ...]) -> dict[str, dict[int, list[tuple[str, str]]]]:
    """Return the keys and extras of collections as text, by attribute and owner, in one statement."""
    found: dict[str, dict[int, list[tuple[str, str]]]] = {part.attribute: {} for part in parts}
    if ids and parts:
        for number, owner, key, extra in db.session.execute(_all(parts), {"ids": list(ids)}):
            found[parts[number].attribute].setdefault(owner, []).append((key, extra or ""))
    return found
