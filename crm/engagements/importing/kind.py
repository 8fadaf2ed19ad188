"""Engagements as an import reads, changes and archives them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.dates import now
from crm.core.db import db
from crm.core.importing import ImportKind
from crm.engagements import actions
from crm.engagements.confidential import locked_ids
from crm.engagements.importing.added import EMPTY, LINKS, create
from crm.engagements.importing.fields import FIELDS
from crm.engagements.importing.match import keys, match
from crm.engagements.importing.settle import settle
from crm.engagements.models import Engagement
from crm.engagements.queries.one import with_rows
from crm.engagements.visibility import visible_to

#: What an engagement must have: it is changed, never emptied.
_REQUIRED: Final = frozenset({"track", "channel", "state", "starts_wall", "zone", "subject", "clients"})


def present(user: User, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return the values of visible engagements by id, None for an empty one: eight statements."""
    names = sorted(actions.FIELDS)
    columns = [getattr(Engagement, name) for name in names]
    query = sa.select(Engagement.id, *columns).where(Engagement.id.in_(list(ids)), visible_to(user))
    told = {row["id"]: _told(row, names) for row in db.session.execute(query).mappings()}
    for name, (model, column, _repeats) in LINKS.items():
        key = getattr(model, column)
        for values in told.values():
            values[name] = None
        links = sa.select(model.engagement_id, key).where(model.engagement_id.in_(list(told)))
        for engagement_id, linked in db.session.execute(links.order_by(model.engagement_id, key)):
            told[engagement_id][name] = [*(told[engagement_id][name] or ()), linked]
    return told


def _told(row: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return the columns of an engagement as a settled row has them: a requested one has no hour."""
    told = {name: None if row[name] == "" else row[name] for name in names}
    return told | ({"starts_wall": None} if row["state"] == "requested" else {})


def update(work: Session, user: User, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set values of visible engagements (held already), each as its form would."""
    query = sa.select(Engagement).where(Engagement.id.in_(list(changes)), visible_to(user)).options(*with_rows())
    items = work.execute(query.execution_options(populate_existing=True)).scalars().all()
    # One locked since the rows were matched is kept as it is.
    locked = locked_ids(work, changes.keys())
    for item in (each for each in items if each.id not in locked):
        # Whatever changes, the version rises.
        item.updated_at = now()
        actions.update(work, user, item, dict(_given(changes[item.id])))


def _given(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return values as actions take them: an emptied field holds no text, an emptied list nothing."""
    empty: dict[str, Any] = {**dict.fromkeys(LINKS, ()), **EMPTY}
    known = {name: value for name, value in values.items() if name in actions.FIELDS or name in LINKS}
    return {
        name: empty.get(name, "") if value is None else value
        for name, value in known.items()
        if value is not None or name not in _REQUIRED
    }


def hold(work: Session, user: User, ids: Sequence[int]) -> Mapping[int, int]:
    """Lock visible engagements until the unit of work ends; returns their versions."""
    query = sa.select(Engagement.id, Engagement.version).where(Engagement.id.in_(list(ids)), visible_to(user))
    return {row.id: row.version for row in work.execute(query.order_by(Engagement.id).with_for_update(of=Engagement))}


def archive(work: Session, user: User, ids: Sequence[int]) -> None:
    """Put visible engagements aside, with the trail."""
    query = sa.select(Engagement).where(
        Engagement.id.in_(list(ids)), Engagement.archived_at.is_(None), visible_to(user)
    )
    moment = now()
    for item in work.execute(query.execution_options(populate_existing=True)).scalars():
        item.archived_at = moment
    work.flush()


KIND: Final = ImportKind(
    "engagements", _l("Engagements"), Permission.ENGAGEMENT_WRITE, lambda: FIELDS, settle=settle, match=match,
    keys=keys, present=present, create=create, update=update, hold=hold, archive=archive,
    url=lambda key: url_for("engagements.show", engagement_id=key),
)  # fmt: skip
