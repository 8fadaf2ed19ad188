"""Alerts for tests: rules by their action, new months of a series, the work that judges them."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.alerts import actions, queries, work
from crm.alerts.models import AlertEvent, AlertRule, AlertTask
from crm.core.db import db, unit_of_work
from crm.indicators.derive import next_period
from crm.indicators.parsers.shapes import Flow
from crm.indicators.queries.figures import values_at
from crm.jobs.actions import ask
from crm.jobs.running import run_job
from crm.tasks.models import Task
from tests.indicators.support import goods_file, load
from tests.tasks.firm import user

KEY = "census-us-exports-mx"
FORM = {"kind": "rise", "bound": "10", "scope": "firm", "due_days": "4", "note": "Call them", "seen": "rise 10"}


def add_rule(app: Flask, by: str = "alice", **more: Any) -> int:
    """Add a rule over US exports: a rise of more than 10 %, firm-wide, unless said otherwise."""
    with app.app_context():
        actor, series = user(by), queries.series_by(KEY)
        assert series is not None
        values = {"kind": "rise", "bound": Decimal(10), "note": "", "owner_id": actor.id, "due_days": 4, **more}
        with unit_of_work(actor.id) as session:
            return actions.create(session, actor, series.id, values).id


def publish(app: Flask, percent: int, *, months: int = 1, later: int = 0, flow: Flow = "exports") -> list[date]:
    """Publish months that follow the newest, each so many percent above the year before; `later`: revise the last."""
    with app.app_context():
        series = queries.series_by(KEY)
        assert series is not None
        newest = queries.newest_figure(series.id)
        assert newest is not None
        periods, last = [newest[0]] if later else [], newest[0]
        for _month in range(0 if later else months):
            last = next_period(last, "month")
            periods.append(last)
        before = {p: Decimal(str(known(series.id, p.replace(year=p.year - 1)))) for p in periods}
    values: dict[date, str | None] = {
        p: str((before[p] * (100 + percent) / 100).quantize(Decimal("0.1"))) for p in periods
    }
    vintage = max(newest[1], next_period(periods[-1], "month"))
    for _month in range(later):
        vintage = next_period(vintage.replace(day=1), "month")
    load(app, goods_file(values, flow), vintage)
    return periods


def known(series_id: int, period: date) -> Decimal:
    """Return the newest value of a period."""
    return values_at([(series_id, period)])[series_id, period]


def check(app: Flask) -> None:
    """Do the scheduled work once."""
    with app.app_context(), unit_of_work(None) as session:
        job = ask(session, work.CHECK, {}, actor_id=None)
        number = job.id
    run_job(app, number)


def events(app: Flask, rule_id: int) -> list[AlertEvent]:
    """Return what a rule fired, the oldest first."""
    with app.app_context():
        query = sa.select(AlertEvent).where(AlertEvent.rule_id == rule_id).order_by(AlertEvent.period)
        return list(db.session.execute(query).scalars())


def opened(app: Flask, rule_id: int) -> dict[int, Task]:
    """Return the follow-ups that a rule's events have by client."""
    with app.app_context():
        query = (
            sa.select(AlertTask.client_id, Task)
            .join(Task, Task.id == AlertTask.task_id)
            .join(AlertEvent, AlertEvent.id == AlertTask.event_id)
            .where(AlertEvent.rule_id == rule_id)
        )
        return {row.client_id: row.Task for row in db.session.execute(query)}


def rule(app: Flask, rule_id: int) -> AlertRule:
    """Return a rule as it is stored."""
    with app.app_context():
        return db.session.execute(sa.select(AlertRule).where(AlertRule.id == rule_id)).scalar_one()
