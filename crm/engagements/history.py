"""The trail of an engagement in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.audit.words import Resolver
from crm.core.dates import clock, long_date, weekday_date, zone_place
from crm.core.i18n import language
from crm.engagements.labels import CHANNELS, STATES, TRACKS
from crm.engagements.record_forms import DAYS
from crm.engagements.record_words import ASKED_BY, DIRECTIONS, LANGUAGES, MARKS, NAMED, OUR_ROLES, ROLES, hs_titles
from crm.files.queries import names_of as file_names
from crm.institutions.labels import CLASSES
from crm.institutions.queries import with_ids
from crm.issues.queries import titles_of
from crm.people.queries import names_of
from crm.reference.queries import sectors_by_id, usmca
from crm.tasks.history import client_names, instants, people, task_titles

LABELS: Final = {
    "subject": _l("Subject"), "track": _l("Track"), "channel": _l("Channel"), "state": _l("Status"),
    "cancel_reason": _l("Why it was cancelled"), "starts_at": _l("Instant"), "starts_wall": _l("Start"),
    "zone": _l("Hour of"), "minutes": _l("Minutes"), "note": _l("Engagement note"),
    "summary_en": _l("Summary for the client, English"), "summary_es": _l("Summary for the client, Spanish"),
    "outcome": _l("Outcome"), "next_step": _l("Next step"),
    "institution": _l("Institution or business not in the register"),
    "people": _l("People present who are not in the register"),
    "created_by_id": _l("Written by"), "archived_at": _l("Archived"),
    "clients": _l("Clients"), "consultants": _l("Our consultants"), "usmca": _l("USMCA chapters"),
    "institutions": _l("Institutions"), "persons": _l("People present"), "issues": _l("Issues"),
    "limited": _l("Only named readers"), "readers": _l("Readers"), "locked": _l("Locked"),
    "requested_on": _l("Asked for on"), "request_channel": _l("Asked for by"), "request_to": _l("Asked of whom"),
    "remind_on": _l("Remind me on"), "direction": _l("Received or sent"),
    "letter_number": _l("Official letter number (oficio)"), "reply_due_on": _l("Reply due on"),
    "replied_on": _l("Answered on"), "language": _l("Language spoken"), "place": _l("Place"),
    "asked_by": _l("Who asked for it"), "purpose": _l("Purpose"), "our_role": _l("In whose name we were there"),
    "legal_texts": _l("Bills, rules, treaty articles"), "name_officials": _l("May reports name the officials?"),
    "sectors": _l("Sectors"), "chapters": _l("HS chapters"), "our_parts": _l("What our consultants did"),
    "classes": _l("Official class"),
    "tasks": _l("Follow-ups"), "files": _l("Files"), "archived_file": _l("Archived file"),
}  # fmt: skip
#: Of a sensitive part its trail says that it was written, never what.
PART_LABELS: Final = {"text": _l("Sensitive part"), "readers": _l("Readers")}
_PART_WORDS: Final = {"written": _l("written"), "rewritten": _l("rewritten")}
_CODED: Final[Mapping[str, Mapping[str, Any]]] = {
    "request_channel": CHANNELS, "direction": DIRECTIONS, "language": LANGUAGES, "asked_by": ASKED_BY,
    "our_role": OUR_ROLES,
}  # fmt: skip
#: A trail shows the start of a long text; the note itself stands on its own page.
SHOWN: Final = 400


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts an engagement's values into words for a reader; each asks at most one query."""
    long_texts = ("note", "summary_en", "summary_es", "outcome", "next_step", "people", "purpose", "legal_texts")
    found: dict[str, Resolver] = dict.fromkeys(long_texts, _shortened)
    return found | {
        "track": _from(TRACKS),
        "channel": _from(CHANNELS),
        "state": _from(STATES),
        "zone": lambda values: {v: zone_place(v) for v in values},
        "starts_wall": lambda values: {v: _wall(v) for v in values},
        "starts_at": lambda values: instants(values, user),
        "archived_at": lambda values: instants(values, user),
        "created_by_id": people,
        "consultants": people,
        "readers": people,
        "clients": lambda values: client_names(values, user),
        "institutions": lambda values: {body.id: body.name(language()) for body in with_ids(values)},
        "persons": lambda values: _present(user, values),
        "usmca": lambda _values: {c.number: f"{c.number} · {c.title(language())}" for c in usmca()},
        "issues": titles_of,
        "files": _marked_files,
        "archived_file": file_names,
        "tasks": lambda values: task_titles(values, user),
        "sectors": lambda _values: {key: row.title(language()) for key, row in sectors_by_id().items()},
        "chapters": lambda values: dict(zip(sorted(values), hs_titles(values), strict=True)),
        "name_officials": lambda values: {v: str(NAMED["yes" if v else "no"]) for v in values},
        "our_parts": lambda values: _parts(values, people, ROLES),
        "classes": lambda values: _parts(values, lambda ids: names_of(user, ids), CLASSES),
        **dict.fromkeys(DAYS, _days),
        **{name: _from(labels) for name, labels in _CODED.items()},
    }


def part_resolvers() -> dict[str, Resolver]:
    """Return what puts the trail of a sensitive part into words."""
    return {"text": _from(_PART_WORDS), "readers": people}


def _from(known: Mapping[str, Any]) -> Resolver:
    return lambda _values: {value: str(label) for value, label in known.items()}


def _shortened(values: Sequence[Any]) -> Mapping[Any, str]:
    return {v: f"{v[:SHOWN]}…" if len(str(v)) > SHOWN else str(v) for v in values}


def _present(user: User, values: Sequence[Any]) -> Mapping[Any, str]:
    """Tell '12 Consul general, …' as 'Luz Mora (Consul general, …)'."""
    parts = {value: str(value).partition(" ") for value in values}
    known = names_of(user, [int(number) for number, _space, _held in parts.values()])
    told = {value: known.get(int(number), "—") for value, (number, _space, _held) in parts.items()}
    return {value: f"{told[value]} ({held})" if held else told[value] for value, (_n, _s, held) in parts.items()}


def _days(values: Sequence[Any]) -> Mapping[Any, str]:
    return {value: long_date(date.fromisoformat(value), language()) for value in values}


def _marked_files(values: Sequence[Any]) -> Mapping[Any, str]:
    """Tell '12 receipt' as 'Oficio.pdf (Stamped receipt (acuse))'."""
    parts = {value: str(value).partition(" ") for value in values}
    known = file_names([int(number) for number, _space, _mark in parts.values()])
    told = {value: known.get(int(number), "—") for value, (number, _space, _mark) in parts.items()}
    marks = {value: str(MARKS.get(mark, mark)) for value, (_number, _space, mark) in parts.items()}
    return {value: f"{told[value]}: {marks[value]}" if marks[value] else told[value] for value in values}


def _parts(values: Sequence[Any], names: Resolver, labels: Mapping[str, Any]) -> Mapping[Any, str]:
    """Tell '12 lead 45' as 'Luz Mora: Led it 45', '7 covered …' likewise."""
    parts = {value: str(value).split(" ", 2) for value in values}
    known = names([int(part[0]) for part in parts.values()])
    told = {}
    for value, (number, *rest) in parts.items():
        words = [str(labels.get(rest[0], rest[0])), *rest[1:]] if rest else []
        told[value] = ": ".join(filter(None, (known.get(int(number), "—"), " ".join(words))))
    return told


def _wall(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return f"{weekday_date(moment.date(), language())}, {clock(moment)}"
