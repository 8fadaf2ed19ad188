"""Asks for issues: one by its address, lists of other pages, and for a client only what its readers may see."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import db
from crm.core.find import contains_words
from crm.core.i18n import language
from crm.core.offers import SearchHit
from crm.core.text import fold
from crm.issues.labels import STATES
from crm.issues.models import Issue, IssueClient, IssueInstitution, IssueTask, IssueUpdate
from crm.issues.visibility import sees_clashes, touched
from crm.tasks.models import Task
from crm.tasks.visibility import visible_to as task_visible_to

LISTED: Final = Issue.archived_at.is_(None)
#: Followed still: neither settled nor archived.
OPEN: Final = sa.and_(Issue.state != "settled", LISTED)
#: Updates of an issue shown on its overview, and on its page of all.
NEWEST: Final = 3
MOST: Final = 500


def with_everything() -> tuple[ORMOption, ...]:
    """Return the loader options of an issue's page: constant in number."""
    return (
        joinedload(Issue.chapter), joinedload(Issue.owner), selectinload(Issue.citations), selectinload(Issue.hs_codes),
        selectinload(Issue.sectors), selectinload(Issue.ports),
        selectinload(Issue.institutions).joinedload(IssueInstitution.institution, innerjoin=True),
    )  # fmt: skip


def get(issue_id: int) -> Issue | None:
    """Return an issue with what its page shows; all are open to the firm."""
    query = sa.select(Issue).where(Issue.id == issue_id).options(*with_everything())
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def for_edit(issue_id: int) -> Issue | None:
    """Return an issue with its rows, locked until the unit of work ends."""
    rows = [selectinload(getattr(Issue, n)) for n in ("citations", "hs_codes", "sectors", "ports", "institutions")]
    query = sa.select(Issue).where(Issue.id == issue_id).options(*rows).with_for_update(of=Issue)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def updates(issue_id: int, limit: int = MOST) -> Sequence[IssueUpdate]:
    """Return the dated updates of an issue, the newest first."""
    query = sa.select(IssueUpdate).where(IssueUpdate.issue_id == issue_id).options(joinedload(IssueUpdate.author))
    return db.session.execute(query.order_by(IssueUpdate.at.desc(), IssueUpdate.id.desc()).limit(limit)).scalars().all()


def latest_updates(ids: Collection[int], since: datetime | None = None) -> dict[int, list[IssueUpdate]]:
    """Return by issue its latest update alone, or with `since` all from that instant on, the newest first."""
    order = (IssueUpdate.at.desc(), IssueUpdate.id.desc())
    query = sa.select(IssueUpdate).where(IssueUpdate.issue_id.in_(ids)).options(joinedload(IssueUpdate.author))
    if since is None:
        place = sa.func.row_number().over(partition_by=IssueUpdate.issue_id, order_by=order)
        ranked = sa.select(IssueUpdate.id, place.label("place")).where(IssueUpdate.issue_id.in_(ids)).subquery()
        query = query.where(IssueUpdate.id.in_(sa.select(ranked.c.id).where(ranked.c.place == 1)))
    else:
        query = query.where(IssueUpdate.at >= since)
    found: dict[int, list[IssueUpdate]] = defaultdict(list)
    for update in db.session.execute(query.order_by(*order)).scalars() if ids else ():
        found[update.issue_id].append(update)
    return dict(found)


def positions(user: User, issue_id: int) -> Sequence[IssueClient]:
    """Return the clients that an issue touches, with their positions, as far as the reader may see them, by name."""
    query = (
        sa.select(IssueClient)
        .join(IssueClient.client)
        .options(contains_eager(IssueClient.client).load_only(Client.id, Client.name, Client.name_key))
        .where(IssueClient.issue_id == issue_id, touched(user))
        .order_by(Client.name_key, Client.id)
    )
    return db.session.execute(query).scalars().all()


def position_of(user: User, issue_id: int, client_id: int) -> IssueClient | None:
    """Return the row of one client on an issue; None for who may not see the client, and where it is not on it."""
    query = sa.select(IssueClient).where(
        IssueClient.issue_id == issue_id, IssueClient.client_id == client_id, touched(user)
    )
    query = query.options(joinedload(IssueClient.client).load_only(Client.id, Client.name))
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def clashing(user: User, ids: Collection[int]) -> set[int]:
    """Return those of these issues on which clients of ours are for and against: told to partners alone.

    Only positions of clients that this partner may see are weighed.
    """
    if not ids or not sees_clashes(user):
        return set()
    sides = sa.func.count(sa.distinct(IssueClient.position))
    query = (
        sa.select(IssueClient.issue_id)
        .where(IssueClient.issue_id.in_(ids), IssueClient.position.in_(("for", "against")), touched(user))
        .group_by(IssueClient.issue_id)
        .having(sides > 1)
    )
    return set(db.session.execute(query).scalars())


_CLIENT_ID: Final = sa.bindparam("client_id", type_=sa.Integer)
#: Built once: building takes longer than running.
_COUNTED: Final = (
    sa.select(sa.func.count())
    .select_from(IssueClient)
    .join(Issue, Issue.id == IssueClient.issue_id)
    .where(IssueClient.client_id == _CLIENT_ID, IssueClient.active, OPEN)
)


