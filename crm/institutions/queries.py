"""Asks for institutions: one by its address, those above and below it, a few by their name."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import aliased, joinedload

from crm.accounts.models import User
from crm.core.db import db
from crm.core.find import contains_words
from crm.core.i18n import language
from crm.core.offers import SearchHit
from crm.core.picker import Choice
from crm.core.text import fold, search_words
from crm.institutions.labels import KINDS
from crm.institutions.models import Institution

PICKED = 10


def get(institution_id: int) -> Institution | None:
    """Return an institution with its parent; all are open to the firm."""
    query = sa.select(Institution).where(Institution.id == institution_id).options(joinedload(Institution.parent))
    return db.session.execute(query).scalar_one_or_none()


def for_edit(institution_id: int) -> Institution | None:
    """Return an institution, locked until the unit of work ends."""
    query = sa.select(Institution).where(Institution.id == institution_id).with_for_update(of=Institution)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def family(body: Institution) -> tuple[list[Institution], list[Institution]]:
    """Return the bodies above, the highest first, and those right below: one statement each."""
    above = sa.select(Institution.id, Institution.parent_id).where(Institution.id == body.id).cte(recursive=True)
    parent = aliased(Institution)
    above = above.union(sa.select(parent.id, parent.parent_id).join(above, parent.id == above.c.parent_id))
    rows = db.session.execute(
        sa.select(Institution).where(Institution.id.in_(sa.select(above.c.id)), Institution.id != body.id)
    ).scalars()
    by_id = {row.id: row for row in rows}
    chain: list[Institution] = []
    at = body.parent_id
    while at in by_id:
        chain.insert(0, by_id.pop(at))
        at = chain[0].parent_id
    below = sa.select(Institution).where(Institution.parent_id == body.id, Institution.archived_at.is_(None))
    return chain, list(db.session.execute(below.order_by(_key(), Institution.id)).scalars())


def is_below(institution_id: int, other_id: int) -> bool:
    """Tell whether the first institution is the other one or stands somewhere below it."""
    up = sa.select(Institution.id, Institution.parent_id).where(Institution.id == institution_id).cte(recursive=True)
    parent = aliased(Institution)
    up = up.union(sa.select(parent.id, parent.parent_id).join(up, parent.id == up.c.parent_id))
    return db.session.execute(sa.select(sa.exists().where(up.c.id == other_id))).scalar_one()


def _key() -> Any:
    return Institution.key_es if language() == "es" else Institution.key_en


def choices(typed: str, limit: int = PICKED) -> list[Choice]:
    """Return listed institutions for what was typed: names (or short names) that begin with it first."""
    words, start = search_words(typed), fold(typed)[:200]
    query = (
        sa.select(Institution).where(Institution.archived_at.is_(None)).order_by(_key(), Institution.id).limit(limit)
    )
    if not words:
        return [_as_choice(body) for body in db.session.execute(query).scalars()]
    short = sa.func.lower(Institution.short) == start
    begins = sa.or_(short, sa.and_(_key() >= start, _key() < start + "\U0010ffff"))
    found = list(db.session.execute(query.where(begins)).scalars())
    if len(found) < limit:
        rest = query.where(contains_words(Institution, Institution.search_text, words, names=True))
        known = {body.id for body in found}
        found += [body for body in db.session.execute(rest).scalars() if body.id not in known]
    return [_as_choice(body) for body in found[:limit]]


def chosen(ids: Iterable[int]) -> list[Choice]:
    """Return these institutions, archived ones too, in the order given."""
    wanted = list(dict.fromkeys(ids))
    by_id = {body.id: body for body in with_ids(wanted)}
    return [_as_choice(by_id[key]) for key in wanted if key in by_id]


def with_ids(ids: Iterable[int]) -> Sequence[Institution]:
    """Return the institutions with these ids, in no order."""
    wanted = list(ids)
    query = sa.select(Institution).where(Institution.id.in_(wanted))
    return db.session.execute(query).scalars().all() if wanted else []


def named(name: str) -> int | None:
    """Return the id of the one institution of exactly this name in either language, or short name."""
    folded = fold(name)[:300]
    same = sa.or_(
        Institution.key_en == folded, Institution.key_es == folded, sa.func.lower(Institution.short) == folded
    )
    query = sa.select(Institution.id).where(same, Institution.archived_at.is_(None)).limit(2)
    ids = db.session.execute(query).scalars().all()
    return ids[0] if len(ids) == 1 else None


def find(_user: User, words: list[str], limit: int) -> list[SearchHit]:
    """Return listed institutions whose names hold all of these folded words."""
    query = (
        sa.select(Institution)
        .where(
            Institution.archived_at.is_(None),
            contains_words(Institution, Institution.search_text, words, names=True),
        )
        .order_by(_key(), Institution.id)
        .limit(limit)
    )
    return [
        SearchHit(body.name(language()), _as_choice(body).place, url_for("institutions.show", institution_id=body.id))
        for body in db.session.execute(query).scalars()
    ]


def _as_choice(body: Institution) -> Choice:
    parts = (body.short, str(KINDS.get(body.kind, _("Other"))), body.city)
    return Choice(body.id, body.name(language()), " · ".join(part for part in parts if part))
