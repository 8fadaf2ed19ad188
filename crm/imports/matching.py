"""Suggests which column holds what: as remembered, by the preset, by the names that people give columns."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from rapidfuzz import fuzz, process

from crm.core.importing import ImportField, ImportKind
from crm.core.text import fold

#: Two headings as alike as this (0 to 100) are one with a slip of the pen.
ALIKE: Final = 90
#: Shorter words are too easily alike.
_SHORTEST: Final = 5
_SIGNS: Final = re.compile(r"[\s_\-.*:/\\()#]+")


@dataclass(frozen=True, slots=True)
class Preset:
    """Where files come from: its name as people know it, and by kind of record the field of each heading."""

    name: str
    title: str
    kinds: Mapping[str, Mapping[str, str]]


@cache
def presets() -> dict[str, Preset]:
    """Return the shipped presets by name, from `presets/*.json` (`sources` there say whose headings they are)."""
    folder = files("crm.imports") / "presets"
    found = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".json"):
            name, read = file.name.removesuffix(".json"), json.loads(file.read_text(encoding="utf-8"))
            found[name] = Preset(name, read["title"], read["kinds"])
    return found


def tidy(heading: str) -> str:
    """Return a heading folded, without the signs that people put between and around its words."""
    return _SIGNS.sub(" ", fold(heading)).strip()


def digest(heading: Sequence[str]) -> str:
    """Return what tells one source's headings from another's."""
    return hashlib.sha256("\x1f".join(fold(cell) for cell in heading).encode()).hexdigest()


def suggest(
    kind: ImportKind, heading: Sequence[str], preset: str, remembered: Mapping[str, int] | None
) -> dict[str, int]:
    """Return the column of each field that is found, each column and each field once."""
    fields = kind.fields()
    keys = {field.key for field in fields}
    if remembered:
        return {key: place for key, place in remembered.items() if key in keys and place < len(heading)}
    found: dict[str, int] = {}
    columns = {place: tidy(cell) for place, cell in enumerate(heading) if tidy(cell)}
    own = presets()[preset].kinds.get(kind.name, {}) if preset in presets() else {}
    _take(found, columns, {tidy(name): key for name, key in own.items() if key in keys})
    _take(found, columns, _words(fields))
    _take_alike(found, columns, fields)
    return found


def _words(fields: Iterable[ImportField]) -> dict[str, str]:
    """Return fields by their labels and names; a word of two fields is the first one's."""
    words: dict[str, str] = {}
    for field in fields:
        for word in (str(field.label), field.key, *field.names):
            words.setdefault(tidy(word), field.key)
    return words


def _take(found: dict[str, int], columns: dict[int, str], words: Mapping[str, str]) -> None:
    """Give columns to fields by these words, the first column where two have the same."""
    for place, text in list(columns.items()):
        key = words.get(text)
        if key is not None and key not in found:
            found[key] = place
            del columns[place]


def _take_alike(found: dict[str, int], columns: dict[int, str], fields: Sequence[ImportField]) -> None:
    words = {word: key for word, key in _words(fields).items() if key not in found and len(word) >= _SHORTEST}
    for place, text in list(columns.items()):
        best: Any = process.extractOne(text, words.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
        if len(text) >= _SHORTEST and best and words[best[0]] not in found:
            found[words[best[0]]] = place
            del columns[place]
