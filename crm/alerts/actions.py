"""Changes of alert rules, and what follows from new figures. They flush within an open unit of work, never commit."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.accounts.queries import people_by_id
from crm.alerts import queries, words
from crm.alerts.judge import Condition, judged, meets
from crm.alerts.models import AlertEvent, AlertRule, AlertTask
from crm.core.dates import now, today_in
from crm.core.db import insert_or
from crm.core.feature import registry
from crm.indicators.breaks import comparable
from crm.indicators.queries.figures import figures_for
from crm.notices.speaking import speaking_to
from crm.tasks import actions as tasks
from crm.tasks.forms import assignee_choices
from crm.tasks.queries import hidden_clients

FIELDS: Final = frozenset({"kind", "bound", "sector_id", "client_id", "note", "owner_id", "due_days"})
#: So many follow-ups are opened in one transaction.
PART: Final = 25


def create(work: Session, actor: User | None, series_id: int, values: Mapping[str, Any]) -> AlertRule:
    """Add a rule over a series; what is published already is judged and does not fire. See FIELDS."""
    rule = AlertRule(series_id=series_id, created_by_id=actor.id if actor else None)
    work.add(rule)
    _set(rule, values)
    work.flush()
    _checked(work, rule)
    return rule


def update(work: Session, rule: AlertRule, values: Mapping[str, Any]) -> None:
    """Change a rule; one that asks for something else does not fire on what is published already."""
    before = rule.kind, rule.bound
    _set(rule, values)
    work.flush()
    if before != (rule.kind, rule.bound):
        _checked(work, rule)


def archive(work: Session, rule: AlertRule) -> None:
    """Put a rule aside: it judges nothing more, what it opened stays."""
    rule.archived_at = rule.archived_at or now()
    work.flush()


def restore(work: Session, rule: AlertRule) -> None:
    """Take a rule back; what was published meanwhile does not fire."""
    rule.archived_at = None
    work.flush()
    _checked(work, rule)


def _set(rule: AlertRule, values: Mapping[str, Any]) -> None:
    if unknown := set(values) - FIELDS:
        raise KeyError(*unknown)
    for name, value in values.items():
        setattr(rule, name, value)


def _checked(work: Session, rule: AlertRule) -> None:
    """Keep how far a rule has judged: past its version and trail, since nobody's edit is lost by it."""
    period, vintage = queries.newest_figure(rule.series_id) or (None, None)
    work.execute(
        sa.update(AlertRule)
        .where(AlertRule.id == rule.id)
        .values(checked_period=period, checked_vintage=vintage, updated_at=AlertRule.updated_at),
        execution_options={"synchronize_session": False},
    )


def judge(work: Session, rule: AlertRule) -> list[AlertEvent]:
    """Record what fires of the figures that are newer than those judged (the rule is locked, its series loaded).

    A period fires once, whatever is revised. Of several that come at once the last one that fires opens follow-ups.
    """
    figures = figures_for([rule.series_id])[rule.series_id]
    before = {each.period: each.before for each in judged(figures, partial(comparable, rule.series))}
    condition, fired = Condition(rule.kind, rule.bound), queries.fired_periods(rule.id)
    period, vintage = rule.checked_period, rule.checked_vintage
    new = figures[-1:] if period is None else [
        f for f in figures if f.period > period or (f.period == period and vintage and f.vintage > vintage)
    ]  # fmt: skip
    events = [
        AlertEvent(
            rule_id=rule.id, period=f.period, value=f.value, vintage=f.vintage, source=f.publisher,
            before=before[f.period], kind=rule.kind, bound=rule.bound, at=now(), opened_at=now(),
            more=False,
        )
        for f in new
        if f.period not in fired and meets(condition, f.value, before[f.period])
    ]  # fmt: skip
    if events:
        events[-1].opened_at = None
    work.add_all(events)
    work.flush()
    _checked(work, rule)
    return events


def open_part(work: Session, event_id: int) -> bool:
    """Open the next follow-ups of an event, PART at most; tells whether that was the last of them."""
    found = queries.event_for_opening(event_id)
    if found is None:
        return True
    event, rule = found
    clients, there = queries.clients_of(rule), queries.served(event_id)
    left = [key for key in clients[: queries.MOST] if key not in there][: max(queries.MOST - len(there), 0)]
    claimed = _claim(work, event_id, left[:PART])
    for client_id, assignee in sorted(assignees(rule, claimed).items()):
        _open(work, event, rule, client_id, assignee)
    done = len(left) <= PART
    if done:
        event.opened_at, event.more = now(), len(clients) > queries.MOST
        work.flush()
    return done


def _claim(work: Session, event_id: int, client_ids: Collection[int]) -> list[int]:
    """Take the places of these clients: whoever asks at the same time finds them taken."""
    if not client_ids:
        return []
    rows = [{"event_id": event_id, "client_id": client_id} for client_id in sorted(client_ids)]
    taken = insert_or(AlertTask).values(rows).on_conflict_do_nothing().returning(AlertTask.client_id)
    return sorted(work.execute(taken).scalars())


def assignees(rule: AlertRule, client_ids: Collection[int]) -> dict[int, User]:
    """Return who gets the follow-up of each client: its account lead, else the rule's owner, else a partner.

    Each only where they may see the client; a client that nobody may see who could take it is left out.
    """
    people, able = people_by_id(), {user_id for user_id, _name in assignee_choices()}
    partners = [user.id for user in people.values() if user.role == Role.PARTNER]
    who: dict[int, User] = {}
    leads, left = queries.leads_of(client_ids), set(client_ids)
    offered = [*dict.fromkeys(lead for lead in leads.values() if lead), rule.owner_id, *partners]
    for place, user_id in enumerate(offered):
        as_lead = place < len(offered) - 1 - len(partners)
        wanted = [key for key in left if not as_lead or leads[key] == user_id]
        if user_id not in able or not wanted:
            continue
        found = set(wanted) - hidden_clients(people[user_id], wanted)
        who |= dict.fromkeys(found, people[user_id])
        left -= found
    return who


def _open(work: Session, event: AlertEvent, rule: AlertRule, client_id: int, assignee: User) -> None:
    with speaking_to(assignee):
        title, notes = words.task_title(rule.series, event), words.task_notes(rule.series, event, rule.note)
    due_on = today_in(assignee.time_zone) + timedelta(days=rule.due_days)
    task = tasks.create(work, None, {
        "title": title, "notes": notes, "due_on": due_on, "assignee_id": assignee.id, "clients": [client_id],
    })  # fmt: skip
    registry().tell(tasks.ASSIGNED, work, task, None)
    place = sa.and_(AlertTask.event_id == event.id, AlertTask.client_id == client_id)
    work.execute(sa.update(AlertTask).where(place).values(task_id=task.id))
