"""The last days of certifications, as key dates."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.clients.cards import period_of, title_of
from crm.clients.models.client import Client
from crm.clients.models.depth import Certification
from crm.clients.visibility import visible_to
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.core.i18n import language
from crm.core.offers import MOST_KEY_DATES, KeyDate, KeyDates, entry_name

NAME: Final = "certification"
#: Whose authority a certification is; the rest may be of either country.
COUNTRIES: Final = {"immex": "MX", "prosec": "MX", "oea": "MX", "ctpat": "US"}


def between(user: User, start: date, end: date, client_ids: Collection[int] | None) -> Sequence[KeyDate]:
    """Return the certifications of visible clients whose last day falls from `start` to `end`, soonest first."""
    asked: dict[str, Any] = {"start": start, "end": end, "most": MOST_KEY_DATES}
    if client_ids is not None:
        asked["ids"] = list(client_ids)
    found = db.session.execute(_between(user, client_ids is not None), asked).scalars()
    return [_key_date(row) for row in found if row.expires_on]


@per_reader
def _between(user: Reader, chosen: bool) -> sa.Select[Certification]:  # noqa: FBT001 - part of what is kept
    start, end = sa.bindparam("start", type_=sa.Date), sa.bindparam("end", type_=sa.Date)
    query = (
        sa.select(Certification)
        .join(Client, Client.id == Certification.client_id)
        .where(Certification.expires_on.between(start, end), Client.archived_at.is_(None), visible_to(user))
        .order_by(Certification.expires_on, Certification.client_id, Certification.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )
    return query.where(Certification.client_id.in_(sa.bindparam("ids", expanding=True))) if chosen else query


def _key_date(row: Certification) -> KeyDate:
    day = row.expires_on or date.max
    facts = (row.number, period_of(row, language()) if row.kind == "origin" else "", row.notes)
    return KeyDate(
        entry=entry_name(NAME, row.id, day), day=day, label=_("%(what)s: last day", what=title_of(row)), kind=NAME,
        source=_("The client's trade profile"), detail=" · ".join(fact for fact in facts if fact),
        url=url_for("clients.profile", client_id=row.client_id) + "#certifications",
        country=COUNTRIES.get(row.kind, ""), client_ids=(row.client_id,),
    )  # fmt: skip


OFFER: Final = KeyDates(NAME, between, {NAME: _l("Certification")})
