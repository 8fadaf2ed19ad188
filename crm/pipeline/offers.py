"""What other pages ask about opportunities: timelines, the search box, files."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import url_for

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.db import db
from crm.core.find import contains_words
from crm.core.i18n import language
from crm.core.offers import FileOwner, SearchHit
from crm.pipeline.labels import value_text
from crm.pipeline.models import Opportunity, OpportunityFile, StageMove
from crm.pipeline.queries import BY_EXPECTED, LIVE, get_visible, with_names
from crm.pipeline.stages import stages_by_id
from crm.pipeline.visibility import visible_to


def moves(user: User, client_id: int) -> sa.Select[str, datetime, int]:
    """Return (kind, at, id) of the moves of a client's opportunities, for its timeline."""
    return (
        sa.select(sa.literal("stage-move").label("kind"), StageMove.at.label("at"), StageMove.id.label("id"))
        .join(Opportunity, Opportunity.id == StageMove.opportunity_id)
        .where(Opportunity.client_id == client_id, LIVE, visible_to(user))
    )


def timeline_items(user: User, ids: Sequence[int]) -> Mapping[int, StageMove]:
    """Return the moves of a timeline page by id, of opportunities that the reader may see."""
    query = sa.select(StageMove).join(StageMove.opportunity).where(StageMove.id.in_(list(ids)), visible_to(user))
    return {
        row.id: row for row in db.session.execute(query.options(sa.orm.contains_eager(StageMove.opportunity))).scalars()
    }


def find(user: User, words: list[str], limit: int) -> list[SearchHit]:
    """Return visible opportunities that hold all the folded words, the expected first."""
    query = (
        sa.select(Opportunity)
        .where(contains_words(Opportunity, Opportunity.search_text.expression, words), LIVE, visible_to(user))
        .options(*with_names())
        .order_by(*BY_EXPECTED)
        .limit(limit)
    )
    return [
        SearchHit(item.title, _detail(item), url_for("pipeline.show", opportunity_id=item.id))
        for item in db.session.execute(query).scalars()
    ]


def _detail(item: Opportunity) -> str:
    parts = (item.client.name, stages_by_id()[item.stage_id].title(language()), value_text(item))
    return " · ".join(filter(None, parts))


OWNER = FileOwner("opportunity", OpportunityFile, get_visible, "pipeline.show_files", Permission.OPPORTUNITY_READ)
