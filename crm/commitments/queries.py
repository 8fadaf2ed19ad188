"""Asks for commitments: one, those of a record, how many were kept, and what stands between us and a counterpart."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.commitments.models import Commitment, CommitmentClient
from crm.commitments.visibility import visible_to
from crm.core.access import Reader, per_reader
from crm.core.dates import today_in
from crm.core.db import db
from crm.engagements.models import Engagement
from crm.institutions.models import Institution

LIVE: Final = Commitment.archived_at.is_(None)
OPEN: Final = sa.and_(Commitment.state == "open", LIVE)
#: The day as text sorts the same on both engines; one without a day comes last.
BY_DAY: Final = (sa.func.coalesce(sa.cast(Commitment.due_on, sa.String(10)), "9999-12-31"), Commitment.id.expression)
#: A share of fewer says nothing.
FEW: Final = 5


def with_parties() -> tuple[ORMOption, ...]:
    """Return the loader options of maker, receiver and owner: no further statement."""
    clients = (joinedload(Commitment.maker_client), joinedload(Commitment.receiver_client))
    bodies = (joinedload(Commitment.maker_institution), joinedload(Commitment.receiver_institution))
    names = (Institution.id, Institution.name_en, Institution.name_es, Institution.short)
    return (
        *(each.load_only(Client.id, Client.name) for each in clients),
        *(each.load_only(*names) for each in bodies),
        joinedload(Commitment.owner, innerjoin=True),
    )


def with_links() -> tuple[ORMOption, ...]:
    """Return the loader options of what a list shows beside the parties: engagement and clients."""
    clients = selectinload(Commitment.clients).joinedload(CommitmentClient.client, innerjoin=True)
    met = joinedload(Commitment.engagement).load_only(
        Engagement.id, Engagement.subject, Engagement.starts_wall, Engagement.archived_at
    )
    return met, clients.load_only(Client.id, Client.name)


def get_visible(user: User, commitment_id: int) -> Commitment | None:
    """Return a commitment with all that it names, or None for a stranger."""
    query = sa.select(Commitment).where(Commitment.id == commitment_id, visible_to(user))
    return db.session.execute(query.options(*with_parties(), *with_links())).scalar_one_or_none()


def for_edit(user: User, commitment_id: int) -> Commitment | None:
    """Return a visible commitment with its clients, locked until the unit of work ends."""
    query = (
        sa.select(Commitment)
        .where(Commitment.id == commitment_id, visible_to(user))
        .options(selectinload(Commitment.clients))
        .with_for_update(of=Commitment)
    )
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def belongs(place: str, record_id: Any) -> sa.ColumnElement[bool]:
    """Return the WHERE on Commitment for those of a client, institution, person or engagement."""
    if place == "client":
        link = sa.select(CommitmentClient.commitment_id).where(CommitmentClient.client_id == record_id)
        return Commitment.id.in_(link)
    if place == "institution":
        return sa.or_(Commitment.maker_institution_id == record_id, Commitment.receiver_institution_id == record_id)
    column = Commitment.maker_person_id if place == "person" else Commitment.engagement_id
    found: sa.ColumnElement[bool] = column == record_id
    return found


def open_of(user: User, place: str, record_id: int, limit: int) -> Sequence[Commitment]:
    """Return a record's open commitments both ways: late ones first, then by day, those without a day last."""
    asked = {"record_id": record_id, "most": limit}
    return db.session.execute(_open_of(user, place), asked).scalars().all()


