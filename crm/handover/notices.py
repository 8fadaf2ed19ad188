"""One notice for whoever takes over, not one for each record."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.queries import names_by_id
from crm.core.db import db
from crm.core.offers import NoticeKind, NoticeText
from crm.handover.holdings import told
from crm.handover.models import Handover


def _texts(user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    query = sa.select(Handover).where(Handover.id.in_(ids), Handover.to_id == user.id)
    names = names_by_id()
    return {
        row.id: NoticeText(
            _("Handed over to you by %(name)s", name=names.get(row.from_id, "")),
            url_for("home.my_day"),
            told(row.moved),
        )
        for row in db.session.execute(query).scalars()
    }


NOTICES: Final = (NoticeKind("handover.done", _l("Handed over to you"), "arrow-left-right", 15, _texts, way="now"),)
