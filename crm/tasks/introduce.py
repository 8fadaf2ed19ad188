"""A new holder of a post opens a follow-up: introduce ourselves."""

from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, joinedload

from crm.accounts.models import User
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.institutions.models import Post, PostHolder
from crm.tasks import actions

#: Days until it is due.
DUE_IN: Final = 14
#: Whoever has sat there for longer than this is no new holder, but one written down late.
NEW_FOR: Final = timedelta(days=180)


def introduce_ourselves(work: Session, actor: User | None, holder: PostHolder) -> None:
    """Give whoever wrote a new holder down a follow-up; none for a command, a term that is over or an old one."""
    if actor is None:
        return
    today = today_in(actor.time_zone)
    over = holder.to_on is not None and holder.to_on < today
    old = holder.from_on is not None and holder.from_on < today - NEW_FOR
    if over or old:
        return
    query = sa.select(PostHolder).where(PostHolder.id == holder.id)
    query = query.options(joinedload(PostHolder.person), joinedload(PostHolder.post).joinedload(Post.institution))
    full = work.execute(query.execution_options(populate_existing=True)).scalar_one()
    body = full.post.institution
    title = _(
        "Introduce ourselves: %(name)s, %(post)s, %(institution)s",
        name=full.person.formal, post=full.post.title(language()), institution=body.short or body.name(language()),
    )  # fmt: skip
    first = max(today, holder.from_on or today)
    actions.create(work, actor, {
        "title": title[:300], "due_on": first + timedelta(days=DUE_IN), "assignee_id": actor.id,
        "institutions": [body.id], "people": [holder.person_id],
    })  # fmt: skip
