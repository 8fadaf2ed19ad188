"""The words that names are made of, as data: legal forms, abbreviations, places, words that say little."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

DATA: Final = files("crm.duplicates") / "data"
#: Words that never tell one name from another.
STOP: Final = frozenset({
    "de", "del", "la", "las", "los", "el", "lo", "y", "e", "o", "en", "para", "por", "a", "al", "the", "of", "and",
    "for", "in", "at", "by",
})  # fmt: skip


@cache
def legal_forms() -> dict[str, list[tuple[str, ...]]]:
    """Return the legal forms as words by their first one, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for form in sorted((tuple(line.split()) for line in _lines("legal_forms.txt")), key=len, reverse=True):
        found.setdefault(form[0], []).append(form)
    return found


@cache
def nicknames() -> dict[str, str]:
    """Return given names by their short forms: 'fco' is francisco."""
    return {form: row["name"] for row in _rows("given_names.csv") for form in row["forms"].split()}


@cache
def shared_hosts() -> frozenset[str]:
    """Return hosts that belong to no business of their own: mail for everybody, networks, builders of sites."""
    return frozenset(_lines("shared_hosts.txt"))


@cache
def words() -> dict[str, tuple[str, str]]:
    """Return by each way of writing it the word that is meant and its kind (`names.WEIGHTS`)."""
    return {form: (row["word"], row["kind"]) for row in _rows("words.csv") for form in row["forms"].split()}


@cache
def places() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return places by the first word of their names, the longest names first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    rows = [(tuple(form.split()), row["place"]) for row in _rows("places.csv") for form in row["forms"].split(";")]
    for form, place in sorted(rows, key=lambda row: -len(row[0])):
        found.setdefault(form[0], []).append((form, place))
    return found


def _lines(name: str) -> list[str]:
    return [line for line in (DATA / name).read_text(encoding="utf-8").split("\n") if line]


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(_lines(name))
