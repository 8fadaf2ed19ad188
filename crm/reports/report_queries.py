"""Asks for reports, their versions, what was sent, and definitions: only what the reader may see."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, defer, joinedload

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import db
from crm.core.listing import Page, Sort, fetch_page
from crm.files.models import StoredFile
from crm.reports.build.period import Period
from crm.reports.models import Report, ReportSending, ReportVersion, ReportVersionFile
from crm.reports.visibility import may_read, visible_to

NEWEST: Final = Sort((Report.created_at.expression, Report.id.expression), descending=True)
_SUBJECTS: Final = ("client", "institution", "issue", "sector")
#: Of one report so many versions and sendings are shown; more nobody has.
SHOWN: Final = 100


def _reports(user: User) -> sa.Select[Report]:
    return (
        sa.select(Report)
        .where(visible_to(user))
        .options(
            *(joinedload(getattr(Report, name)) for name in _SUBJECTS), joinedload(Report.prepared_by, innerjoin=True)
        )
    )


def get_visible(user: User, report_id: int) -> Report | None:
    """Return a report with its subject and author, None for a stranger."""
    query = _reports(user).where(Report.id == report_id)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def for_edit(user: User, report_id: int) -> Report | None:
    """Return a visible report, locked until the unit of work ends."""
    query = _reports(user).where(Report.id == report_id).with_for_update(of=Report)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def page(user: User, wanted: Mapping[str, Any], cursor: str | None) -> Page:
    """Return one page of reports, the newest first: of a client, a kind or a state; archived ones alone or not."""
    query = _reports(user)
    archived = wanted.get("state") == "archived"
    query = query.where(Report.archived_at.is_not(None) if archived else Report.archived_at.is_(None))
    for name in ("client_id", "kind") + (() if archived else ("state",)):
        if wanted.get(name):
            query = query.where(getattr(Report, name) == wanted[name])
    return fetch_page(query, NEWEST, cursor)


def period_of(report: Report) -> Period:
    """Return the period of a report."""
    return Period(report.period_start, report.period_end)


def clients_with_reports(user: User, limit: int = 200) -> Sequence[tuple[int, str]]:
    """Return (id, name) of the clients that have a visible report, by name: what the list is narrowed to."""
    query = (
        sa.select(Client.id, Client.name)
        .where(sa.exists().where(Report.client_id == Client.id, visible_to(user)))
        .order_by(Client.name_key, Client.id)
        .limit(limit)
    )
    return [(row.id, row.name) for row in db.session.execute(query)]


def same_subject(report: Report) -> list[sa.ColumnElement[bool]]:
    """Return the WHERE on Report that finds those of the same kind on the same subject."""
    names = ("kind", "mission", *(f"{name}_id" for name in _SUBJECTS))
    return [getattr(Report, name).is_not_distinct_from(getattr(report, name)) for name in names]


def last_sent_on(report: Report) -> date | None:
    """Return the day of the newest earlier report of this kind and subject that was sent, None before the first."""
    query = (
        sa.select(sa.func.max(ReportSending.sent_at))
        .join(ReportVersion, ReportVersion.id == ReportSending.report_version_id)
        .join(Report, Report.id == ReportVersion.report_id)
        .where(*same_subject(report), Report.id != report.id, Report.period_start <= report.period_start)
    )
    moment = db.session.execute(query).scalar()
    return moment.date() if moment else None


def last_covered(user: User, kind: str, client_id: int) -> date | None:
    """Return the last day that an approved report of a client covers: the next one begins after it."""
    query = sa.select(sa.func.max(Report.period_end)).where(
        Report.kind == kind, Report.client_id == client_id, Report.state == "approved", visible_to(user)
    )
    return db.session.execute(query).scalar()


def versions(report_id: int) -> Sequence[ReportVersion]:
    """Return the versions of a report, which the reader may see, the newest first; without their documents."""
    query = (
        sa.select(ReportVersion)
        .where(ReportVersion.report_id == report_id)
        .options(defer(ReportVersion.document, raiseload=True), joinedload(ReportVersion.made_by, innerjoin=True))
        .order_by(ReportVersion.number.desc())
        .limit(SHOWN)
    )
    return db.session.execute(query).scalars().all()


def newest_version(report_id: int, state: str) -> ReportVersion | None:
    """Return the newest version of a report in a state, without its document: `readable_version` has it."""
    query = (
        sa.select(ReportVersion)
        .where(ReportVersion.report_id == report_id, ReportVersion.state == state)
        .options(defer(ReportVersion.document, raiseload=True))
        .order_by(ReportVersion.number.desc())
        .limit(1)
    )
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def next_number(report_id: int) -> int:
    """Return the number of a report's next version."""
    query = sa.select(sa.func.coalesce(sa.func.max(ReportVersion.number), 0))
    return int(db.session.execute(query.where(ReportVersion.report_id == report_id)).scalar_one()) + 1


