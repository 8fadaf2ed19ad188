"""Asks for what went out, for those who hold a link or a message: they are no readers of ours."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, defer, joinedload

from crm.accounts.models import User
from crm.clients.visibility import hidden_client
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.reports.models import Report, ReportSending, ReportVersion

_SUBJECTS = ("client", "institution", "issue", "sector")


def of_mail(mail_id: int) -> ReportSending | None:
    """Return the sending that a mail is of."""
    return db.session.execute(sa.select(ReportSending).where(ReportSending.mail_id == mail_id)).scalar_one_or_none()


def with_version(sending_id: int) -> ReportSending | None:
    """Return a sending with its version, that one's report and its subject."""
    return _one(_with_version(sending_id))


def for_edit(sending_id: int) -> ReportSending | None:
    """Return a sending, locked until the unit of work ends."""
    return _one(_with_version(sending_id).with_for_update(of=ReportSending))


def _one(query: sa.Select[ReportSending]) -> ReportSending | None:
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def _with_version(sending_id: int) -> sa.Select[ReportSending]:
    return (
        sa.select(ReportSending)
        .join(ReportSending.report_version)
        .join(ReportVersion.report)
        .where(ReportSending.id == sending_id)
        .options(
            contains_eager(ReportSending.report_version)
            .contains_eager(ReportVersion.report)
            .options(*(joinedload(getattr(Report, name)) for name in _SUBJECTS)),
            joinedload(ReportSending.sent_by, innerjoin=True),
        )
    )


@per_reader
def of_client(user: Reader, client_id: sa.ColumnElement[int]) -> sa.Select[str, datetime, int]:
    """Return (kind, at, id) of what went out to a client, for its timeline."""
    kind = sa.literal("report_sending").label("kind")
    return sa.select(kind, ReportSending.sent_at, ReportSending.id).where(
        ReportSending.client_id == client_id, ~hidden_client(user, ReportSending.client_id)
    )


def by_ids(_user: User, ids: Sequence[int]) -> Mapping[int, Any]:
    """Return sendings by id, with their report: for the timeline, which has asked who may see them."""
    query = (
        sa.select(ReportSending)
        .join(ReportSending.report_version)
        .join(ReportVersion.report)
        .where(ReportSending.id.in_(list(ids)))
        .options(
            contains_eager(ReportSending.report_version).options(
                defer(ReportVersion.document, raiseload=True), contains_eager(ReportVersion.report)
            ),
            joinedload(ReportSending.sent_by, innerjoin=True),
        )
    )
    return {row.id: row for row in db.session.execute(query).scalars()}


def last_days(user: User) -> Mapping[int, date]:
    """Return by client the day on which a report went to its people last."""
    query = (
        sa.select(ReportSending.client_id, sa.func.max(ReportSending.sent_at))
        .where(ReportSending.client_id.is_not(None), ReportSending.person_id.is_not(None),
               ~hidden_client(user, ReportSending.client_id))
        .group_by(ReportSending.client_id)
    )  # fmt: skip
    return {key: at.date() for key, at in db.session.execute(query) if key is not None}
