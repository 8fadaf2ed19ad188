"""Tells a trail in words: labels for fields, names and titles for values; knows no kind of record itself."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from crm.audit.models import AuditEntry

#: Words for the values of one field: takes all that occur, returns those it knows.
Resolver = Callable[[Sequence[Any]], Mapping[Any, str]]


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One field: its label, what it was and what it is ('' for nothing)."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """What one person did at one moment. `actor` is None for a command or the system.

    `elsewhere` says that it was done to another record, which was merged into this one later.
    """

    at: datetime
    actor: str | None
    action: str
    changes: list[ToldChange] = field(default_factory=list)
    elsewhere: bool = False


def describe(
    entries: Iterable[tuple[AuditEntry, str | None]],
    labels: Mapping[str, Any],
    resolvers: Mapping[str, Resolver],
    record_id: int | None = None,
) -> list[Told]:
    """Return the entries in words, newest first; those of one save are told as one.

    `record_id` is the record whose trail it is: entries of others, merged into it, are marked.

    `labels` gives (lazy) labels by field, `resolvers` words for values by field. A link with a detail
    ('07 northbound') reaches its resolver as it was written. What no resolver knows is shown as it is.
    """
    rows = list(entries)
    words = _resolve(rows, resolvers)
    told: list[Told] = []
    for entry, actor in rows:
        last = told[-1] if told else None
        elsewhere = record_id is not None and entry.record_id != record_id
        if last is None or (last.at, last.actor, last.elsewhere) != (entry.at, actor, elsewhere):
            last = Told(entry.at, actor, entry.action, elsewhere=elsewhere)
            told.append(last)
        elif entry.action == "create":
            told[-1] = last = Told(last.at, last.actor, "create", last.changes, elsewhere)
        last.changes[:0] = [_change(change, labels, words) for change in entry.changes]
    return told


def _resolve(
    rows: Iterable[tuple[AuditEntry, str | None]], resolvers: Mapping[str, Resolver]
) -> Mapping[str, Mapping[Any, str]]:
    found: dict[str, dict[Any, None]] = defaultdict(dict)
    for entry, _actor in rows:
        for name, before, after in entry.changes:
            found[name] |= {value: None for value in (before, after) if value not in (None, "")}
    return {name: resolvers[name](list(values)) for name, values in found.items() if name in resolvers}


def _change(change: Sequence[Any], labels: Mapping[str, Any], words: Mapping[str, Mapping[Any, str]]) -> ToldChange:
    name, before, after = change
    label = str(labels.get(name, name.replace("_", " ")))
    return ToldChange(label, *(_text(value, words.get(name, {})) for value in (before, after)))


def _text(value: Any, words: Mapping[Any, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(words.get(value, value))
