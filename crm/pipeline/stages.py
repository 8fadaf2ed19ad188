"""The firm's stages, kept in the process until one of them changes."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from crm.core.db import db
from crm.core.i18n import language
from crm.core.kept import detached, kept
from crm.pipeline.models import Stage


@kept("pipeline_stages", size=2)
def stages_by_id() -> dict[int, Stage]:
    """Return every stage by its id, archived ones too, in the firm's order."""
    query = sa.select(Stage).order_by(Stage.position, Stage.id)
    return {row.id: row for row in detached(list(db.session.execute(query).scalars()))}


def stages(*, keep: int | None = None) -> Sequence[Stage]:
    """Return the stages to choose from, in order; `keep` stays among them whatever became of it."""
    return [stage for stage in stages_by_id().values() if stage.archived_at is None or stage.id == keep]


def ids_of(*kinds: str) -> list[int]:
    """Return the ids of all stages of these kinds: open, signed, lost, hold; archived ones too."""
    return [stage.id for stage in stages_by_id().values() if stage.kind in kinds]


def stage_titles() -> Mapping[int, str]:
    """Return the title of each stage in the reader's language."""
    return {key: stage.title(language()) for key, stage in stages_by_id().items()}
