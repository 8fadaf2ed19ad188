"""Asks what is alike: candidates by their keys, the queue of pairs, one pair."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.bulk import among
from crm.core.db import db
from crm.core.firm import firm_settings
from crm.core.listing import Page, Sort, fetch_page
from crm.duplicates.facts import load_facts
from crm.duplicates.kinds import KINDS, Kind
from crm.duplicates.likeness import Facts, Likeness, Wanted, keys_of, weigh
from crm.duplicates.matching import THRESHOLDS
from crm.duplicates.models import DuplicateDue, DuplicateKey, DuplicatePair

#: A key that more records have tells nothing: 'Transportes', or the number of a switchboard.
COMMON: Final = 300
#: Records that are weighed in full for one.
WEIGHED: Final = 40
#: Records of which those that the reader may see are weighed: hidden ones must not crowd them out.
SEEN_THROUGH: Final = 100
#: What a key says that one record has alone; one of many says that much less.
SAYS: Final = 1_000_000
#: Keys asked for in one statement.
CHUNK: Final = 400
PAGE: Final = 20


def wanted_of(kind: Kind) -> Wanted:
    """Return what means duplicate in this firm."""
    settings = firm_settings()
    return Wanted(frozenset(settings[kind.setting]), THRESHOLDS[settings["duplicates_strictness"]])


def alike(user: User, kind: Kind, facts: Facts, limit: int) -> list[tuple[int, Likeness]]:
    """Return the visible records that count as duplicates of these facts, the most alike first."""
    close = near(db.session(), kind, {facts.id: keys_of(kind.page, facts)}, SEEN_THROUGH)[facts.id]
    # SQLite begins with these few ids: joined to their keys it would walk all clients that the reader may see.
    others = load_facts(db.session(), kind, close, kind.visible(user), kind.model.archived_at.is_(None))
    wanted = wanted_of(kind)
    weighed = [(key, weigh(kind.page, facts, others[key])) for key in close if key in others][:WEIGHED]
    found = [(key, likeness) for key, likeness in weighed if wanted.met_by(likeness)]
    return sorted(found, key=lambda row: (-row[1].score, row[0]))[:limit]


def rare_keys(work: Session, kind: Kind, keys: Iterable[str]) -> list[str]:
    """Return those of these keys that tell something: some record has them, and not too many do."""
    found: list[str] = []
    for some in _chunks(sorted(keys)):
        query = (
            sa.select(DuplicateKey.key)
            .where(DuplicateKey.kind == kind.page, among(DuplicateKey.key, some))
            .group_by(DuplicateKey.key)
            .having(sa.func.count() <= COMMON)
        )
        found += work.execute(query).scalars()
    return found


def _chunks(keys: list[str]) -> Iterator[list[str]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def near(work: Session, kind: Kind, keys: Mapping[int, Iterable[str]], most: int = WEIGHED) -> dict[int, list[int]]:
    """Return for each of these records those that share its most telling keys, whoever may see them."""
    holders: dict[str, list[int]] = {}
    for some in _chunks(rare_keys(work, kind, set[str]().union(*keys.values()))):
        query = sa.select(DuplicateKey.key, DuplicateKey.record_id).where(
            DuplicateKey.kind == kind.page, among(DuplicateKey.key, some)
        )
        for key, record_id in work.execute(query):
            holders.setdefault(key, []).append(record_id)
    found = {}
    for record_id, own in keys.items():
        # A key that few others have says more.
        shared: Counter[int] = Counter()
        for key in own:
            for other in holders.get(key, ()):
                shared[other] += SAYS // len(holders[key])
        del shared[record_id]
        found[record_id] = [other for other, _says in shared.most_common(most)]
    return found


def queue(user: User, kind: Kind, *, apart: bool, cursor: str | None) -> Page:
    """Return one page of pairs of which the reader may see both, the most alike first; rows are pairs.

    `apart` gives those that somebody said are no duplicates.
    """
    said = DuplicatePair.apart_at
    query = sa.select(DuplicatePair).where(
        DuplicatePair.kind == kind.page,
        said.is_not(None) if apart else sa.and_(said.is_(None), _counts(wanted_of(kind))),
        *(_shown(user, kind, side) for side in (DuplicatePair.low_id, DuplicatePair.high_id)),
    )
    sort = Sort((DuplicatePair.score.expression, DuplicatePair.low_id.expression, DuplicatePair.high_id.expression),
                descending=True)  # fmt: skip
    page = fetch_page(query, sort, cursor, PAGE)
    return Page([row[0] for row in page.rows], page.after, page.first)


def _counts(wanted: Wanted) -> sa.ColumnElement[bool]:
    """Return the WHERE on pairs that count as duplicates in this firm."""
    names = {"name": DuplicatePair.name_score, "legal_name": DuplicatePair.legal_score}
    ways: list[sa.ColumnElement[bool]] = [
        score >= wanted.threshold for field, score in names.items() if field in wanted.fields
    ]
    return sa.or_(sa.false(), *ways, DuplicatePair.same.bitwise_and(wanted.mask) != 0)


def _shown(user: User, kind: Kind, side: Any) -> sa.ColumnElement[bool]:
    model = kind.model
    one = sa.select(model.id).where(model.id == side, model.archived_at.is_(None), kind.visible(user))
    return sa.exists(one.correlate(DuplicatePair))


def pair_for_edit(user: User, pair_id: int) -> DuplicatePair | None:
    """Return a pair of which the reader may see both, locked until the unit of work ends; None for a stranger."""
    query = sa.select(DuplicatePair).where(DuplicatePair.id == pair_id).with_for_update()
    pair = db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if pair is None:
        return None
    kind = KINDS[pair.kind]
    both = sa.select(kind.model.id).where(kind.model.id.in_([pair.low_id, pair.high_id]), kind.visible(user))
    return pair if len(db.session.execute(both).scalars().all()) == 2 else None  # noqa: PLR2004 - a pair


def anything_due(kind: Kind) -> bool:
    """Tell whether records wait for their pairs to be looked for."""
    return bool(db.session.execute(sa.select(sa.exists().where(DuplicateDue.kind == kind.page))).scalar_one())
