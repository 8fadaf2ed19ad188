"""One engagement by its address, with what its page shows."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.engagements.confidential import LockedError
from crm.engagements.models import (
    Engagement,
    EngagementClient,
    EngagementConsultant,
    EngagementFile,
    EngagementInstitution,
    EngagementPerson,
    EngagementTask,
    EngagementUsmca,
)
from crm.engagements.queries.parts import is_locked
from crm.engagements.visibility import visible_to
from crm.files.models import StoredFile
from crm.institutions.models import Institution
from crm.people.models import Person
from crm.people.visibility import within_limits
from crm.tasks.models import Task, TaskClient
from crm.tasks.visibility import visible_to as task_visible_to

#: Files offered for a mark; an engagement with more has them on its list.
MOST_FILES: Final = 50


def with_everything(user: Reader) -> tuple[ORMOption, ...]:
    """Return loader options for clients, consultants, institutions, people, chapters, sectors: constant in number."""
    return (
        *with_parties(),
        with_people(user),
        selectinload(Engagement.consultants).joinedload(EngagementConsultant.user, innerjoin=True),
        selectinload(Engagement.readers),
        selectinload(Engagement.usmca).joinedload(EngagementUsmca.chapter, innerjoin=True),
        selectinload(Engagement.sectors),
        selectinload(Engagement.chapters),
    )


def with_people(user: Any) -> ORMOption:
    """Return the loader option for the people present whom the reader may see."""
    shown = sa.exists(sa.select(Person.id).where(Person.id == EngagementPerson.person_id, within_limits(user)))
    return selectinload(Engagement.persons.and_(shown)).joinedload(EngagementPerson.person, innerjoin=True)


def with_clients() -> ORMOption:
    """Return the loader option for the names of the clients."""
    return (
        selectinload(Engagement.clients)
        .joinedload(EngagementClient.client, innerjoin=True)
        .load_only(Client.id, Client.name, Client.report_language)
    )


def with_parties() -> tuple[ORMOption, ...]:
    """Return the loader options for the names of the clients and of the institutions met."""
    bodies = selectinload(Engagement.institutions).joinedload(EngagementInstitution.institution, innerjoin=True)
    return with_clients(), bodies.load_only(Institution.id, Institution.name_en, Institution.name_es, Institution.short)


def get_visible(user: User, engagement_id: int) -> Engagement | None:
    """Return an engagement with clients, consultants and chapters, or None for a stranger."""
    return db.session.execute(_one(user), {"engagement_id": engagement_id}).scalar_one_or_none()


@per_reader
def _one(user: Reader) -> sa.Select[Engagement]:
    wanted = Engagement.id == sa.bindparam("engagement_id", type_=sa.Integer)
    return sa.select(Engagement).where(wanted, visible_to(user)).options(*with_everything(user))


def for_edit(user: User, engagement_id: int, *, unlocking: bool = False) -> Engagement | None:
    """Return a visible engagement with its links and follow-ups, held until the unit of work ends.

    Raises LockedError where a partner has locked it (`unlocking`: also then it is returned).
    """
    query = sa.select(Engagement).where(Engagement.id == engagement_id, visible_to(user)).options(*with_rows())
    item = db.session.execute(query.with_for_update(of=Engagement)).scalar_one_or_none()
    # Asked once the row is held: a lock comes and goes with it alone.
    if item is not None and not unlocking and is_locked(engagement_id):
        raise LockedError
    return item


def with_rows() -> tuple[ORMOption, ...]:
    """Return the loader options of all that `actions.update` changes: links and follow-ups."""
    follow_ups = selectinload(Engagement.tasks).joinedload(EngagementTask.task, innerjoin=True)
    return (
        selectinload(Engagement.clients),
        selectinload(Engagement.institutions),
        selectinload(Engagement.persons),
        selectinload(Engagement.consultants),
        selectinload(Engagement.usmca),
        selectinload(Engagement.readers),
        selectinload(Engagement.sectors),
        selectinload(Engagement.chapters),
        follow_ups.selectinload(Task.clients),
        follow_ups.selectinload(Task.readers),
    )


def follow_ups(user: User, engagement_ids: Sequence[int]) -> dict[int, list[Task]]:
    """Return the visible follow-ups of some engagements by engagement, by day, open ones first."""
    found: dict[int, list[Task]] = {engagement_id: [] for engagement_id in engagement_ids}
    for engagement_id, task in db.session.execute(_follow_ups(user), {"ids": list(engagement_ids)}):
        found[engagement_id].append(task)
    return found


@per_reader
def _follow_ups(user: Reader) -> sa.Select[int, Task]:
    ids = EngagementTask.engagement_id.in_(sa.bindparam("ids", expanding=True))
    return (
        sa.select(EngagementTask.engagement_id, Task)
        .join(Task, Task.id == EngagementTask.task_id)
        .where(ids, Task.archived_at.is_(None), task_visible_to(user))
        .options(
            joinedload(Task.assignee, innerjoin=True),
            joinedload(Task.done_by),
            selectinload(Task.clients).joinedload(TaskClient.client, innerjoin=True).load_only(Client.id, Client.name),
        )
        .order_by(Task.done_at.is_not(None), Task.due_on, Task.id)
    )


#: Built once: building takes longer than running.
_MARKED: Final = (
    sa.select(EngagementFile, StoredFile.name)
    .join(StoredFile, StoredFile.id == EngagementFile.file_id)
    .where(
        EngagementFile.engagement_id == sa.bindparam("engagement_id", type_=sa.Integer),
        StoredFile.archived_at.is_(None),
    )
    .order_by(StoredFile.id.desc())
    .limit(MOST_FILES)
)


def marked_files(engagement_id: int) -> Sequence[tuple[EngagementFile, str]]:
    """Return the files in use of an engagement that the reader sees, with their names: the newest first."""
    rows = db.session.execute(_MARKED, {"engagement_id": engagement_id})
    return [(row.EngagementFile, row.name) for row in rows]


def file_row(engagement_id: int, file_id: int) -> EngagementFile | None:
    """Return the link of a file to an engagement."""
    query = sa.select(EngagementFile).where(
        EngagementFile.engagement_id == engagement_id, EngagementFile.file_id == file_id
    )
    return db.session.execute(query).scalar_one_or_none()
