"""The list of issues: what is asked, in which order, one statement a page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.checks import hs_digits
from crm.core.dates import now
from crm.core.find import contains_words
from crm.core.i18n import language
from crm.core.listing import Page, Sort, fetch_page
from crm.core.text import search_words
from crm.issues.columns import columns, load
from crm.issues.labels import COLOURS, KINDS, STATES, hs_dotted
from crm.issues.models import Issue, IssueHs, IssueSector
from crm.lists.declared import Chip, ListPage
from crm.reference.queries import sectors_with_descendants

SORT_LABELS: Final = {
    "changed": _l("Changed last"), "title": _l("Title, A to Z"), "deadline": _l("Next comment deadline"),
}  # fmt: skip
#: Days ahead within which comments close or a measure takes effect.
DEADLINES: Final = {"30": _l("In 30 days"), "90": _l("In 90 days"), "past": _l("Over")}
_STATES: Final = {"open": _l("Open (not settled)"), **STATES}
#: A day as text sorts the same on both engines; one without a day comes last.
_DAY: Final = sa.func.coalesce(sa.cast(Issue.comments_due_on, sa.String(10)), "9999-12-31")


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """One reading of the list; empty fields do not narrow it."""

    q: str = ""
    state: str = ""
    colour: str = ""
    kind: str = ""
    owner: int | None = None
    sector: int | None = None
    hs: str = ""
    deadline: str = ""
    archived: bool = False
    sort: str = "changed"


def read_filter(args: Mapping[str, str]) -> IssueFilter:
    """Return the filter of an address; what is odd in it is ignored."""
    hs = hs_digits(args.get("hs", "")[:20])
    return IssueFilter(
        q=args.get("q", "").replace("\x00", "").strip()[:200],
        state=_known(args, "state", _STATES),
        colour=_known(args, "colour", COLOURS),
        kind=_known(args, "kind", KINDS),
        owner=_number(args.get("owner", "")),
        sector=_number(args.get("sector", "")),
        hs=hs if re.fullmatch("[0-9]{2}|[0-9]{4}|[0-9]{6}", hs) else "",
        deadline=_known(args, "deadline", DEADLINES),
        archived=args.get("archived", "") in {"1", "y", "on", "true"},
        sort=_known(args, "sort", SORT_LABELS) or "changed",
    )


def _known(args: Mapping[str, str], name: str, labels: Mapping[str, Any]) -> str:
    value = args.get(name, "")
    return value if value in labels else ""


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def sound(args: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of an address that ask something, in a fixed order."""
    wanted = read_filter(args)
    parts = {
        "q": wanted.q, "state": wanted.state, "colour": wanted.colour, "kind": wanted.kind,
        "owner": str(wanted.owner or ""), "sector": str(wanted.sector or ""), "hs": wanted.hs,
        "deadline": wanted.deadline, "archived": "1" if wanted.archived else "",
        "sort": wanted.sort if wanted.sort != "changed" else "",
    }  # fmt: skip
    return {name: value for name, value in parts.items() if value}


def chips(wanted: IssueFilter, owners: Mapping[int, str], sectors: Mapping[int, str]) -> list[Chip]:
    """Return a filter as its reader says it."""
    found = {
        "q": f"“{wanted.q}”" if wanted.q else "",
        "state": str(_STATES.get(wanted.state, "")),
        "colour": str(COLOURS.get(wanted.colour, "")),
        "kind": str(KINDS.get(wanted.kind, "")),
        "owner": owners.get(wanted.owner or 0, ""),
        "sector": sectors.get(wanted.sector or 0, ""),
        "hs": _("HS %(code)s", code=hs_dotted(wanted.hs)) if wanted.hs else "",
        "deadline": f"{_('Dates')}: {DEADLINES[wanted.deadline]}" if wanted.deadline else "",
        "archived": str(_("Archived ones")) if wanted.archived else "",
    }
    return [Chip(text, (name,)) for name, text in found.items() if text]


def state_choices() -> Mapping[str, Any]:
    """Return the states that the list may be narrowed to."""
    return _STATES


def sort_of(wanted: IssueFilter, speaks: str) -> Sort:
    """Return the order of a list."""
    if wanted.sort == "title":
        key = Issue.key_es if speaks == "es" else Issue.key_en
        return Sort((key.expression, Issue.id.expression))
    if wanted.sort == "deadline":
        return Sort((_DAY, Issue.id.expression))
    return Sort((Issue.updated_at.expression, Issue.id.expression), descending=True)


def conditions(wanted: IssueFilter) -> list[sa.ColumnElement[bool]]:
    """Return the WHERE of a filter."""
    gone = Issue.archived_at
    found: list[sa.ColumnElement[bool]] = [gone.is_not(None) if wanted.archived else gone.is_(None)]
    if words := search_words(wanted.q):
        found.append(contains_words(Issue, Issue.search_text, words))
    if wanted.state == "open":
        found.append(Issue.state != "settled")
    elif wanted.state:
        found.append(Issue.state == wanted.state)
    found += [getattr(Issue, name) == getattr(wanted, name) for name in ("colour", "kind") if getattr(wanted, name)]
    if wanted.owner is not None:
        found.append(Issue.owner_id == wanted.owner)
    if wanted.sector is not None:
        below = sectors_with_descendants(wanted.sector)
        found.append(sa.exists().where(IssueSector.issue_id == Issue.id, IssueSector.sector_id.in_(below)))
    if wanted.hs:
        found.append(sa.exists().where(IssueHs.issue_id == Issue.id, concerns(wanted.hs)))
    if wanted.deadline:
        found.append(_dated(wanted.deadline))
    return found


def concerns(code: str) -> sa.ColumnElement[bool]:
    """Return the WHERE on IssueHs for goods of a code: what lies within it, and the wider codes that hold it."""
    wider = [code[:length] for length in (2, 4) if length < len(code)]
    return sa.or_(IssueHs.hs_code.like(f"{code}%"), IssueHs.hs_code.in_(wider))


def _dated(deadline: str) -> sa.ColumnElement[bool]:
    today = now().date()
    days = (Issue.comments_due_on, Issue.effective_on)
    if deadline == "past":
        return sa.and_(*(sa.or_(day.is_(None), day < today) for day in days), sa.or_(*(day < today for day in days)))
    return sa.or_(*(day.between(today, today + timedelta(days=int(deadline))) for day in days))


def page_of(wanted: IssueFilter, cursor: str | None, speaks: str, size: int = 50) -> Page:
    """Return one page of issues with who is in charge; its rows are issues."""
    query = sa.select(Issue).where(*conditions(wanted)).options(joinedload(Issue.owner))
    page = fetch_page(query, sort_of(wanted, speaks), cursor, size)
    return Page([row[0] for row in page.rows], page.after, page.first)


def _fetch(_user: User, parts: Mapping[str, str], cursor: str | None, size: int) -> Page:
    return page_of(read_filter(parts), cursor, language(), size)


def _ids(_user: User, parts: Mapping[str, str]) -> sa.Select[int]:
    return sa.select(Issue.id).where(*conditions(read_filter(parts)))


def _seen(_user: User, ids: Sequence[int]) -> int:
    return len(ids)  # issues are open to the whole firm; nothing of a client is in their list


LIST = ListPage(
    "issues", _l("Issues"), "issues.index", Permission.ISSUE_READ, columns, sound, _fetch, load, _ids, _seen,
)  # fmt: skip
