"""Asks for what was handed over before."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.core.db import db
from crm.handover.models import Handover

SHOWN: Final = 20


def earlier() -> Sequence[Handover]:
    """Return the last ones with the names of those concerned."""
    names = (joinedload(Handover.from_user), joinedload(Handover.to_user), joinedload(Handover.by_user))
    query = sa.select(Handover).order_by(Handover.at.desc(), Handover.id.desc()).limit(SHOWN)
    return db.session.execute(query.options(*names)).scalars().all()
