"""Asks for conflict checks: one of them with its hits as its reader may know them, and the list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.clients.models.client import Client
from crm.clients.visibility import visible_to as visible_client
from crm.conflicts.labels import STATES
from crm.conflicts.models import AdverseParty, ConflictCheck, ConflictHit, ConflictPosition
from crm.conflicts.visibility import visible_opportunities, visible_to
from crm.core.bulk import among
from crm.core.db import db
from crm.core.listing import PAGE, Page, Sort, fetch_page
from crm.issues.models import Issue
from crm.pipeline.models import Opportunity

#: Rows of a card, or of a page without pages.
MOST: Final = 200
_NEWEST: Final = Sort((ConflictCheck.run_at.expression, ConflictCheck.id.expression), descending=True)


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit as its reader may know it: of a hidden client only who can be asked."""

    hit: ConflictHit
    client: Client | None
    via: Client | None
    issue: Issue | None
    party: AdverseParty | None
    #: Of a hidden client: its account lead; None where it has none.
    ask: User | None
    judged_by: User | None

    @property
    def hidden(self) -> bool:
        """Tell whether the reader may not see what it is about."""
        return self.client is None


@dataclass(frozen=True, slots=True)
class CheckFilter:
    """One reading of the list of checks; empty fields do not narrow it."""

    state: str = ""
    client: int | None = None
    mine: bool = False


def read_filter(args: Mapping[str, str]) -> CheckFilter:
    """Return the filter of an address; what is odd in it is ignored."""
    client, state = args.get("client", ""), args.get("state", "")
    number = int(client) if client.isascii() and client.isdecimal() and len(client) < 10 else None  # noqa: PLR2004
    return CheckFilter(state if state in STATES else "", number, args.get("mine") == "1")


def page_of(user: User, wanted: CheckFilter, cursor: str | None, size: int = PAGE) -> Page:
    """Return one page of visible checks with their clients and the number of their hits, the newest first."""
    where = [visible_to(user)]
    where += [ConflictCheck.state == wanted.state] if wanted.state else []
    where += [ConflictCheck.client_id == wanted.client] if wanted.client else []
    where += [ConflictCheck.run_by_id == user.id] if wanted.mine else []
    query = _with_people(sa.select(ConflictCheck).where(*where))
    page = fetch_page(query, _NEWEST, cursor, size)
    return Page([row[0] for row in page.rows], page.after, page.first)


def _with_people(query: sa.Select[ConflictCheck]) -> sa.Select[ConflictCheck]:
    return query.options(
        joinedload(ConflictCheck.client, innerjoin=True).load_only(Client.id, Client.name),
        joinedload(ConflictCheck.opportunity),
        joinedload(ConflictCheck.run_by, innerjoin=True),
        joinedload(ConflictCheck.decided_by),
    )