def of_client(client_id: int, limit: int = MOST, *, open_only: bool = False) -> Sequence[IssueClient]:
    """Return what a client, which the reader may see, has to do with issues: open ones first, then by title."""
    asked = {"client_id": client_id, "most": limit}
    return db.session.execute(_of_client(language(), open_only), asked).scalars().all()


@cache
def _of_client(speaks: str, open_only: bool) -> sa.Select[IssueClient]:  # noqa: FBT001 - part of what is kept
    key = Issue.key_es if speaks == "es" else Issue.key_en
    mine = IssueClient.client_id == _CLIENT_ID
    return (
        sa.select(IssueClient)
        .join(IssueClient.issue)
        .options(contains_eager(IssueClient.issue))
        .where(mine, IssueClient.active, OPEN if open_only else LISTED)
        .order_by((Issue.state == "settled"), key, Issue.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


def count_of_client(_user: User, client: Client) -> int:
    """Return how many open issues touch a client, which the reader may see."""
    return int(db.session.execute(_COUNTED, {"client_id": client.id}).scalar_one())


def of_institution(institution_id: int, limit: int) -> Sequence[Issue]:
    """Return the open issues that concern an institution, the one that changed last first."""
    query = (
        sa.select(Issue)
        .join(IssueInstitution, IssueInstitution.issue_id == Issue.id)
        .where(IssueInstitution.institution_id == institution_id, OPEN)
        .order_by(Issue.updated_at.desc(), Issue.id.desc())
        .limit(limit)
    )
    return db.session.execute(query).scalars().all()


@dataclass(frozen=True, slots=True)
class OpenIssue:
    """An open issue as a meeting brief tells it."""

    issue: Issue
    #: Rows of the clients that were asked about, by client; `.position` and `.ask`.
    positions: Mapping[int, IssueClient]
    #: The newest first.
    updates: Sequence[IssueUpdate]


def open_for(
    user: User, client_ids: Collection[int], institution_ids: Collection[int], since: datetime | None = None
) -> list[OpenIssue]:
    """Return the open issues that touch one of these clients or concern one of these institutions, for a meeting brief.

    Those that touch a client come first, then by title. Clients that the reader may not see count as not asked
    about. Positions are those of the clients asked about, never of others. `updates` are those from the instant
    `since` on, or the latest one alone without it. Three statements at most.
    """
    mine = sa.and_(IssueClient.client_id.in_(client_ids), touched(user))
    rows = db.session.execute(
        sa.select(IssueClient).where(mine).options(joinedload(IssueClient.client).load_only(Client.id, Client.name))
    ).scalars()
    found: dict[int, dict[int, IssueClient]] = defaultdict(dict)
    for row in rows:
        found[row.issue_id][row.client_id] = row
    concerned = sa.select(IssueInstitution.issue_id).where(IssueInstitution.institution_id.in_(institution_ids))
    query = sa.select(Issue).where(OPEN, sa.or_(Issue.id.in_(list(found)), Issue.id.in_(concerned)))
    issues = db.session.execute(query.options(joinedload(Issue.owner))).scalars().all()
    issues = sorted(issues, key=lambda each: (each.id not in found, fold(each.title(language())), each.id))
    told = latest_updates([each.id for each in issues], since)
    return [OpenIssue(each, found.get(each.id, {}), told.get(each.id, [])) for each in issues]


def follow_ups(user: User, issue_id: int) -> Sequence[Task]:
    """Return the visible follow-ups of an issue: open ones by day, then those done."""
    query = (
        sa.select(Task)
        .join(IssueTask, IssueTask.task_id == Task.id)
        .where(IssueTask.issue_id == issue_id, Task.archived_at.is_(None), task_visible_to(user))
        .options(joinedload(Task.assignee, innerjoin=True), joinedload(Task.done_by))
        .order_by(Task.done_at.is_not(None), Task.due_on.is_(None), Task.due_on, Task.id)
        .limit(MOST)
    )
    return db.session.execute(query).scalars().all()


def with_ids(ids: Iterable[int]) -> Sequence[Issue]:
    """Return the issues with these ids, in no order."""
    wanted = list(ids)
    return db.session.execute(sa.select(Issue).where(Issue.id.in_(wanted))).scalars().all() if wanted else []


def titles_of(values: Sequence[Any]) -> Mapping[Any, str]:
    """Return the titles of issues by id, for the trail of other records."""
    return {issue.id: issue.title(language()) for issue in with_ids(values)}


def find(_user: User, words: list[str], limit: int) -> list[SearchHit]:
    """Return listed issues that hold all of these folded words, the one that changed last first."""
    query = (
        sa.select(Issue)
        .where(LISTED, contains_words(Issue, Issue.search_text, words))
        .order_by(Issue.updated_at.desc(), Issue.id.desc())
        .limit(limit)
    )
    return [
        SearchHit(issue.title(language()), f"{issue.number} · {STATES[issue.state]}",
                  url_for("issues.show", issue_id=issue.id))
        for issue in db.session.execute(query).scalars()
    ]  # fmt: skip
