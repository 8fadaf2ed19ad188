"""Finds pairs, and keeps what was said of them. They flush within an open unit of work, never commit."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.audit.capture import record_many
from crm.core.bulk import among, insert_many
from crm.core.dates import now
from crm.duplicates.capture import mark_due, write_keys
from crm.duplicates.facts import load_facts
from crm.duplicates.keys import RULES
from crm.duplicates.kinds import KINDS, Kind
from crm.duplicates.likeness import Facts, Likeness, keys_of, mark_of, weigh
from crm.duplicates.models import DuplicateDue, DuplicateKey, DuplicatePair
from crm.duplicates.queries import near

#: Records whose pairs are looked for in one unit of work.
AT_ONCE: Final = 200
#: What a request looks for besides its own: what a crash or an import left behind.
SPARE: Final = 5
#: Records that each is weighed against: those with its most telling keys.
CLOSEST: Final = 15
#: Kind of the row that says by which rules the keys were made; whoever looks for pairs holds it.
RULES_ROW: Final = "rules"
#: The field of the trail that names the record from which one is told apart.
APART: Final = "apart_from"
Sides = tuple[int, int]


def settle(work: Session, limit: int = AT_ONCE, first: Collection[tuple[str, int]] = ()) -> int:
    """Look for the pairs of records that are due, at most `limit`, and of `first`; returns how many there were.

    One at a time: whoever comes second sees all that the first has seen, so no pair of two late rows is missed.
    """
    work.execute(sa.select(DuplicateKey).where(DuplicateKey.kind == RULES_ROW).with_for_update()).all()
    rows = {(row.kind, row.record_id) for row in work.execute(_due().limit(limit))} | {
        (row.kind, row.record_id)
        for page in KINDS
        for row in work.execute(_due(page, [key for kind, key in first if kind == page]))
    }
    for page, kind in KINDS.items():
        ids = [key for due, key in rows if due == page]
        if ids:
            _find_pairs(work, kind, ids)
            work.execute(sa.delete(DuplicateDue).where(DuplicateDue.kind == page, among(DuplicateDue.record_id, ids)))
    work.flush()
    return len(rows)


def _due(page: str = "", ids: Collection[int] | None = None) -> sa.Select[str, int]:
    query = sa.select(DuplicateDue.kind, DuplicateDue.record_id)
    return query if ids is None else query.where(DuplicateDue.kind == page, among(DuplicateDue.record_id, ids))


def _find_pairs(work: Session, kind: Kind, ids: Collection[int]) -> None:
    """Make the pairs of these records what they are now; what was said of a pair holds while both stay as they were."""
    facts = load_facts(work, kind, ids)
    others = near(work, kind, {key: keys_of(kind.page, told) for key, told in facts.items()}, CLOSEST)
    facts |= load_facts(work, kind, {other for found in others.values() for other in found} - facts.keys())
    known = _known(work, kind, ids)
    found = {sides: likeness for sides, likeness in _weighed(kind, facts, others) if likeness.score}
    for sides, pair in known.items():
        if sides not in found and pair.apart_at is None:
            work.delete(pair)
    for sides, likeness in found.items():
        pair = known.get(sides) or _new_pair(work, kind, sides)
        mark = mark_of(facts[sides[0]], facts[sides[1]])
        if pair.mark != mark:
            pair.apart_at = pair.apart_by_id = None
        pair.score, pair.name_score, pair.legal_score = likeness.score, likeness.name, likeness.legal
        pair.same, pair.mark = likeness.same, mark
    work.flush()


def _known(work: Session, kind: Kind, ids: Collection[int]) -> dict[Sides, DuplicatePair]:
    either = sa.or_(among(DuplicatePair.low_id, ids), among(DuplicatePair.high_id, ids))
    rows = work.execute(sa.select(DuplicatePair).where(DuplicatePair.kind == kind.page, either)).scalars()
    return {(pair.low_id, pair.high_id): pair for pair in rows}


def _weighed(
    kind: Kind, facts: Mapping[int, Facts], others: Mapping[int, list[int]]
) -> Iterator[tuple[Sides, Likeness]]:
    for one, near_it in others.items():
        for other in near_it:
            if other in facts and not (other in others and other < one and one in others[other]):
                yield (min(one, other), max(one, other)), weigh(kind.page, facts[one], facts[other])


def _new_pair(work: Session, kind: Kind, sides: Sides) -> DuplicatePair:
    pair = DuplicatePair(kind=kind.page, low_id=sides[0], high_id=sides[1], mark="")
    work.add(pair)
    return pair


def set_apart(work: Session, actor: User, pair: DuplicatePair) -> None:
    """Say that two records are no duplicates, until one of them is told by something else."""
    if pair.apart_at is None:
        pair.apart_at, pair.apart_by_id = now(), actor.id
        _tell(work, pair, apart=True)
    work.flush()


def put_back(work: Session, pair: DuplicatePair) -> None:
    """Take back that two records are no duplicates."""
    if pair.apart_at is not None:
        pair.apart_at = pair.apart_by_id = None
        _tell(work, pair, apart=False)
    work.flush()


def _tell(work: Session, pair: DuplicatePair, *, apart: bool) -> None:
    sides = ((pair.low_id, pair.high_id), (pair.high_id, pair.low_id))
    told = [(one, [[APART, None, other] if apart else [APART, other, None]]) for one, other in sides]
    record_many(work, pair.kind, told)


def outdated(work: Session) -> bool:
    """Tell whether the keys were made by other rules than this code's, or never."""
    made = work.execute(sa.select(DuplicateKey.record_id).where(DuplicateKey.kind == RULES_ROW)).scalars().all()
    return made != [RULES]


def forget_keys(work: Session) -> None:
    """Drop all keys, and say that they are made by this code's rules from here on."""
    work.execute(sa.delete(DuplicateKey))
    insert_many(work, DuplicateKey, [{"kind": RULES_ROW, "key": "", "record_id": RULES}], missing=True)


def make_keys(work: Session, kind: Kind, after: int, limit: int, *, due: bool) -> int | None:
    """Write the keys of the next records after an id; returns the last one's id, None where there are no more.

    `due` has their pairs looked for.
    """
    query = sa.select(kind.model.id).where(kind.model.id > after).order_by(kind.model.id).limit(limit)
    ids = list(work.execute(query).scalars())
    write_keys(work, kind.page, load_facts(work, kind, ids))
    if due:
        mark_due(work, kind.page, ids)
    return ids[-1] if ids else None