def hit_counts(ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return by check the number of its hits, and of those not judged yet: hidden ones count, too."""
    if not ids:
        return {}
    unjudged = sa.func.count().filter(ConflictHit.state == "open")
    query = (
        sa.select(ConflictHit.check_id, sa.func.count(), unjudged)
        .where(among(ConflictHit.check_id, ids))
        .group_by(ConflictHit.check_id)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}


def get_visible(user: User, check_id: int) -> ConflictCheck | None:
    """Return a check that the reader may see, with its people; None for a stranger."""
    query = _with_people(sa.select(ConflictCheck).where(ConflictCheck.id == check_id, visible_to(user)))
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def for_edit(user: User, check_id: int) -> ConflictCheck | None:
    """Return a visible check, locked until the unit of work ends."""
    query = sa.select(ConflictCheck).where(ConflictCheck.id == check_id, visible_to(user))
    query = query.with_for_update(of=ConflictCheck).execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one_or_none()


def latest_of(client_id: int, opportunity_id: int | None = None, limit: int = 3) -> Sequence[ConflictCheck]:
    """Return the last checks of a client, which the reader may see, or of one of its opportunities."""
    query = _with_people(sa.select(ConflictCheck).where(ConflictCheck.client_id == client_id))
    if opportunity_id is not None:
        query = query.where(ConflictCheck.opportunity_id == opportunity_id)
    order = ConflictCheck.run_at.desc(), ConflictCheck.id.desc()
    return db.session.execute(query.order_by(*order).limit(limit)).scalars().all()


def positions_of(check_id: int) -> Sequence[ConflictPosition]:
    """Return what was searched on issues."""
    query = (
        sa.select(ConflictPosition)
        .join(ConflictPosition.issue)
        .options(contains_eager(ConflictPosition.issue))
        .where(ConflictPosition.check_id == check_id)
        .order_by(Issue.id)
    )
    return db.session.execute(query).scalars().all()


def hits_of(user: User, check: ConflictCheck) -> list[ShownHit]:
    """Return the hits of a visible check; of those whose client the reader may not see, only whom to ask."""
    query = sa.select(ConflictHit).where(ConflictHit.check_id == check.id).order_by(ConflictHit.id)
    hits = db.session.execute(query.execution_options(populate_existing=True)).scalars().all()
    named = {key for hit in hits for key in (hit.client_id, hit.via_client_id) if key is not None}
    seen = _clients(named, visible_client(user))
    leads = _leads({hit.client_id for hit in hits} - seen.keys()) if named - seen.keys() else {}
    issues = _by_id(Issue, {hit.issue_id for hit in hits if hit.issue_id})
    parties = _by_id(AdverseParty, {hit.adverse_id for hit in hits if hit.adverse_id})
    people = people_by_id()
    shown = []
    for hit in hits:
        client, via = seen.get(hit.client_id), seen.get(hit.via_client_id or 0)
        if client is None or (hit.via_client_id is not None and via is None):
            lead = client.account_lead_id if client else leads.get(hit.client_id)
            shown.append(ShownHit(hit, None, None, None, None, people.get(lead or 0), None))
        else:
            judged = people.get(hit.judged_by_id or 0)
            issue, party = issues.get(hit.issue_id or 0), parties.get(hit.adverse_id or 0)
            shown.append(ShownHit(hit, client, via, issue, party, None, judged))
    return shown


def _clients(ids: Collection[int], *where: sa.ColumnElement[bool]) -> dict[int, Client]:
    query = sa.select(Client).where(among(Client.id, sorted(ids)), *where).options(joinedload(Client.account_lead))
    return {client.id: client for client in db.session.execute(query).scalars()} if ids else {}


def _leads(ids: Collection[int]) -> dict[int, int | None]:
    """Return the account leads of clients, hidden ones too: whom to ask is all that is told of those."""
    query = sa.select(Client.id, Client.account_lead_id).where(among(Client.id, sorted(ids)))
    return {row.id: row.account_lead_id for row in db.session.execute(query)}


def _by_id(model: Any, ids: Collection[int]) -> dict[int, Any]:
    query = sa.select(model).where(among(model.id, sorted(ids)))
    return {row.id: row for row in db.session.execute(query).scalars()} if ids else {}


def hit_for_edit(user: User, check_id: int, hit_id: int) -> ConflictHit | None:
    """Return a hit of which the user may see everything, locked; None else."""
    query = sa.select(ConflictHit).where(ConflictHit.id == hit_id, ConflictHit.check_id == check_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    hit = db.session.execute(query).scalar_one_or_none()
    if hit is None:
        return None
    named = {key for key in (hit.client_id, hit.via_client_id) if key is not None}
    return hit if _clients(named, visible_client(user)).keys() == named else None


def states_of_hits(check_id: int) -> set[str]:
    """Return how the hits of a check were judged, hidden ones included: for judging only."""
    query = sa.select(ConflictHit.state).where(ConflictHit.check_id == check_id).distinct()
    return set(db.session.execute(query).scalars())


def opportunity(user: User, opportunity_id: int) -> Opportunity | None:
    """Return an opportunity that the reader may see."""
    query = sa.select(Opportunity).where(Opportunity.id == opportunity_id, visible_opportunities(user))
    return db.session.execute(query).scalar_one_or_none()


def titles_of(user: User, values: Collection[int]) -> Mapping[Any, str]:
    """Return the titles of those of these opportunities that the reader may see, for the trail."""
    query = sa.select(Opportunity.id, Opportunity.title).where(Opportunity.id.in_(values), visible_opportunities(user))
    return {row.id: row.title for row in db.session.execute(query)}


def opportunities_of(client_id: int) -> Sequence[Opportunity]:
    """Return the opportunities of a client, which the reader may see, that are not archived."""
    query = (
        sa.select(Opportunity)
        .where(Opportunity.client_id == client_id, Opportunity.archived_at.is_(None))
        .order_by(Opportunity.id.desc())
        .limit(MOST)
    )
    return db.session.execute(query).scalars().all()
