"""The shipped bodies and posts, read from `data/*.csv` (our default set-up, November 2026); posts only, no people.

`certainty` A is sure of name and existence, B to be checked on the body's own page; what was less sure is not shipped.
"""

import csv
from functools import cache
from importlib.resources import files


@cache
def bodies() -> tuple[dict[str, str], ...]:
    """Return the forty bodies, each after its parent."""
    return _read("institutions.csv")


@cache
def posts() -> tuple[dict[str, str], ...]:
    """Return the default posts by the body's code, the first of a body its head."""
    return _read("posts.csv")


def _read(name: str) -> tuple[dict[str, str], ...]:
    text = files("crm.institutions").joinpath("data", name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines(), strict=True))
