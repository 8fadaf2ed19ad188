"""Finds the institution that a row means: a name in either language and the country."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from crm.accounts.models import User
from crm.core.db import db
from crm.core.importing import ImportRow
from crm.core.text import fold
from crm.institutions.models import Institution

_OTHER = {"name_en": "key_es", "name_es": "key_en"}
_OWN = {"name_en": "key_en", "name_es": "key_es"}


def match(_user: User, rows: Sequence[ImportRow]) -> None:
    """Set `record_id` of rows: two statements. A row without a country means the only institution of its name."""
    wanted = {name for row in rows for name in _names(row.values)}
    query = sa.select(
        Institution.id, Institution.country, Institution.key_en, Institution.key_es, Institution.name_en,
        Institution.name_es,
    ).where(
        Institution.archived_at.is_(None), sa.or_(Institution.key_en.in_(wanted), Institution.key_es.in_(wanted))
    )  # fmt: skip
    known: dict[str, dict[int, Any]] = {}
    for body in db.session.execute(query):
        for key in (body.key_en, body.key_es):
            known.setdefault(key, {})[body.id] = body
    for row in rows:
        found = {key: body for name in _names(row.values) for key, body in known.get(name, {}).items()}
        country = row.values.get("country")
        fits = [body for body in found.values() if country is None or body.country == country]
        if len(fits) > 1 and country is None:
            fits = [body for body in fits if body.country is None] or fits
        row.record_id = fits[0].id if len(fits) == 1 else None
        if len(fits) > 1:
            row.problems.append(_("Several institutions have this name: give the country, and both names."))
        elif fits:
            _keep_names(row.values, fits[0])
    _check_parents(rows)


def keys(values: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the names that a row goes by, and those by which it looks for itself, by the rule of `match`."""
    names, country = _names(values), values.get("country") or ""
    goes_by = [f"{name} in {place}" for name in names for place in (country, "*")]
    return goes_by, [f"{name} in {country or '*'}" for name in names]


def _names(values: Mapping[str, Any]) -> list[str]:
    texts = (values.get(name) for name in ("name", "name_en", "name_es"))
    return sorted({fold(text)[:300] for text in texts if text})


def _keep_names(values: dict[str, Any], body: Any) -> None:
    """Where a file has one name, or has the name of the other language for one, those on record stay."""
    values.pop("name", None)
    for name, other in _OTHER.items():
        folded = fold(values.get(name, ""))[:300]
        if not folded or (folded == getattr(body, other) and folded != getattr(body, _OWN[name])):
            values[name] = getattr(body, name)


def _check_parents(rows: Sequence[ImportRow]) -> None:
    """A body is no part of itself, nor of what belongs to it."""
    asked = [row for row in rows if row.record_id is not None and row.values.get("parent")]
    if not asked:
        return
    tree = db.session.execute(sa.select(Institution.id, Institution.parent_id))
    above = {row.id: row.parent_id for row in tree}
    for row in asked:
        at, seen = row.values["parent"], set[int | None]()
        while at is not None and at not in seen and at != row.record_id:
            seen.add(at)
            at = above.get(at)
        if at == row.record_id:
            row.problems.append(_("An institution is no part of itself, nor of what belongs to it."))
