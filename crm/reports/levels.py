"""Which columns a report may print for which reader, by kind of record. What is not listed is printed for nobody.

Each level prints what is listed for it and for those more open than it. `tests/reports/test_levels.py` fills every
text column of the database with its own sign and looks for the signs in what is written.
"""

from collections.abc import Mapping
from typing import Any, Final

from crm.reports.build.plan import Level

_PUBLIC: Final[Mapping[str, frozenset[str]]] = {
    "client": frozenset({"name", "legal_name"}),
    "institution": frozenset({"name_en", "name_es"}),
    "issue": frozenset({"title_en", "title_es", "usmca_article"}),
    "issue_citation": frozenset({"text"}),
    "series": frozenset({"title_en", "title_es"}),
    "country": frozenset({"title_en", "title_es"}),
    "usmca_chapter": frozenset({"title_en", "title_es"}),
}
_CLIENT: Final[Mapping[str, frozenset[str]]] = {
    "user_account": frozenset({"name"}),
    "engagement": frozenset(
        {"institution", "summary_en", "summary_es", "outcome", "next_step", "letter_number", "place"}
    ),
    "engagement_person": frozenset({"held_en", "held_es"}),
    "person": frozenset({"honorific", "given_name", "surname", "second_surname"}),
    "post": frozenset({"title_en", "title_es"}),
    "sector": frozenset({"title_en", "title_es"}),
    "task": frozenset({"title"}),
    "commitment": frozenset({"text"}),
    "issue_update": frozenset({"text"}),
    "issue_client": frozenset({"ask"}),
    "issue": frozenset({"recommendation"}),
    "mandate": frozenset({"title"}),
    "mandate_objective": frozenset({"title", "measure", "blocker"}),
    "mandate_deliverable": frozenset({"title"}),
    "mandate_result": frozenset({"text", "evidence", "confirmed_by"}),
    "mandate_introduction": frozenset({"to_name", "outcome"}),
}
_INTERNAL: Final[Mapping[str, frozenset[str]]] = {
    "engagement": frozenset({"subject", "note"}),
}
_ADDED: Final[Mapping[Level, tuple[Mapping[str, frozenset[str]], ...]]] = {
    "public": (_PUBLIC,),
    "client": (_PUBLIC, _CLIENT),
    "internal": (_PUBLIC, _CLIENT, _INTERNAL),
}


def printed(level: Level) -> frozenset[tuple[str, str]]:
    """Return (kind of record, column) of all that a level may print; the kind is the name of the table."""
    return frozenset((kind, column) for part in _ADDED[level] for kind, columns in part.items() for column in columns)


_PRINTED: Final = {level: printed(level) for level in _ADDED}


def may_print(level: Level, kind: str, column: str) -> bool:
    """Tell whether a level prints a column."""
    return (kind, column) in _PRINTED[level]


def columns(level: Level, kind: str) -> list[str]:
    """Return the columns of a kind that a level prints."""
    return sorted(column for each, column in _PRINTED[level] if each == kind)


def told(level: Level, record: Any, column: str) -> str:
    """Return the text of a record's column, '' where the level may not print it."""
    return str(getattr(record, column) or "").strip() if may_print(level, record.__tablename__, column) else ""