@per_reader
def _open_of(user: Reader, place: str) -> sa.Select[Commitment]:
    return (
        sa.select(Commitment)
        .where(belongs(place, sa.bindparam("record_id", type_=sa.Integer)), OPEN, visible_to(user))
        .options(*with_parties())
        .order_by(*BY_DAY)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


def of_engagement(user: User, engagement_id: int) -> Sequence[Commitment]:
    """Return what was promised in an engagement, open ones first."""
    return db.session.execute(_of_engagement(user), {"engagement_id": engagement_id}).scalars().all()


@per_reader
def _of_engagement(user: Reader) -> sa.Select[Commitment]:
    return (
        sa.select(Commitment)
        .where(belongs("engagement", sa.bindparam("engagement_id", type_=sa.Integer)), LIVE, visible_to(user))
        .options(*with_parties())
        .order_by(Commitment.state != "open", *BY_DAY)
    )


def own_open(user: User, limit: int, until: date | None = None, *, ours: bool) -> Sequence[Commitment]:
    """Return open ones that the user sees to, soonest first: our own (`ours`) or those that others made to us.

    `until` leaves out those that fall due later, and those without a day.
    """
    asked = {"most": limit} | ({"until": until} if until else {})
    return db.session.execute(_own_open(user, ours, until is not None), asked).scalars().all()


@per_reader
def _own_open(user: Reader, ours: bool, near: bool) -> sa.Select[Commitment]:  # noqa: FBT001 - part of what is kept
    side = Commitment.maker_kind == "us" if ours else Commitment.maker_kind != "us"
    query = sa.select(Commitment).where(Commitment.owner_id == user.id, side, OPEN, visible_to(user))
    if near:
        query = query.where(Commitment.due_on <= sa.bindparam("until", type_=sa.Date))
    return query.options(*with_parties()).order_by(*BY_DAY).limit(sa.bindparam("most", type_=sa.Integer))


def late_on(today: date) -> sa.ColumnElement[bool]:
    """Return the WHERE on open commitments whose day is past on a day."""
    return sa.and_(Commitment.state == "open", Commitment.due_on < today)


@dataclass(frozen=True, slots=True)
class KeptRate:
    """How many of the promises that fell due were kept: `kept` of `counted` (kept, not kept and late)."""

    kept: int
    counted: int

    @property
    def percent(self) -> int | None:
        """Return the share in whole percent; None where too few are counted to say one."""
        return round(100 * self.kept / self.counted) if self.counted >= FEW else None


def kept_rates(user: User, institution_ids: Collection[int]) -> Mapping[int, KeptRate]:
    """Return the rates of institutions that made a promise which fell due, over what the reader may see (one query).

    Released and archived ones count neither way; an institution without any that counts is not in the answer.
    """
    late = late_on(today_in(user.time_zone))
    kept = sa.func.sum(sa.case((Commitment.state == "kept", 1), else_=0))
    query = (
        sa.select(Commitment.maker_institution_id, kept, sa.func.count())
        .where(
            Commitment.maker_institution_id.in_(list(institution_ids)),
            LIVE,
            sa.or_(Commitment.state.in_(("kept", "not_kept")), late),
            visible_to(user),
        )
        .group_by(Commitment.maker_institution_id)
    )
    return {body: KeptRate(int(yes), int(all_)) for body, yes, all_ in db.session.execute(query) if body is not None}


@dataclass(frozen=True, slots=True)
class Between:
    """What stands between us and counterparts: open promises by maker, and what was kept lately."""

    theirs: Sequence[Commitment]
    ours: Sequence[Commitment]
    clients: Sequence[Commitment]
    kept: Sequence[Commitment]


def between(
    user: User, institution_ids: Collection[int], client_ids: Collection[int], since: date | None = None
) -> Between:
    """Return commitments for a meeting with these institutions on behalf of these clients: at most two statements.

    `theirs`, `ours`, `clients`: open ones by who made them, late first, parties loaded. `kept`: those kept on `since`
    or later (none without it), the last first. With institutions given, one of them is maker or receiver; with clients
    given as well, the commitment concerns one of them or no client at all, so that another client's affairs stay out.
    Only clients given: those of these clients with anybody. All of them are visible to the user.
    """
    where = [visible_to(user), LIVE]
    if institution_ids:
        bodies = list(institution_ids)
        where.append(
            sa.or_(Commitment.maker_institution_id.in_(bodies), Commitment.receiver_institution_id.in_(bodies))
        )
    if client_ids or not institution_ids:
        link = sa.select(CommitmentClient.commitment_id).where(CommitmentClient.client_id.in_(list(client_ids)))
        nobodys = ~sa.exists().where(CommitmentClient.commitment_id == Commitment.id)
        own = Commitment.id.in_(link)
        where.append(sa.or_(own, nobodys) if institution_ids else own)
    query = sa.select(Commitment).where(*where).options(*with_parties())
    still = db.session.execute(query.where(Commitment.state == "open").order_by(*BY_DAY)).scalars().all()
    by_maker = {kind: [item for item in still if item.maker_kind == kind] for kind in ("institution", "us", "client")}
    kept: Sequence[Commitment] = ()
    if since is not None:
        done = query.where(Commitment.state == "kept", Commitment.settled_on >= since)
        kept = db.session.execute(done.order_by(Commitment.settled_on.desc(), Commitment.id.desc())).scalars().all()
    return Between(by_maker["institution"], by_maker["us"], by_maker["client"], kept)
