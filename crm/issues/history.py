"""The trail of an issue in words, with that of the clients it touches for those who may see them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.audit.models import AuditEntry
from crm.audit.queries import HistoryPage
from crm.audit.words import Resolver, Told, describe
from crm.clients.models.client import Client
from crm.core.amounts import CURRENCIES
from crm.core.dates import instant, long_date
from crm.core.db import db
from crm.core.i18n import language
from crm.core.money import number
from crm.files.queries import names_of as file_names
from crm.institutions.queries import with_ids as bodies
from crm.issues.labels import COLOURS, KINDS, PERIODS, POSITIONS, SOURCES, STATES, hs_dotted
from crm.issues.models import IssueClient
from crm.issues.visibility import visible_to
from crm.reference.queries import ports, sectors_by_id, usmca

PAGE: Final = 50
LABELS: Final = {
    "title_en": _l("Title in English"), "title_es": _l("Title in Spanish"), "kind": _l("Kind"),
    "state": _l("State of the matter"), "colour": _l("Color"), "description": _l("Description"),
    "recommendation": _l("Our recommendation"), "usmca_chapter": _l("USMCA chapter"), "usmca_article": _l("Article"),
    "owner_id": _l("Consultant in charge"), "effective_on": _l("Takes effect on"),
    "comments_due_on": _l("Comments close on"), "value_amount": _l("Value at stake"),
    "value_currency": _l("Currency"), "value_period": _l("Period"), "value_note": _l("What the value is made of"),
    "year": _l("Year of the number"), "created_by_id": _l("Written by"), "archived_at": _l("Archived"),
    "citations": _l("Legal citations"), "hs_codes": _l("HS codes"), "sectors": _l("Sectors"),
    "ports": _l("Ports of entry"), "institutions": _l("Institutions concerned"), "updates": _l("Update"),
    "files": _l("Files"), "archived_file": _l("Archived file"), "clients": _l("Clients"),
}  # fmt: skip
#: A trail shows the start of a long text.
SHOWN: Final = 400


def trail(user: User, issue_id: int, before: int | None = None) -> tuple[list[Told], int | None]:
    """Return one page of what was changed, newest first, and the id to go on from: two statements, then the words.

    Rows of clients that the reader may not see are left out by the database: neither a gap nor a page tells of them.
    """
    rows = db.session.execute(
        sa.select(IssueClient.id, Client.name)
        .join(Client, Client.id == IssueClient.client_id)
        .where(IssueClient.issue_id == issue_id, visible_to(user))
    ).all()
    names = {row.id: row.name for row in rows}
    page = _entries(issue_id, list(names), before)
    entries = [(_as_own(entry, names, issue_id), actor) for entry, actor in page.rows]
    labels = LABELS | _client_labels(entries, names)
    return describe(entries, labels, _resolvers(user, entries), issue_id), page.before


def _entries(issue_id: int, row_ids: Sequence[int], before: int | None) -> HistoryPage:
    own = sa.and_(AuditEntry.kind == "issue", AuditEntry.record_id == issue_id)
    of_clients = sa.and_(AuditEntry.kind == "issue_client", AuditEntry.record_id.in_(row_ids))
    query = (
        sa.select(AuditEntry, User.name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(sa.or_(own, of_clients))
        .order_by(AuditEntry.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(AuditEntry.id < before)
    rows = [(row.AuditEntry, row.name) for row in db.session.execute(query)]
    return HistoryPage(rows[:PAGE], rows[PAGE - 1][0].id if len(rows) > PAGE else None)


def _as_own(entry: AuditEntry, names: Mapping[int, str], issue_id: int) -> AuditEntry:
    """Return an entry of a client's row as one of the issue: 'Clients: Hortalizas', 'Position of Hortalizas'."""
    if entry.kind != "issue_client":
        return entry
    changes: list[list[Any]] = [["clients", None, names[entry.record_id]]] if entry.action == "create" else []
    for name, old, new in entry.changes:
        if name in {"position", "ask"}:
            changes.append([f"{name} {entry.record_id}", old, new])
        elif name == "active" and entry.action != "create":
            known = names[entry.record_id]
            changes.append(["clients", *((None, known) if new else (known, None))])
    return AuditEntry(
        id=entry.id, at=entry.at, actor_id=entry.actor_id, kind="issue", record_id=issue_id, action="update",
        changes=changes,
    )  # fmt: skip


def _client_labels(entries: Sequence[tuple[AuditEntry, str | None]], names: Mapping[int, str]) -> dict[str, str]:
    found = {}
    for entry, _actor in entries:
        for name, *_values in entry.changes:
            what, blank, key = str(name).partition(" ")
            if blank:
                told = _("Position of %(name)s", name=names[int(key)])
                found[name] = told if what == "position" else _("What %(name)s asks for", name=names[int(key)])
    return found


def _resolvers(user: User, entries: Sequence[tuple[AuditEntry, str | None]]) -> dict[str, Resolver]:
    """Return what puts values into words; each asks at most one query."""
    speaks, zone = language(), user.time_zone
    positions = {name: _from(POSITIONS) for e, _a in entries for name, *_v in e.changes if name.startswith("position ")}
    people: Resolver = lambda _values: {key: one.name for key, one in people_by_id().items()}  # noqa: E731
    days: Resolver = lambda values: {v: long_date(date.fromisoformat(v), speaks) for v in values}  # noqa: E731
    long_texts: dict[str, Resolver] = dict.fromkeys(("description", "recommendation", "value_note"), _shortened)
    return positions | long_texts | {
        "kind": _from(KINDS), "state": _from(STATES), "colour": _from(COLOURS), "value_currency": _from(CURRENCIES),
        "value_period": _from(PERIODS), "owner_id": people, "created_by_id": people, "effective_on": days,
        "comments_due_on": days,
        "value_amount": lambda values: {v: number(Decimal(v)) for v in values},
        "usmca_chapter": lambda _values: {c.number: f"{c.number} · {c.title(speaks)}" for c in usmca()},
        "archived_at": lambda values: {v: instant(datetime.fromisoformat(v), zone, speaks) for v in values},
        "hs_codes": lambda values: {v: hs_dotted(v) for v in values},
        "sectors": lambda _values: {key: row.title(speaks) for key, row in sectors_by_id().items()},
        "ports": lambda _values: {row.id: row.label for row in ports()},
        "institutions": lambda values: {body.id: body.name(speaks) for body in bodies(values)},
        "citations": _first_word(SOURCES), "updates": _first_word(COLOURS),
        "files": file_names, "archived_file": file_names,
    }  # fmt: skip


def _from(known: Mapping[str, Any]) -> Resolver:
    return lambda _values: {value: str(label) for value, label in known.items()}


def _shortened(values: Sequence[Any]) -> Mapping[Any, str]:
    return {v: f"{v[:SHOWN]}…" if len(str(v)) > SHOWN else str(v) for v in values}


def _first_word(known: Mapping[str, Any]) -> Resolver:
    """Tell 'amber Comments are in' as 'Amber: Comments are in'."""

    def words(values: Sequence[Any]) -> Mapping[Any, str]:
        parts = {value: str(value).partition(" ") for value in values}
        return {value: f"{known.get(code, code)}: {rest[:SHOWN]}" for value, (code, _blank, rest) in parts.items()}

    return words
