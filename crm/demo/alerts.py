"""Alerts of the demo firm: one on the exchange rate that waits, one on a chapter that fired on its newest figure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.alerts import actions, queries
from crm.alerts.models import AlertRule
from crm.demo.content_files import read
from crm.indicators.derive import year_before

OWNER: Final = "partner@example.com"


def add_alerts(work: Session, users: Mapping[str, User]) -> None:
    """Write them; one that `fires` was there a year before its newest figure. Flushes."""
    owner = users[OWNER]
    for row in read("alerts"):
        series = queries.series_by(row["series"])
        if series is None:
            raise ValueError(f"no such series: {row['series']}")
        work.info["actor_id"] = owner.id
        rule = actions.create(work, owner, series.id, _values(row, owner))
        if row["fires"]:
            _fire(work, rule.id, series.id)


def _values(row: Mapping[str, Any], owner: User) -> dict[str, Any]:
    return {
        "kind": row["kind"], "bound": Decimal(row["bound"]), "note": row["note"], "owner_id": owner.id,
        "due_days": row["due_days"],
    }  # fmt: skip


def _fire(work: Session, rule_id: int, series_id: int) -> None:
    """Let a rule judge the newest figures as if they had just come."""
    newest = queries.newest_figure(series_id)
    if newest is None:
        raise ValueError("a series without figures")
    period, vintage = year_before(newest[0]), newest[1]
    moved = sa.update(AlertRule).where(AlertRule.id == rule_id).values(checked_period=period, checked_vintage=vintage)
    work.execute(moved, execution_options={"synchronize_session": False})
    rule = queries.for_check(rule_id)
    for event in actions.judge(work, rule) if rule else ():
        while not actions.open_part(work, event.id):
            pass
