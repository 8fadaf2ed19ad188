"""What a feature says of records that can be imported; the imports feature reads the files and asks it.

A kind works on a chunk of rows at a time (a thousand or so) with a few statements whatever their number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from crm.core.offers import Lazy
from crm.core.text import fold


@dataclass(frozen=True, slots=True)
class ImportField:
    """One thing that a column may hold.

    `kind`: text (one line), long (several), number (Decimal), date, moment (naive wall time), yes_no (bool), email,
    phone (E.164), web (address of a site), choice (one of `choices`). The reader of files judges a cell by it and hands
    on a value of that type; an empty cell is no value. A phone without + is one of the row's `country` or `state` where
    the kind has such fields (ISO codes), else of the country that the importer names.
    """

    key: str
    label: Lazy
    kind: str = "text"
    required: bool = False
    #: Longest text, 0 for no limit of its own.
    maximum: int = 0
    #: Other headings that mean it, in both languages, as people write them.
    names: tuple[str, ...] = ()
    #: Of a choice: what people write in either language (folded by `crm.core.text.fold`), and the value it stands for.
    choices: Callable[[], Mapping[str, Any]] | None = None
    #: The names of its values where these are codes or ids, in the reader's language.
    shown: Callable[[], Mapping[Any, Any]] | None = None
    #: Several values in one cell, with ; between them: the value is a list.
    many: bool = False
    help: Lazy = ""


@dataclass(slots=True)
class ImportRow:
    """One row of a file as it was judged: `values` by field key, empty cells left out."""

    number: int
    values: dict[str, Any]
    #: The record it means, None for a new one.
    record_id: int | None = None
    #: Why it can't be taken, each a sentence in the reader's language; empty for a sound row.
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One importable kind of record; `user` is who imports, and sees, finds and changes only what they may.

    A dry run asks settle, match and present; a run asks them again and then, in one unit of work for the chunk: match,
    hold, present, create and update, hold. Functions without `work` only read.
    """

    name: str
    label: Lazy
    #: What one needs to import them.
    permission: StrEnum
    fields: Callable[[], Sequence[ImportField]]
    #: Resolves relations in `values` (a client by its name, a lead by e-mail) and judges what several values say
    #: together: sets values and `problems`. Called once for a row as it was judged.
    settle: Callable[[Any, Sequence[ImportRow]], None]
    #: Finds the visible, not archived record that each settled row means: sets `record_id` (None for a new one), or
    #: `problems` where it could be several. A record which the user may not see is not found, and nothing tells of it.
    match: Callable[[Any, Sequence[ImportRow]], None]
    #: Of settled values: the names that a new record goes by, and those by which it looks for itself among earlier rows
    #: of the same file, by the rule of `match`. A row that finds an earlier one means the same record.
    keys: Callable[[Mapping[str, Any]], tuple[Sequence[str], Sequence[str]]]
    #: Present values of visible records by id and field key, in the form that rows have after `settle`; for telling
    #: "updated" from "unchanged", and for undoing. None for an empty field, a list (sorted) where a row has one.
    present: Callable[[Any, Sequence[int]], Mapping[int, Mapping[str, Any]]]
    #: Adds records for settled rows with the trail; returns their ids in order.
    create: Callable[[Session, Any, Sequence[ImportRow]], list[int]]
    #: Sets values of records (held already) by id, with the trail; versions rise by one. None empties a field.
    update: Callable[[Session, Any, Mapping[int, Mapping[str, Any]]], None]
    #: Locks those of these records that the user may see until the unit of work ends; returns their versions by id.
    hold: Callable[[Session, Any, Sequence[int]], Mapping[int, int]]
    #: Archives records (held already), with the trail: the undoing of an import. Nothing is deleted.
    archive: Callable[[Session, Any, Sequence[int]], None]
    #: The address of a record's page.
    url: Callable[[int], str]
    #: The kind of other records whose versions rise with these ones, and their ids in settled or present values.
    touches: tuple[str, Callable[[Mapping[str, Any]], Iterable[int]]] | None = None
    #: Why added records can't be archived now, by id, each a sentence: something else hangs on them.
    holds_back: Callable[[Any, Sequence[int]], Mapping[int, str]] | None = None


def words_of(pairs: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    """Return values by their folded words; a word that could mean two values means none."""
    found: dict[str, Any] = {}
    double = set()
    for value, word in pairs:
        key = fold(word)
        if found.setdefault(key, value) != value:
            double.add(key)
    return {key: value for key, value in found.items() if key and key not in double}
