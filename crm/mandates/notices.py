"""Notices of mandates: a report is due, the renewal is to be talked about, the term is over."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from crm.core.dates import long_date
from crm.core.db import db
from crm.core.i18n import language
from crm.core.offers import NoticeKind, NoticeText, Occasion
from crm.mandates.models import Mandate
from crm.mandates.queries import LIVE, with_names
from crm.mandates.visibility import visible_to
from crm.notices.mornings import days_in, told_by_morning


def _texts(column: Any, user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    query = sa.select(Mandate).where(Mandate.id.in_(ids), LIVE, visible_to(user)).options(*with_names())
    return {row.id: _text(row, getattr(row, column.key)) for row in db.session.execute(query).scalars()}


def _text(mandate: Mandate, day: Any) -> NoticeText:
    where = url_for("mandates.show", mandate_id=mandate.id)
    detail = " · ".join(filter(None, (mandate.client.name, long_date(day, language()) if day else "")))
    return NoticeText(mandate.title, where, detail)


def _due(column: Any, ahead: int, start: datetime, end: datetime) -> list[Occasion]:
    """Return the active mandates whose day is `ahead` days after a morning of (start, end], for their leads."""
    first, last = (day + timedelta(days=ahead) for day in days_in(start, end))
    query = sa.select(Mandate.id, Mandate.lead_id, column.label("day"))
    rows = [
        (row.id, row.lead_id, row.day - timedelta(days=ahead), f"{row.day}")
        for row in db.session.execute(query.where(Mandate.state == "active", LIVE, column.between(first, last)))
    ]
    return list(told_by_morning(rows, start, end))


def _kind(name: str, label: Any, order: int, column: Any, ahead: int) -> NoticeKind:
    texts: Callable[[Any, Sequence[int]], Mapping[int, NoticeText]] = partial(_texts, column)
    return NoticeKind(f"mandate.{name}", label, "file-earmark-check", order, texts, partial(_due, column, ahead))


#: A report is told of a week ahead, a renewal and an end on their day.
NOTICES: Final = (
    _kind("report", _l("Report of a mandate due in a week"), 36, Mandate.next_report_on, 7),
    _kind("renewal", _l("Renewal of a mandate to talk about"), 37, Mandate.renewal_on, 0),
    _kind("end", _l("Last day of a mandate"), 38, Mandate.ends_on, 0),
)
