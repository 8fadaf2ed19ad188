"""Two records field by field: what differs, what is offered, and what the choice comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _

from crm.accounts.models import User
from crm.clients import custom
from crm.clients.models.depth import ClientValue
from crm.core.db import Base, db
from crm.core.i18n import language
from crm.merges.kinds import Kind
from crm.reference.queries import fields_by_id

LEFT, RIGHT, BOTH = "left", "right", "both"
#: Fields of the firm's own are chosen under this name and their id.
OWN: Final = "own-"


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both records in words; `picked` is offered first."""

    name: str
    label: str
    left: str
    right: str
    picked: str
    joins: bool

    @property
    def differs(self) -> bool:
        """Tell whether there is anything to choose."""
        return self.left != self.right


def lines(kind: Kind, user: User, keep: Any, other: Any) -> list[Line]:
    """Return every field of two records, the left one being kept unless said otherwise."""
    sides = [_values(kind, record, keep, other) for record in (keep, other)]
    words, labels = _words(kind, user, sides), kind.labels()
    found = []
    for group in kind.groups:
        left, right = (", ".join(filter(None, (words(name, side[name]) for name in group))) for side in sides)
        label = str(_("Place") if len(group) > 2 else labels.get(group[0], group[0]))  # noqa: PLR2004
        found.append(_line(group[0], label, left, right, joins=group[0] in kind.joined))
    return found + (_own_lines(keep.id, other.id) if kind.page == "client" else [])


def _line(name: str, label: str, left: str, right: str, *, joins: bool = False) -> Line:
    joins = joins and bool(left and right)
    picked = BOTH if joins else LEFT if left or not right else RIGHT
    return Line(name, label, left, right, picked, joins)


def _words(kind: Kind, user: User, sides: Sequence[Mapping[str, Any]]) -> Any:
    """Return a function that tells a field's value in the reader's words."""
    resolvers = kind.resolvers(user)
    known: dict[str, Mapping[Any, str]] = {}
    for name in sides[0]:
        values = [_plain(side[name]) for side in sides if side[name] not in (None, "")]
        known[name] = resolvers[name](values) if values and name in resolvers else {}

    def say(name: str, value: Any) -> str:
        return "" if value in (None, "") else str(known[name].get(_plain(value), _plain(value)))

    return say


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _own_lines(keep_id: int, other_id: int) -> list[Line]:
    """Return the firm's own fields in which both clients have a value; where one has, it is taken unasked."""
    known, found = fields_by_id(), []
    for field_id, (left, right) in own_values(keep_id, other_id).items():
        field = known[field_id]
        told = [custom.said(field, value, language()) for value in (left, right)]
        found.append(_line(f"{OWN}{field_id}", field.title(language()), *told))
    return found


def own_values(keep_id: int, other_id: int) -> dict[int, tuple[str, str]]:
    """Return the two values by field, of fields in which both clients have one."""
    left, right = sa.orm.aliased(ClientValue), sa.orm.aliased(ClientValue)
    query = (
        sa.select(left.field_id, left.value, right.value)
        .join(right, right.field_id == left.field_id)
        .where(left.client_id == keep_id, right.client_id == other_id)
        .order_by(left.field_id)
    )
    return {key: (mine, theirs) for key, mine, theirs in db.session.execute(query)}


def resolve(kind: Kind, keep: Any, other: Any, picks: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of the kept record for a choice: {column: value}; what is not chosen stays as offered first."""
    left, right = (_values(kind, record, keep, other) for record in (keep, other))
    chosen: dict[str, Any] = {name: getattr(keep, name) or getattr(other, name) for name in kind.strict}
    for group in kind.groups:
        pick = picks.get(group[0], LEFT)
        for name in group:
            chosen[name] = right[name] if pick == RIGHT else left[name]
            if pick == BOTH and name in kind.joined:
                chosen[name] = "\n\n".join(dict.fromkeys(filter(None, (left[name], right[name]))))
    return chosen


def taken_values(picks: Mapping[str, str]) -> dict[str, set[Any]]:
    """Return the firm's own fields whose value comes from the other client, as the walk takes them."""
    ids = {int(name.removeprefix(OWN)) for name, pick in picks.items() if name.startswith(OWN) and pick == RIGHT}
    return {"client_value": ids} if ids else {}


def _values(kind: Kind, record: Any, keep: Any, other: Any) -> dict[str, Any]:
    """Return a record's values; a parent that would make a circle of the merged one counts as none."""
    values = {name: getattr(record, name) for group in kind.groups for name in group}
    if values.get("parent_id") is not None:
        line = {values["parent_id"], *above(kind, [values["parent_id"]])}
        if line & {keep.id, other.id}:
            values["parent_id"] = None
    return values


def above(kind: Kind, ids: Iterable[int]) -> set[int]:
    """Return the ids of all records that stand above these in their tree."""
    table = Base.metadata.tables[kind.page]
    up = sa.select(table.c.parent_id).where(table.c.id.in_(list(ids))).cte(recursive=True)
    up = up.union(sa.select(table.c.parent_id).where(table.c.id == up.c.parent_id))
    return {key for key in db.session.execute(sa.select(up.c.parent_id)).scalars() if key is not None}
