"""Asks who holds a post, who held it before, and what a person held on a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from crm.accounts.models import User
from crm.core.dates import today_in
from crm.core.db import db
from crm.core.i18n import language
from crm.institutions.models import Institution, Post, PostHolder
from crm.people.models import Person
from crm.people.visibility import within_limits


@dataclass(frozen=True, slots=True)
class Seat:
    """A post with who holds it now (several while a term overlaps an acting one) and who did before."""

    post: Post
    now: Sequence[PostHolder]
    before: Sequence[PostHolder]


def seats(user: User, institution_id: int, *, archived: bool = False) -> list[Seat]:
    """Return the posts of an institution with their holders: two statements."""
    posts = sa.select(Post).where(Post.institution_id == institution_id)
    if not archived:
        posts = posts.where(Post.archived_at.is_(None))
    rows = db.session.execute(posts.order_by(Post.position, Post.id)).scalars().all()
    held: dict[int, list[PostHolder]] = {post.id: [] for post in rows}
    holders = (
        sa.select(PostHolder)
        .join(PostHolder.person)
        .where(PostHolder.post_id.in_(list(held)), within_limits(user))
        .options(contains_eager(PostHolder.person))
        .order_by(PostHolder.to_on.is_not(None), PostHolder.to_on.desc(), PostHolder.from_on.desc(), PostHolder.id)
    )
    for holder in db.session.execute(holders).scalars():
        held[holder.post_id].append(holder)
    today = today_in(user.time_zone)
    return [
        Seat(post, [h for h in held[post.id] if in_post(h, today)], [h for h in held[post.id] if not in_post(h, today)])
        for post in rows
    ]


def in_post(holder: PostHolder, day: date) -> bool:
    """Tell whether somebody holds the post on a day; an unknown first or last day does not end it."""
    return (holder.from_on is None or holder.from_on <= day) and (holder.to_on is None or holder.to_on >= day)


def get_post(institution_id: int, post_id: int, *, lock: bool = False) -> Post | None:
    """Return a post of an institution, locked until the unit of work ends where asked."""
    query = sa.select(Post).where(Post.id == post_id, Post.institution_id == institution_id)
    query = query.options(joinedload(Post.institution))
    if lock:
        query = query.with_for_update(of=Post).execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one_or_none()


def get_holder(institution_id: int, holder_id: int, *, lock: bool = False) -> PostHolder | None:
    """Return a term in a post of an institution with post and person."""
    query = (
        sa.select(PostHolder)
        .join(Post, Post.id == PostHolder.post_id)
        .where(PostHolder.id == holder_id, Post.institution_id == institution_id)
        .options(joinedload(PostHolder.post).joinedload(Post.institution), joinedload(PostHolder.person))
    )
    if lock:
        query = query.with_for_update(of=PostHolder).execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Held:
    """A post held on a day, in both languages."""

    institution_id: int
    title_en: str
    title_es: str
    body_en: str
    body_es: str
    acting: bool
    from_on: date | None
    to_on: date | None
    official_class: str = ""
    class_source: str = ""
    class_checked_on: date | None = None

    def on(self, day: date) -> bool:
        """Tell whether it was held on a day; an unknown first or last day does not end it."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or self.to_on >= day)

    def text(self, speaks: str) -> str:
        """Return 'Consul general (acting), US Consulate General, Hermosillo'."""
        title, body = (self.title_es, self.body_es) if speaks == "es" else (self.title_en, self.body_en)
        acting = (" (encargado/a de despacho)" if speaks == "es" else " (acting)") if self.acting else ""
        return f"{title}{acting}, {body}"


def posts_held(person_ids: Collection[int], day: date | None = None) -> dict[int, list[Held]]:
    """Return what each of these people held on a day, or ever; a term without days counts on every day."""
    found: dict[int, list[Held]] = {}
    for person_id, post, body, acting, from_on, to_on in db.session.execute(_held(person_ids)):
        told = Held(
            body.id, post.title_en, post.title_es, body.name_en, body.name_es, acting, from_on, to_on,
            post.official_class, post.class_source, post.class_checked_on,
        )  # fmt: skip
        if day is None or told.on(day):
            found.setdefault(person_id, []).append(told)
    return found


def _held(person_ids: Collection[int]) -> sa.Select[int, Post, Institution, bool, date | None, date | None]:
    return (
        sa.select(PostHolder.person_id, Post, Institution, PostHolder.acting, PostHolder.from_on, PostHolder.to_on)
        .join(Post, Post.id == PostHolder.post_id)
        .join(Institution, Institution.id == Post.institution_id)
        .where(PostHolder.person_id.in_(list(person_ids)))
        .order_by(PostHolder.person_id, PostHolder.from_on.is_(None), PostHolder.from_on.desc(), PostHolder.id)
    )


def roles_now(user: User, ids: Sequence[int]) -> Mapping[int, str]:
    """Return the posts that people hold now."""
    held = posts_held(ids, today_in(user.time_zone))
    return {key: " · ".join(each.text(language()) for each in posts) for key, posts in held.items()}


def terms_of(person: Person) -> Sequence[PostHolder]:
    """Return every post that a person holds or held, with its institution, present ones first."""
    query = (
        sa.select(PostHolder)
        .where(PostHolder.person_id == person.id)
        .options(joinedload(PostHolder.post).joinedload(Post.institution))
        .order_by(PostHolder.to_on.is_not(None), PostHolder.to_on.desc(), PostHolder.id.desc())
    )
    return db.session.execute(query).scalars().all()


def person_panel(user: User, person: Person) -> dict[str, Any] | None:
    """Return the posts of a person, for their page."""
    rows = terms_of(person)
    today = today_in(user.time_zone)
    return {"rows": [(row, in_post(row, today)) for row in rows]} if rows else None


def heads(user: User, institution_ids: Sequence[int]) -> Mapping[int, PostHolder]:
    """Return who holds the first post of each of these institutions now."""
    today = today_in(user.time_zone)
    query = (
        sa.select(Post.institution_id, PostHolder)
        .join(Post, Post.id == PostHolder.post_id)
        .join(PostHolder.person)
        .where(
            Post.institution_id.in_(list(institution_ids)),
            Post.archived_at.is_(None),
            sa.or_(PostHolder.from_on.is_(None), PostHolder.from_on <= today),
            sa.or_(PostHolder.to_on.is_(None), PostHolder.to_on >= today),
            within_limits(user),
        )
        .options(contains_eager(PostHolder.person), joinedload(PostHolder.post))
        .order_by(Post.institution_id, Post.position.desc(), PostHolder.id)
    )
    return {body_id: holder for body_id, holder in db.session.execute(query)}  # noqa: C416 - rows are no pairs to mypy
