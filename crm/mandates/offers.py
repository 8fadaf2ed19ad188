"""What other pages ask about mandates: the client's page and timeline, the search box, files, key dates."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.core.find import contains_words
from crm.core.offers import MOST_KEY_DATES, FileOwner, KeyDate, KeyDates, SearchHit, entry_name
from crm.mandates import queries
from crm.mandates.labels import STATES
from crm.mandates.models import Deliverable, Mandate, MandateFile
from crm.mandates.queries import LIVE, get_visible, with_names
from crm.mandates.visibility import visible_to

#: A client's page holds so many; the list has them all.
PANEL: Final = 4
KINDS: Final = {
    "renewal": _l("Talk about renewal"), "mandate_end": _l("A mandate ends"), "report": _l("A report is due"),
    "deliverable": _l("A deliverable is due"),
}  # fmt: skip
_DAYS: Final = {"renewal": Mandate.renewal_on, "mandate_end": Mandate.ends_on, "report": Mandate.next_report_on}


def of_client(user: User, record: Any) -> Mapping[str, Any] | None:
    """Return a client's mandates; None where there is none and none may be added."""
    if not user.may(Permission.MANDATE_READ):
        return None
    found = queries.of_client(user, record.id, PANEL + 1)
    may_edit = user.may(Permission.MANDATE_WRITE)
    if not found and not may_edit:
        return None
    return {
        "rows": found[:PANEL],
        "add_url": url_for("mandates.new", client=record.id) if may_edit else "",
        "all_url": url_for("mandates.index", client=record.id, state="all"),
    }


def find(user: User, words: list[str], limit: int) -> list[SearchHit]:
    """Return visible mandates that hold all the folded words, active ones first."""
    query = (
        sa.select(Mandate)
        .where(contains_words(Mandate, Mandate.search_text.expression, words), LIVE, visible_to(user))
        .options(*with_names())
        .order_by(Mandate.state != "active", Mandate.title_key, Mandate.id)
        .limit(limit)
    )
    return [
        SearchHit(
            row.title,
            f"{row.client.name} · {STATES.get(row.state, row.state)}",
            url_for("mandates.show", mandate_id=row.id),
        )
        for row in db.session.execute(query).scalars()
    ]


def between(user: User, start: date, end: date, client_ids: Collection[int] | None) -> Sequence[KeyDate]:
    """Return renewals, ends, reports and deliverables of active mandates from `start` to `end`: one statement."""
    asked: dict[str, Any] = {"start": start, "end": end, "most": MOST_KEY_DATES}
    if client_ids is not None:
        asked["ids"] = list(client_ids)
    return [_key_date(row) for row in db.session.execute(_between(user, client_ids is not None), asked)]


@per_reader
def _between(user: Reader, chosen: bool) -> sa.Select[Any]:  # noqa: FBT001 - part of what is kept
    span = (sa.bindparam("start", type_=sa.Date), sa.bindparam("end", type_=sa.Date))
    live = [Mandate.state == "active", LIVE, visible_to(user)]
    if chosen:
        live.append(Mandate.client_id.in_(sa.bindparam("ids", expanding=True)))
    own = [
        sa.select(sa.literal(kind).label("kind"), column.label("day"), Mandate.id.label("id"),
                  Mandate.client_id.label("client_id"), Mandate.title.label("title"), sa.literal(0).label("row_id"))
        .where(column.between(*span), *live)
        for kind, column in _DAYS.items()
    ]  # fmt: skip
    due = (
        sa.select(sa.literal("deliverable"), Deliverable.due_on, Mandate.id, Mandate.client_id, Deliverable.title,
                  Deliverable.id)
        .join(Mandate, Mandate.id == Deliverable.mandate_id)
        .where(Deliverable.due_on.between(*span), Deliverable.delivered_on.is_(None), Deliverable.archived_at.is_(None),
               *live)
    )  # fmt: skip
    every = sa.union_all(*own, due).subquery()
    return (
        sa.select(every).order_by(every.c.day, every.c.id, every.c.row_id).limit(sa.bindparam("most", type_=sa.Integer))
    )


def _key_date(row: Any) -> KeyDate:
    kind, day, mandate_id, client_id, title, row_id = row
    about = f"{mandate_id}-{kind.replace('_', '-')}" + (f"-{row_id}" if row_id else "")
    return KeyDate(
        entry=entry_name("mandate", about, day), day=day, label=f"{title}: {str(KINDS[kind]).lower()}", kind=kind,
        source=_("The mandate"), url=url_for("mandates.show", mandate_id=mandate_id), client_ids=(client_id,),
    )  # fmt: skip


KEY_DATES: Final = KeyDates("mandate", between, KINDS)
OWNER: Final = FileOwner("mandate", MandateFile, get_visible, "mandates.show_files", Permission.MANDATE_READ)
