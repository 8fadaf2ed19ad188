"""What board, table and forecast are narrowed to: one reading of an address for all three."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.queries import names_by_id
from crm.clients.models.client import ClientSector
from crm.core.dates import today_in
from crm.core.feature import registry
from crm.core.find import contains_words
from crm.core.i18n import language
from crm.core.text import search_words
from crm.lists.declared import Chip
from crm.pipeline.models import Opportunity
from crm.pipeline.stages import ids_of, stage_titles
from crm.pipeline.visibility import visible_to
from crm.reference.queries import sectors_by_id, sectors_with_descendants, service_lines_by_id

EXPECTED: Final = {
    "past": _l("Day is past"), "month": _l("This month"), "quarter": _l("This quarter"), "half": _l("Within 6 months"),
    "none": _l("Without a day"),
}  # fmt: skip
STATES: Final = {
    "open": _l("Open"), "hold": _l("On hold"), "signed": _l("Signed"), "lost": _l("Not won"), "all": _l("All of them"),
}  # fmt: skip
SORT_LABELS: Final = {
    "expected": _l("Expected first"), "moved": _l("Moved last"), "title": _l("By title"), "value": _l("Largest value"),
}  # fmt: skip
HALF_YEAR: Final = 182


@dataclass(frozen=True, slots=True)
class PipelineFilter:
    """One reading of an address; empty fields do not narrow it. `state`, `stage` and `sort` are the table's alone."""

    q: str = ""
    lead: int | None = None
    sector: int | None = None
    service: int | None = None
    expected: str = ""
    client: int | None = None
    state: str = "open"
    stage: int | None = None
    archived: bool = False
    sort: str = "expected"


#: What board and forecast share with the table.
SHARED: Final = ("q", "lead", "sector", "service", "expected", "client")


def read_filter(args: Mapping[str, str]) -> PipelineFilter:
    """Return the filter of an address; what is odd in it is ignored."""
    stage = _number(args, "stage")
    return PipelineFilter(
        q=args.get("q", "").replace("\x00", "").strip()[:200],
        lead=_number(args, "lead"),
        sector=_number(args, "sector"),
        service=_number(args, "service"),
        expected=_known(args, "expected", EXPECTED),
        client=_number(args, "client"),
        state="all" if stage else _known(args, "state", STATES) or "open",
        stage=stage,
        archived=args.get("archived", "") in {"1", "y", "on", "true"},
        sort=_known(args, "sort", SORT_LABELS) or "expected",
    )


def _known(args: Mapping[str, str], name: str, known: Mapping[str, object]) -> str:
    value = args.get(name, "")
    return value if value in known else ""


def _number(args: Mapping[str, str], name: str) -> int | None:
    """Return the id that an address or a saved view asks for; one that was merged stands for the kept one."""
    if not re.fullmatch(r"[0-9]{1,9}", args.get(name, "")):
        return None
    number = int(args[name])
    return registry().merged(f"{name}_id").get(number, number)


def sound(args: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of an address that ask something, in a fixed order."""
    wanted, usual = read_filter(args), PipelineFilter()
    found: dict[str, str] = {}
    for name in PipelineFilter.__dataclass_fields__:
        value = getattr(wanted, name)
        if value != getattr(usual, name) and not (name == "state" and wanted.stage):
            found[name] = "1" if value is True else str(value)
    return found


def shared(args: Mapping[str, str]) -> dict[str, str]:
    """Return the parts that board, table and forecast have in common: what a link between them keeps."""
    return {name: value for name, value in sound(args).items() if name in SHARED}


def conditions(user: User, wanted: PipelineFilter, *, stages: bool = True) -> list[sa.ColumnElement[bool]]:
    """Return the WHERE of a filter, visibility included; `stages=False` leaves its state and stage out."""
    gone = Opportunity.archived_at
    found = [visible_to(user), gone.is_not(None) if wanted.archived else gone.is_(None)]
    if stages and wanted.stage is not None:
        found.append(Opportunity.stage_id == wanted.stage)
    elif stages and wanted.state != "all":
        found.append(Opportunity.stage_id.in_(ids_of(wanted.state)))
    return [*found, *narrowing(user, wanted)]


def narrowing(user: User, wanted: PipelineFilter) -> list[sa.ColumnElement[bool]]:
    """Return what board, table and forecast have in common of the WHERE of a filter; nothing of who may see what."""
    found: list[sa.ColumnElement[bool]] = []
    if words := search_words(wanted.q):
        found.append(contains_words(Opportunity, Opportunity.search_text.expression, words))
    exact = ((Opportunity.account_lead_id, wanted.lead), (Opportunity.service_line_id, wanted.service),
             (Opportunity.client_id, wanted.client))  # fmt: skip
    found += [column == value for column, value in exact if value is not None]
    if wanted.sector is not None:
        found.append(_of_sector(wanted.sector))
    if wanted.expected:
        found.append(_expected(wanted.expected, today_in(user.time_zone)))
    return found


def _of_sector(sector_id: int) -> sa.ColumnElement[bool]:
    """A sector stands for its children, too."""
    ids = sectors_with_descendants(sector_id)
    return sa.exists().where(ClientSector.client_id == Opportunity.client_id, ClientSector.sector_id.in_(ids))


def _expected(span: str, today: date) -> sa.ColumnElement[bool]:
    day: Any = Opportunity.expected_on
    if span == "none":
        return sa.and_(day.is_(None))
    if span == "past":
        return sa.and_(day < today)
    ends = {"month": month_end(today), "quarter": quarter_end(today), "half": today + timedelta(days=HALF_YEAR)}
    return sa.and_(day <= ends[span])


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    first = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return first - timedelta(days=1)


def quarter_end(day: date) -> date:
    """Return the last day of a day's quarter."""
    return month_end(date(day.year, (day.month - 1) // 3 * 3 + 3, 1))


def chips(wanted: PipelineFilter, client_name: str) -> list[Chip]:
    """Return a filter as its reader says it; `client_name` is that of the asked client as the reader may see it."""
    speaks = language()
    found = {
        "q": f"“{wanted.q}”" if wanted.q else "",
        "lead": names_by_id().get(wanted.lead or 0, ""),
        "sector": _title(sectors_by_id(), wanted.sector, speaks),
        "service": _title(service_lines_by_id(), wanted.service, speaks),
        "expected": _("Expected: %(when)s", when=EXPECTED[wanted.expected]) if wanted.expected else "",
        "client": (client_name or _("A client")) if wanted.client else "",
        "state": str(STATES[wanted.state]) if wanted.state != "open" and not wanted.stage else "",
        "stage": stage_titles().get(wanted.stage or 0, ""),
        "archived": _("Archived ones") if wanted.archived else "",
    }
    return [Chip(str(text), (name,)) for name, text in found.items() if text]


def _title(known: Mapping[int, Any], key: int | None, speaks: str) -> str:
    row = known.get(key or 0)
    return str(row.title(speaks)) if row else ""


def lead_choices(users: Sequence[User]) -> dict[int, str]:
    """Return those who may lead an opportunity, for the filter."""
    return {user.id: user.name for user in users}
