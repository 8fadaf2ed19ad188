"""The Monday view: one week of the firm, by office, as far as its reader may see."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.calendar import queries
from crm.calendar.models import Absence
from crm.commitments.models import Commitment
from crm.commitments.queries import BY_DAY, LIVE, late_on, with_links, with_parties
from crm.commitments.visibility import visible_to as commitment_visible_to
from crm.core.db import db
from crm.core.firm import firm_offices
from crm.core.offers import KeyDate
from crm.core.text import fold
from crm.engagements.models import Engagement, EngagementConsultant
from crm.engagements.queries.one import with_parties as with_met
from crm.engagements.visibility import visible_to as engagement_visible_to
from crm.tasks.models import Task
from crm.tasks.queries import OPEN, shown_with
from crm.tasks.visibility import visible_to as task_visible_to

#: Of each part so many are read; of each person so many overdue follow-ups are shown.
MOST: Final = 200
FEW: Final = 5


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of the week: its day and hour on the reader's clock, and who of us of one office goes."""

    item: Engagement
    when: Any
    who: Sequence[User]


@dataclass(frozen=True, slots=True)
class Late:
    """Somebody's overdue follow-ups: the oldest, and how many there are."""

    person: User
    tasks: Sequence[Any]
    number: int


@dataclass(frozen=True, slots=True)
class Week:
    """All of the page."""

    meetings: Mapping[str, Sequence[Meeting]]
    away: Mapping[str, Sequence[Absence]]
    waiting: Sequence[Task]
    promises: Mapping[tuple[int, str], Sequence[Commitment]]
    late: Sequence[Late]
    key_dates: Sequence[KeyDate]
    cut: bool


def week(user: User, monday: date, today: date) -> Week:
    """Return the week that begins on a Monday; what is overdue and waits is as of today."""
    sunday = monday + timedelta(days=6)
    meetings, cut = _meetings(user, monday, sunday)
    away: dict[str, list[Absence]] = defaultdict(list)
    for absence in queries.absences(monday, sunday):
        away[_office(absence.user)].append(absence)
    return Week(
        meetings, away, _waiting(user), _promises(user, today), _late(user, today),
        queries.key_dates(user, monday, sunday), cut,
    )  # fmt: skip


def offices() -> list[str]:
    """Return the firm's offices, then those that only people name; '' last, for who has none."""
    named = firm_offices()
    others = sorted({_office(person) for person in people_by_id().values() if person.active} - {*named, ""})
    return [*named, *others, ""]


def _office(person: User) -> str:
    """Return a person's office as the firm names it: 'Hermosillo' is 'Hermosillo, Sonora' where there is but one."""
    own = fold(person.office)
    same = [name for name in firm_offices() if own in {fold(name), fold(name.partition(",")[0])}]
    return same[0] if len(same) == 1 else person.office


def _meetings(user: User, monday: date, sunday: date) -> tuple[dict[str, list[Meeting]], bool]:
    rows = queries.engagements(user, monday, sunday, own=False)[:MOST]
    query = sa.select(Engagement).where(Engagement.id.in_([row.id for row in rows]), engagement_visible_to(user))
    query = query.options(
        *with_met(), selectinload(Engagement.consultants).load_only(EngagementConsultant.user_id)
    ).order_by(Engagement.starts_at, Engagement.id)
    people, zone = people_by_id(), ZoneInfo(user.time_zone)
    found: dict[str, list[Meeting]] = defaultdict(list)
    for item in db.session.execute(query).scalars():
        by_office: dict[str, list[User]] = defaultdict(list)
        for link in item.consultants:
            by_office[_office(people[link.user_id])].append(people[link.user_id])
        for office, who in (by_office or {"": []}).items():
            found[office].append(Meeting(item, item.starts_at.astimezone(zone), who))
    return found, len(rows) == MOST


def _waiting(user: User) -> Sequence[Task]:
    query = sa.select(Task).where(Task.waiting_for != "", OPEN, task_visible_to(user)).options(*shown_with())
    return db.session.execute(query.order_by(Task.waiting_since, Task.id).limit(MOST)).scalars().all()


def _promises(user: User, today: date) -> dict[tuple[int, str], list[Commitment]]:
    """Return late commitments by client (id and name); those that concern none stand under (0, '')."""
    query = sa.select(Commitment).where(late_on(today), LIVE, commitment_visible_to(user))
    query = query.options(*with_parties(), *with_links()).order_by(*BY_DAY).limit(MOST)
    found: dict[tuple[int, str], list[Commitment]] = defaultdict(list)
    for item in db.session.execute(query).scalars():
        for key in [(link.client_id, link.client.name) for link in item.clients] or [(0, "")]:
            found[key].append(item)
    return dict(sorted(found.items(), key=lambda row: (row[0][0] == 0, row[0][1].casefold())))


def _late(user: User, today: date) -> list[Late]:
    where = (Task.due_on < today, OPEN, task_visible_to(user))
    place = sa.func.row_number().over(partition_by=Task.assignee_id, order_by=(Task.due_on, Task.id))
    number = sa.func.count().over(partition_by=Task.assignee_id)
    rows = sa.select(Task.id, Task.title, Task.due_on, Task.assignee_id, place.label("place"), number.label("number"))
    part = rows.where(*where).subquery()
    query = sa.select(part).where(part.c.place <= FEW).order_by(part.c.assignee_id, part.c.place)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.assignee_id].append(row)
    people = people_by_id()
    late = [Late(people[key], tasks, tasks[0].number) for key, tasks in found.items()]
    return sorted(late, key=lambda each: (-each.number, each.person.name))
