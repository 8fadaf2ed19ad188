"""Asks for alert rules, what fired, and which of it is still to be judged or followed up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from crm.accounts.models import User
from crm.alerts.models import AlertEvent, AlertRule, AlertTask
from crm.alerts.visibility import visible_to
from crm.clients.models.client import Client, ClientSector
from crm.core.db import db
from crm.core.i18n import language
from crm.core.listing import Page, Sort, fetch_page
from crm.indicators.models import Observation, Series
from crm.indicators.queries.touching import touched_ids
from crm.reference.queries import sectors_with_descendants
from crm.tasks.models import Task
from crm.tasks.visibility import visible_to as task_visible_to

#: One event opens follow-ups for so many clients.
MOST: Final = 200
#: A rule's page shows so many of its events, and so many follow-ups of each.
EVENTS: Final = 20
NAMED: Final = 10
NEWEST_FIRST: Final = Sort((AlertRule.id.expression,), descending=True)


def _with_names() -> tuple[ORMOption, ...]:
    client = joinedload(AlertRule.client).load_only(Client.id, Client.name)
    return client, joinedload(AlertRule.series, innerjoin=True), joinedload(AlertRule.owner, innerjoin=True)


def get_visible(user: User, rule_id: int) -> AlertRule | None:
    """Return a rule with what it names, or None for a stranger."""
    query = sa.select(AlertRule).where(AlertRule.id == rule_id, visible_to(user)).options(*_with_names())
    return db.session.execute(query).scalar_one_or_none()


def for_edit(user: User, rule_id: int) -> AlertRule | None:
    """Return a visible rule with its series, locked until the unit of work ends."""
    return _locked(AlertRule.id == rule_id, visible_to(user))


def for_check(rule_id: int) -> AlertRule | None:
    """Return a rule in use with its series, locked, for the system."""
    return _locked(AlertRule.id == rule_id, AlertRule.archived_at.is_(None))


def _locked(*where: sa.ColumnElement[bool]) -> AlertRule | None:
    query = sa.select(AlertRule).where(*where).options(joinedload(AlertRule.series, innerjoin=True))
    locked = query.with_for_update(of=AlertRule).execution_options(populate_existing=True)
    return db.session.execute(locked).scalar_one_or_none()


def page_of(user: User, cursor: str | None, *, archived: bool) -> Page:
    """Return one page of rules, the newest first."""
    stands = AlertRule.archived_at.is_not(None) if archived else AlertRule.archived_at.is_(None)
    query = sa.select(AlertRule).where(visible_to(user), stands).options(*_with_names())
    return fetch_page(query, NEWEST_FIRST, cursor)


def last_events(rule_ids: Collection[int]) -> Mapping[int, AlertEvent]:
    """Return the event of the newest period of each of these rules that fired."""
    if not rule_ids:
        return {}
    newer = aliased(AlertEvent)
    later = sa.exists().where(newer.rule_id == AlertEvent.rule_id, newer.period > AlertEvent.period)
    query = sa.select(AlertEvent).where(AlertEvent.rule_id.in_(list(rule_ids)), ~later)
    return {event.rule_id: event for event in db.session.execute(query).scalars()}


def events_of(rule_id: int) -> Sequence[AlertEvent]:
    """Return the newest events of a rule."""
    query = sa.select(AlertEvent).where(AlertEvent.rule_id == rule_id)
    return db.session.execute(query.order_by(AlertEvent.period.desc()).limit(EVENTS)).scalars().all()


@dataclass(frozen=True, slots=True)
class Opened:
    """A follow-up of an event, for a client, both visible to the reader."""

    task_id: int
    title: str
    client_id: int
    client: str
    done_at: datetime | None
    assignee_id: int


def follow_ups(user: User, event_ids: Collection[int]) -> Mapping[int, Sequence[Opened]]:
    """Return the follow-ups of events that the reader may see, by event and then by the client's name: one statement.

    NAMED and one more of each event at most.
    """
    if not event_ids:
        return {}
    order = (Client.name_key, Client.id)
    place = sa.func.row_number().over(partition_by=AlertTask.event_id, order_by=order).label("place")
    rows = (
        sa.select(
            AlertTask.event_id, Task.id.label("task_id"), Task.title, Client.id.label("client_id"), Client.name,
            Task.done_at, Task.assignee_id, place,
        )
        .join(Task, Task.id == AlertTask.task_id)
        .join(Client, Client.id == AlertTask.client_id)
        .where(AlertTask.event_id.in_(list(event_ids)), Task.archived_at.is_(None), task_visible_to(user))
        .subquery()
    )  # fmt: skip
    query = sa.select(rows).where(rows.c.place <= NAMED + 1).order_by(rows.c.event_id, rows.c.place)
    found: dict[int, list[Opened]] = {}
    for event_id, *row, _place in db.session.execute(query):
        found.setdefault(event_id, []).append(Opened(*row))
    return found


def newest_figure(series_id: int) -> tuple[date, date] | None:
    """Return period and vintage of the newest figure of a series."""
    query = sa.select(Observation.period, Observation.vintage).where(
        Observation.series_id == series_id, Observation.value.is_not(None)
    )
    row = db.session.execute(query.order_by(Observation.period.desc(), Observation.vintage.desc()).limit(1)).first()
    return (row.period, row.vintage) if row else None


def waiting_rules() -> list[int]:
    """Return the rules in use whose series has a newer figure than the one judged last: two steps in an index each."""
    newest: Any = sa.select(Observation.period, Observation.vintage).where(
        Observation.series_id == AlertRule.series_id, Observation.value.is_not(None)
    )
    newest = newest.order_by(Observation.period.desc(), Observation.vintage.desc()).limit(1)
    period, vintage = (newest.with_only_columns(c).scalar_subquery() for c in (Observation.period, Observation.vintage))
    again = sa.and_(period == AlertRule.checked_period, vintage > AlertRule.checked_vintage)
    never = sa.and_(AlertRule.checked_period.is_(None), period.is_not(None))
    query = sa.select(AlertRule.id).where(
        AlertRule.archived_at.is_(None), sa.or_(never, period > AlertRule.checked_period, again)
    )
    return list(db.session.execute(query.order_by(AlertRule.id)).scalars())


def fired_periods(rule_id: int) -> set[date]:
    """Return the periods for which a rule has fired."""
    return set(db.session.execute(sa.select(AlertEvent.period).where(AlertEvent.rule_id == rule_id)).scalars())


def open_events() -> list[int]:
    """Return the events whose follow-ups are still to be opened, the oldest first."""
    query = sa.select(AlertEvent.id).where(AlertEvent.opened_at.is_(None)).order_by(AlertEvent.id)
    return list(db.session.execute(query).scalars())


def event_for_opening(event_id: int) -> tuple[AlertEvent, AlertRule] | None:
    """Return an event whose follow-ups are still to be opened, locked, with its rule."""
    query = sa.select(AlertEvent).where(AlertEvent.id == event_id, AlertEvent.opened_at.is_(None)).with_for_update()
    event = db.session.execute(query).scalar_one_or_none()
    if event is None:
        return None
    rule = sa.select(AlertRule).where(AlertRule.id == event.rule_id).options(joinedload(AlertRule.series))
    return event, db.session.execute(rule).scalar_one()


def clients_of(rule: AlertRule) -> list[int]:
    """Return the clients of a rule's scope that its series touches, by name: MOST and one more at most."""
    if rule.client_id is not None:
        query = sa.select(Client.id).where(Client.id == rule.client_id, Client.archived_at.is_(None))
        return list(db.session.execute(query).scalars())
    narrowed = []
    if rule.sector_id is not None:
        of_sector = ClientSector.sector_id.in_(sectors_with_descendants(rule.sector_id))
        narrowed.append(sa.exists().where(ClientSector.client_id == Client.id, of_sector))
    return touched_ids(rule.series, *narrowed, most=MOST + 1)


def served(event_id: int) -> set[int]:
    """Return the clients that have their follow-up from an event."""
    return set(db.session.execute(sa.select(AlertTask.client_id).where(AlertTask.event_id == event_id)).scalars())


def leads_of(client_ids: Collection[int]) -> dict[int, int | None]:
    """Return the account leads of these clients."""
    query = sa.select(Client.id, Client.account_lead_id).where(Client.id.in_(list(client_ids)))
    return {row.id: row.account_lead_id for row in db.session.execute(query)}


def title_of(rule: AlertRule) -> str:
    """Return the title of a rule's series; for a few rules that came without it."""
    return db.session.execute(sa.select(Series).where(Series.id == rule.series_id)).scalar_one().title(language())


def series_by(asked: str) -> Series | None:
    """Return a series by its key, or by its number (as links of its page name it)."""
    number = asked.isascii() and asked.isdigit() and len(asked) <= 9  # noqa: PLR2004 - an id of 32 bits
    where = Series.id == int(asked) if number else Series.key == asked
    return db.session.execute(sa.select(Series).where(where)).scalar_one_or_none()
