"""Asks for the stages as Settings changes them."""

from collections.abc import Sequence

import sqlalchemy as sa

from crm.core.db import db
from crm.pipeline.models import Opportunity, Stage


def all_stages(*, lock: bool = False) -> Sequence[Stage]:
    """Return every stage in the firm's order, locked within an open unit of work where wanted."""
    query = sa.select(Stage).order_by(Stage.position, Stage.id)
    return db.session.execute(query.with_for_update() if lock else query).scalars().all()


def get_stage(stage_id: int, *, lock: bool = False) -> Stage | None:
    """Return one stage."""
    query = sa.select(Stage).where(Stage.id == stage_id)
    return db.session.execute(query.with_for_update() if lock else query).scalar_one_or_none()


def is_used(stage_id: int) -> bool:
    """Tell whether opportunities stand in a stage, whoever may see them; archived ones do not count."""
    query = sa.select(Opportunity.id).where(Opportunity.stage_id == stage_id, Opportunity.archived_at.is_(None))
    return db.session.execute(query.limit(1)).first() is not None
