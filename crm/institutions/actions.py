"""Changes institutions, posts and who holds them. They flush within an open unit of work, never commit."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.feature import registry
from crm.institutions.models import Institution, Post, PostHolder

#: What a form may set on the records themselves: nothing else of them is taken from a request.
PLAIN: Final = (
    "name_en", "name_es", "short", "kind", "level", "country", "state", "city", "parent_id", "gift_rule",
    "meeting_rule", "holidays", "website", "phone", "email", "address", "notes",
)  # fmt: skip
POST: Final = ("title_en", "title_es", "official_class", "class_source", "class_checked_on", "position")
TERM: Final = ("from_on", "to_on", "acting")
EVENT: Final = "post.new_holder"


def create(work: Session, values: Mapping[str, Any]) -> Institution:
    """Add an institution; see PLAIN for the values."""
    body = Institution()
    work.add(body)
    update(work, body, values)
    return body


def update(work: Session, body: Institution, values: Mapping[str, Any]) -> None:
    """Change an institution: only the values given."""
    _set(body, values, PLAIN)
    work.flush()


def archive(work: Session, body: Institution) -> None:
    """Take an institution out of the lists; nothing of it is lost."""
    body.archived_at = body.archived_at or now()
    work.flush()


def restore(work: Session, body: Institution) -> None:
    """Put an archived institution back."""
    body.archived_at = None
    work.flush()


def add_post(work: Session, body: Institution, values: Mapping[str, Any]) -> Post:
    """Add a post to an institution, after its others; see POST for the values."""
    last = sa.select(sa.func.coalesce(sa.func.max(Post.position), -1)).where(Post.institution_id == body.id)
    post = Post(institution_id=body.id, position=work.execute(last).scalar_one() + 1)
    _set(post, values, POST)
    work.add(post)
    body.updated_at = now()
    work.flush()
    return post


def change_post(work: Session, post: Post, values: Mapping[str, Any]) -> None:
    """Change a post: only the values given."""
    _set(post, values, POST)
    work.flush()


def archive_post(work: Session, post: Post) -> None:
    """Take a post off the page, or put it back; who held it stays on record."""
    post.archived_at = None if post.archived_at else now()
    work.flush()


def name_holder(work: Session, actor: User | None, post: Post, person_id: int, values: Mapping[str, Any]) -> PostHolder:
    """Say who holds a post.

    `values`: from_on, to_on, acting; with `ends_others` the terms that are open end the day before it begins.
    """
    holder = PostHolder(post_id=post.id, person_id=person_id)
    _set(holder, values, TERM)
    if values.get("ends_others"):
        open_terms = sa.select(PostHolder).where(PostHolder.post_id == post.id, PostHolder.to_on.is_(None))
        last = (holder.from_on or now().date()) - timedelta(days=1)
        for other in work.execute(open_terms).scalars():
            other.to_on = max(last, other.from_on) if other.from_on else last
    work.add(holder)
    post.updated_at = now()
    work.flush()
    registry().tell(EVENT, work, actor, holder)
    return holder


def change_term(work: Session, holder: PostHolder, values: Mapping[str, Any]) -> None:
    """Correct or end a term."""
    _set(holder, values, TERM)
    work.flush()


def _set(record: Institution | Post | PostHolder, values: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    for name in allowed:
        if name in values:
            setattr(record, name, values[name])