def readable_version(user: User, version_id: int) -> ReportVersion | None:
    """Return a frozen version with its report; None where the reader may not see each record in it."""
    query = (
        sa.select(ReportVersion)
        .join(ReportVersion.report)
        .where(ReportVersion.id == version_id, visible_to(user))
        .options(
            contains_eager(ReportVersion.report).options(
                *(joinedload(getattr(Report, name)) for name in _SUBJECTS),
                joinedload(Report.prepared_by, innerjoin=True),
            ),
            joinedload(ReportVersion.made_by, innerjoin=True),
        )
    )
    found = db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    return found if found is not None and may_read(user, found.records) else None


def any_version(version_id: int) -> ReportVersion | None:
    """Return a version with its report and subject, whoever asks: for the worker."""
    query = (
        sa.select(ReportVersion)
        .join(ReportVersion.report)
        .where(ReportVersion.id == version_id)
        .options(contains_eager(ReportVersion.report).options(*(joinedload(getattr(Report, n)) for n in _SUBJECTS)))
    )
    return db.session.execute(query).scalar_one_or_none()


def files_of(version_id: int) -> Sequence[StoredFile]:
    """Return the kept files of a version, in order of volume."""
    query = (
        sa.select(StoredFile)
        .join(ReportVersionFile, ReportVersionFile.file_id == StoredFile.id)
        .where(ReportVersionFile.report_version_id == version_id)
        .order_by(StoredFile.id)
    )
    return db.session.execute(query).scalars().all()


def sendings(report_id: int) -> Sequence[ReportSending]:
    """Return what of a report went to whom, the newest first."""
    query = (
        sa.select(ReportSending)
        .join(ReportSending.report_version)
        .where(ReportVersion.report_id == report_id)
        .options(
            contains_eager(ReportSending.report_version).options(defer(ReportVersion.document, raiseload=True)),
            joinedload(ReportSending.sent_by, innerjoin=True),
            joinedload(ReportSending.mail),
        )
        .order_by(ReportSending.id.desc())
        .limit(SHOWN)
    )
    return db.session.execute(query).scalars().all()


def visible_with(user: User, ids: Sequence[int]) -> Sequence[Report]:
    """Return those of these reports that a reader may see, with their subjects."""
    query = _reports(user).where(Report.id.in_(ids), Report.archived_at.is_(None))
    return db.session.execute(query).scalars().all()


def approved_versions(report_id: int) -> Sequence[ReportVersion]:
    """Return the versions of a report that stand approved, without their documents."""
    query = sa.select(ReportVersion).where(ReportVersion.report_id == report_id, ReportVersion.state == "approved")
    return db.session.execute(query.options(defer(ReportVersion.document, raiseload=True))).scalars().all()


def newest_of_client(user: User, client_id: int, limit: int) -> Sequence[Report]:
    """Return the newest reports of a client, without archived ones."""
    query = sa.select(Report).where(Report.client_id == client_id, Report.archived_at.is_(None), visible_to(user))
    return db.session.execute(query.order_by(Report.id.desc()).limit(limit)).scalars().all()
