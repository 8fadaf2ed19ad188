"""Rows of work: how many at once, and in what two records differ."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, TypeVar

Each = TypeVar("Each")
#: The most rows of one part of the work.
CHUNK: Final = 500


def chunks(rows: Iterable[Each], size: int = CHUNK) -> Iterator[list[Each]]:
    """Yield rows by the chunk."""
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk


def difference(values: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a record has now in the fields that these values would change."""
    return {key: present.get(key) for key, value in values.items() if present.get(key) != value}
