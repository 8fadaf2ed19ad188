"""Notices of opportunities that did not move."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.clients.models.client import Client
from crm.clients.visibility import visible_to
from crm.core.dates import ago, now
from crm.core.db import db
from crm.core.i18n import language
from crm.core.offers import NoticeKind, NoticeText, Occasion
from crm.pipeline.labels import NO_MOVE_DAYS
from crm.pipeline.models import Opportunity, Stage

_OPEN: Final = sa.and_(Opportunity.closed_at.is_(None), Opportunity.archived_at.is_(None))


def _texts(user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    query = (
        sa.select(Opportunity.id, Opportunity.title, Opportunity.stage_since, Client.name)
        .join(Client, Client.id == Opportunity.client_id)
        .where(Opportunity.id.in_(ids), Opportunity.archived_at.is_(None), visible_to(user))
    )
    return {
        row.id: NoticeText(
            f"{row.title} · {row.name}",
            url_for("pipeline.show", opportunity_id=row.id),
            _("no move for %(time)s", time=ago((now() - row.stage_since).days, language())),
        )
        for row in db.session.execute(query)
    }


def still(start: datetime, end: datetime) -> list[Occasion]:
    """Return the open opportunities whose last move is NO_MOVE_DAYS before an instant of (start, end]."""
    patience = timedelta(days=NO_MOVE_DAYS)
    query = (
        sa.select(Opportunity.id, Opportunity.account_lead_id, Opportunity.stage_since)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(_OPEN, Stage.kind == "open")
        .where(Opportunity.stage_since > start - patience, Opportunity.stage_since <= end - patience)
    )
    return [
        Occasion(row.account_lead_id, row.id, row.stage_since.isoformat(), row.stage_since + patience)
        for row in db.session.execute(query)
    ]


NOTICES: Final = (NoticeKind("opportunity.still", _l("Opportunity without a move"), "hourglass", 35, _texts, still),)
