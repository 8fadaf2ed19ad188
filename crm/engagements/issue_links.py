"""Which issues engagements were about: asked and written here, so that the engagement's own rows stay as they are."""

from collections.abc import Collection, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.dates import now
from crm.core.db import db
from crm.engagements.issue_models import EngagementIssue
from crm.engagements.models import Engagement
from crm.issues.models import Issue


def issue_ids(item: Engagement) -> list[int]:
    """Return the ids of the issues of an engagement."""
    query = sa.select(EngagementIssue.issue_id).where(EngagementIssue.engagement_id == item.id)
    return list(db.session.execute(query.order_by(EngagementIssue.issue_id)).scalars())


#: Built once: building takes longer than running.
_ISSUES: Final = (
    sa.select(Issue)
    .join(EngagementIssue, EngagementIssue.issue_id == Issue.id)
    .where(EngagementIssue.engagement_id == sa.bindparam("engagement_id", type_=sa.Integer))
    .order_by(Issue.id)
)


def issues_of(engagement_id: int) -> Sequence[Issue]:
    """Return the issues of an engagement, which the reader may see, by number; issues are open to the firm."""
    return db.session.execute(_ISSUES, {"engagement_id": engagement_id}).scalars().all()


def keep(work: Session, item: Engagement, wanted: Collection[int] | None) -> None:
    """Make these the issues of an engagement (its row flushed), None leaves them; their start follows the engagement's.

    Nothing of the issue changes: that somebody met over it is told to those alone who may see the engagement.
    """
    query = sa.select(EngagementIssue).where(EngagementIssue.engagement_id == item.id)
    rows = work.execute(query).scalars().all()
    have = {row.issue_id for row in rows}
    for row in rows:
        if wanted is not None and row.issue_id not in wanted:
            work.delete(row)
        elif row.starts_at != item.starts_at:
            row.starts_at = item.starts_at
    added = sorted(set(wanted or ()) - have)
    work.add_all(EngagementIssue(engagement_id=item.id, issue_id=key, starts_at=item.starts_at) for key in added)
    if wanted is not None and set(wanted) != have:
        # Only link rows change: without this the record's version would not.
        item.updated_at = now()
    work.flush()
