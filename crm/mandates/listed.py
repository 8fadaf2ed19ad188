"""The list of mandates: what an address asks of it, and one statement for a page of rows."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.accounts.queries import names_by_id
from crm.clients.queries import chosen as chosen_clients
from crm.core.dates import today_in
from crm.core.db import db
from crm.core.feature import registry
from crm.core.find import contains_words
from crm.core.i18n import language
from crm.core.listing import PAGE, Page, Sort, fetch_page
from crm.core.text import search_words
from crm.lists.declared import Chip, ListPage
from crm.mandates.columns import columns, load
from crm.mandates.labels import STATES
from crm.mandates.models import Mandate
from crm.mandates.queries import with_names
from crm.mandates.visibility import visible_to

#: Active ones are what the list opens with.
ALL: Final = "all"
DUE: Final = {
    "renewal": _l("Renewal within 90 days"), "report": _l("Report within 30 days"), "ending": _l("Ends within 90 days"),
}  # fmt: skip
_DUE: Final = {
    "renewal": (Mandate.renewal_on, 90), "report": (Mandate.next_report_on, 30), "ending": (Mandate.ends_on, 90),
}  # fmt: skip
SORT_LABELS: Final = {"renewal": _l("Renewal first"), "start": _l("Begun last"), "title": _l("By title")}


def _by_day(column: Any) -> tuple[Any, Any]:
    """A day as text sorts the same on both engines; one without a day comes last."""
    return sa.func.coalesce(sa.cast(column, sa.String(10)), "9999-12-31"), Mandate.id.expression


_SORTS: Final = {
    "renewal": Sort(_by_day(Mandate.renewal_on)),
    "start": Sort((Mandate.starts_on.expression, Mandate.id.expression), descending=True),
    "title": Sort((Mandate.title_key.expression, Mandate.id.expression)),
}


@dataclass(frozen=True, slots=True)
class MandateFilter:
    """One reading of the list; empty fields do not narrow it."""

    q: str = ""
    state: str = "active"
    lead: int | None = None
    client: int | None = None
    due: str = ""
    archived: bool = False
    sort: str = "renewal"


def read_filter(args: Mapping[str, str]) -> MandateFilter:
    """Return the filter of an address; what is odd in it is ignored."""
    return MandateFilter(
        q=args.get("q", "").replace("\x00", "").strip()[:200],
        state=_known(args, "state", {**STATES, ALL: ALL}) or "active",
        lead=_number(args, "lead"),
        client=_number(args, "client"),
        due=_known(args, "due", DUE),
        archived=args.get("archived", "") in {"1", "y", "on", "true"},
        sort=_known(args, "sort", SORT_LABELS) or "renewal",
    )


def _known(args: Mapping[str, str], name: str, known: Mapping[str, object]) -> str:
    value = args.get(name, "")
    return value if value in known else ""


def _number(args: Mapping[str, str], name: str) -> int | None:
    if not re.fullmatch(r"[0-9]{1,9}", args.get(name, "")):
        return None
    number = int(args[name])
    return registry().merged(f"{name}_id").get(number, number)


def sound(args: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of an address that ask something, in a fixed order."""
    wanted, usual = read_filter(args), MandateFilter()
    found: dict[str, str] = {}
    for name in MandateFilter.__dataclass_fields__:
        value = getattr(wanted, name)
        if value != getattr(usual, name):
            found[name] = "1" if value is True else str(value)
    return found


def chips(wanted: MandateFilter, client: str) -> list[Chip]:
    """Return a filter as its reader says it; `client` is the name of the asked one as the reader may see it."""
    state = _("All of them") if wanted.state == ALL else str(STATES[wanted.state])
    found = {
        "q": f"“{wanted.q}”" if wanted.q else "",
        "state": state if wanted.state != "active" else "",
        "lead": names_by_id().get(wanted.lead or 0, ""),
        "client": (client or _("A client")) if wanted.client else "",
        "due": str(DUE.get(wanted.due, "")),
        "archived": _("Archived ones") if wanted.archived else "",
    }
    return [Chip(str(text), (name,)) for name, text in found.items() if text]


def client_name(user: User, wanted: MandateFilter) -> str:
    """Return the name of the asked client as far as the reader may see it."""
    found = chosen_clients(user, [wanted.client], language()) if wanted.client else []
    return found[0].name if found else ""


def conditions(user: User, wanted: MandateFilter) -> list[sa.ColumnElement[bool]]:
    """Return the WHERE of a filter, visibility included."""
    gone = Mandate.archived_at
    found = [visible_to(user), gone.is_not(None) if wanted.archived else gone.is_(None)]
    if words := search_words(wanted.q):
        found.append(contains_words(Mandate, Mandate.search_text.expression, words))
    if wanted.state != ALL:
        found.append(Mandate.state == wanted.state)
    exact = ((Mandate.lead_id, wanted.lead), (Mandate.client_id, wanted.client))
    found += [column == value for column, value in exact if value is not None]
    if wanted.due:
        column, days = _DUE[wanted.due]
        found.append(column <= today_in(user.time_zone) + timedelta(days=days))
    return found


def page_of(user: User, wanted: MandateFilter, cursor: str | None, size: int = PAGE) -> Page:
    """Return one page of mandates with the names of client and lead."""
    query = sa.select(Mandate).where(*conditions(user, wanted)).options(*with_names())
    page = fetch_page(query, _SORTS[wanted.sort], cursor, size)
    return Page([row[0] for row in page.rows], page.after, page.first)


def hours_by_month(time: Sequence[Any]) -> list[tuple[date, int]]:
    """Return (first day of the month, minutes) of hours used, the latest month first."""
    found: dict[date, int] = defaultdict(int)
    for row in time:
        found[row.worked_on.replace(day=1)] += row.minutes
    return sorted(found.items(), reverse=True)


def _fetch(user: User, parts: Mapping[str, str], cursor: str | None, size: int) -> Page:
    return page_of(user, read_filter(parts), cursor, size)


def _ids(user: User, parts: Mapping[str, str]) -> sa.Select[int]:
    return sa.select(Mandate.id).where(*conditions(user, read_filter(parts)))


def _seen(user: User, ids: Sequence[int]) -> int:
    query = sa.select(sa.func.count()).select_from(Mandate).where(Mandate.id.in_(ids), visible_to(user))
    return db.session.execute(query).scalar_one()


LIST = ListPage(
    "mandates", _l("Mandates"), "mandates.index", Permission.MANDATE_READ, columns, sound, _fetch, load, _ids, _seen,
)  # fmt: skip
