"""Asks for saved views, choices of columns and the log of exports."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.core.db import db
from crm.lists.models import ExportLog

SHOWN = 200


def exports(limit: int = SHOWN) -> Sequence[ExportLog]:
    """Return the newest exports with who took them."""
    query = sa.select(ExportLog).options(joinedload(ExportLog.user)).order_by(ExportLog.id.desc()).limit(limit)
    return db.session.execute(query).scalars().all()
