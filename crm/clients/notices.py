"""Notices of certifications that end."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.clients.cards import title_of
from crm.clients.models.client import Client
from crm.clients.models.depth import Certification
from crm.clients.visibility import visible_to
from crm.core.dates import long_date
from crm.core.db import db
from crm.core.i18n import language
from crm.core.offers import NoticeKind, NoticeText, Occasion
from crm.notices.mornings import days_in, told_by_morning

#: Days before the last one on which the client's account lead is told.
AHEAD: Final = (90, 30, 7)


def _texts(user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    query = (
        sa.select(Certification, Client.name)
        .join(Client, Client.id == Certification.client_id)
        .where(Certification.id.in_(ids), Client.archived_at.is_(None), visible_to(user))
    )
    return {
        row.id: NoticeText(
            f"{name}: {title_of(row)}",
            url_for("clients.profile", client_id=row.client_id) + "#certifications",
            _("last day %(day)s", day=long_date(row.expires_on, language())) if row.expires_on else "",
        )
        for row, name in db.session.execute(query)
    }


def ending(start: datetime, end: datetime) -> list[Occasion]:
    """Return the certifications that end soon, as seen in the mornings of (start, end]."""
    first, last = days_in(start, end)
    days = [Certification.expires_on.between(first + timedelta(days=n), last + timedelta(days=n)) for n in AHEAD]
    query = (
        sa.select(Certification.id, Certification.expires_on, Client.account_lead_id)
        .join(Client, Client.id == Certification.client_id)
        .where(sa.or_(*days), Client.account_lead_id.is_not(None), Client.archived_at.is_(None))
    )
    rows = [
        (row.id, row.account_lead_id, row.expires_on - timedelta(days=n), f"{row.expires_on} {n}")
        for row in db.session.execute(query)
        for n in AHEAD
    ]
    return list(told_by_morning(rows, start, end))


NOTICES: Final = (NoticeKind("certification.ending", _l("Certification ends soon"), "patch-check", 40, _texts, ending),)
