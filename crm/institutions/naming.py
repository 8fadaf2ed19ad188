"""Institutions by what a file calls them: a name in either language, or the short name."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from crm.core.db import db
from crm.core.text import fold
from crm.institutions.models import Institution


def institutions_named(texts: Collection[str]) -> Mapping[str, list[int]]:
    """Return the ids of listed institutions by each of these names, in one statement; names go before short names."""
    keys = {text: fold(text)[:300] for text in texts}
    wanted = set(keys.values())
    if not wanted:
        return {}
    short = sa.func.lower(Institution.short)
    query = sa.select(Institution.id, Institution.key_en, Institution.key_es, Institution.short).where(
        Institution.archived_at.is_(None),
        sa.or_(Institution.key_en.in_(wanted), Institution.key_es.in_(wanted), short.in_(wanted)),
    )
    known: dict[str, dict[int, None]] = {}
    for row in db.session.execute(query.order_by(Institution.id)):
        for name in (row.key_en, row.key_es, f"short {fold(row.short)}"):
            known.setdefault(name, {})[row.id] = None
    return {text: list(known.get(key) or known.get(f"short {key}") or ()) for text, key in keys.items()}
