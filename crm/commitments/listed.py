"""The list of commitments: what an address asks of it, and one statement for a page of rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.commitments.columns import columns, load
from crm.commitments.labels import PARTIES, state_labels
from crm.commitments.models import Commitment
from crm.commitments.queries import BY_DAY, belongs, late_on, with_links, with_parties
from crm.commitments.visibility import visible_to
from crm.core.dates import today_in
from crm.core.db import db
from crm.core.feature import registry
from crm.core.find import contains_words
from crm.core.listing import PAGE, Page, Sort, fetch_page
from crm.core.text import search_words
from crm.lists.declared import Chip, ListPage

#: Open ones (late among them) are what the list opens with; `all` is everything.
STATES: Final = ("open", "late", "kept", "not_kept", "released", "all")
DUE: Final = {"week": _l("Within a week"), "month": _l("Within a month"), "none": _l("Without a day")}
DUE_DAYS: Final = {"week": 7, "month": 30}
SORT_LABELS: Final = {"due": _l("Due first"), "made": _l("Made last"), "changed": _l("Changed last")}
_SORTS: Final = {
    "due": Sort(BY_DAY),
    "made": Sort((Commitment.made_at.expression, Commitment.id.expression), descending=True),
    "changed": Sort((Commitment.updated_at.expression, Commitment.id.expression), descending=True),
}


@dataclass(frozen=True, slots=True)
class CommitmentFilter:
    """One reading of the list; empty fields do not narrow it."""

    q: str = ""
    maker: str = ""
    state: str = "open"
    institution: int | None = None
    client: int | None = None
    due: str = ""
    mine: bool = False
    archived: bool = False
    sort: str = "due"


def read_filter(args: Mapping[str, str]) -> CommitmentFilter:
    """Return the filter of an address; what is odd in it is ignored."""
    return CommitmentFilter(
        q=args.get("q", "").replace("\x00", "").strip()[:200],
        maker=_known(args, "maker", PARTIES),
        state=_known(args, "state", STATES) or "open",
        institution=_number(args, "institution"),
        client=_number(args, "client"),
        due=_known(args, "due", DUE),
        mine=_ticked(args, "mine"),
        archived=_ticked(args, "archived"),
        sort=_known(args, "sort", SORT_LABELS) or "due",
    )


def _known(args: Mapping[str, str], name: str, known: Mapping[str, object] | Sequence[str]) -> str:
    value = args.get(name, "")
    return value if value in known else ""


def _ticked(args: Mapping[str, str], name: str) -> bool:
    return args.get(name, "") in {"1", "y", "on", "true"}


def _number(args: Mapping[str, str], name: str) -> int | None:
    """Return the id that an address or a saved view asks for; one that was merged stands for the kept one."""
    if not re.fullmatch(r"[0-9]{1,9}", args.get(name, "")):
        return None
    number = int(args[name])
    return registry().merged(f"{name}_id").get(number, number)


def sound(args: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of an address that ask something, in a fixed order."""
    wanted, usual = read_filter(args), CommitmentFilter()
    found: dict[str, str] = {}
    for name in CommitmentFilter.__dataclass_fields__:
        value = getattr(wanted, name)
        if value != getattr(usual, name):
            found[name] = "1" if value is True else str(value)
    return found


def chips(wanted: CommitmentFilter, names: Mapping[str, str]) -> list[Chip]:
    """Return a filter as its reader says it; `names` are those of the asked client and institution."""
    state = _("All of them") if wanted.state == "all" else state_labels()[wanted.state]
    found = {
        "q": f"“{wanted.q}”" if wanted.q else "",
        "maker": _("Made by: %(who)s", who=PARTIES[wanted.maker]) if wanted.maker else "",
        "state": state if wanted.state != "open" else "",
        "institution": names.get("institution", _("An institution")) if wanted.institution else "",
        "client": names.get("client", _("A client")) if wanted.client else "",
        "due": str(DUE.get(wanted.due, "")),
        "mine": _("Mine") if wanted.mine else "",
        "archived": _("Archived ones") if wanted.archived else "",
    }
    return [Chip(str(text), (name,)) for name, text in found.items() if text]


def conditions(user: User, wanted: CommitmentFilter) -> list[sa.ColumnElement[bool]]:
    """Return the WHERE of a filter, visibility included."""
    gone, today = Commitment.archived_at, today_in(user.time_zone)
    found = [visible_to(user), gone.is_not(None) if wanted.archived else gone.is_(None)]
    if words := search_words(wanted.q):
        found.append(contains_words(Commitment, Commitment.search_text.expression, words))
    if wanted.state == "late":
        found.append(late_on(today))
    elif wanted.state != "all":
        found.append(Commitment.state == wanted.state)
    if wanted.due == "none":
        found.append(Commitment.due_on.is_(None))
    elif wanted.due:
        found.append(Commitment.due_on <= today + timedelta(days=DUE_DAYS[wanted.due]))
    if wanted.maker:
        found.append(Commitment.maker_kind == wanted.maker)
    if wanted.mine:
        found.append(Commitment.owner_id == user.id)
    asked = (("institution", wanted.institution), ("client", wanted.client))
    return found + [belongs(place, record_id) for place, record_id in asked if record_id is not None]


def page_of(user: User, wanted: CommitmentFilter, cursor: str | None, size: int = PAGE) -> Page:
    """Return one page of commitments with all that they name."""
    query = sa.select(Commitment).where(*conditions(user, wanted)).options(*with_parties(), *with_links())
    page = fetch_page(query, _SORTS[wanted.sort], cursor, size)
    return Page([row[0] for row in page.rows], page.after, page.first)


def _fetch(user: User, parts: Mapping[str, str], cursor: str | None, size: int) -> Page:
    return page_of(user, read_filter(parts), cursor, size)


def _ids(user: User, parts: Mapping[str, str]) -> sa.Select[int]:
    return sa.select(Commitment.id).where(*conditions(user, read_filter(parts)))


def _seen(user: User, ids: Sequence[int]) -> int:
    query = sa.select(sa.func.count()).select_from(Commitment).where(Commitment.id.in_(ids), visible_to(user))
    return db.session.execute(query).scalar_one()


LIST = ListPage(
    "commitments", _l("Commitments"), "commitments.index", Permission.COMMITMENT_READ, columns, sound, _fetch, load,
    _ids, _seen,
)  # fmt: skip
