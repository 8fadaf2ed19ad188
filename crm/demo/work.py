"""Follow-ups that show what they can: hours, rules, delegated, waiting, put off, comments; and started checklists."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.checklists import actions as checklists
from crm.checklists.models import ChecklistTask
from crm.checklists.queries import templates
from crm.clients.models.client import Client
from crm.core.dates import to_utc, today_in
from crm.demo.content_files import read
from crm.tasks import actions, commenting, handing
from crm.tasks.mentions import named_in
from crm.tasks.models import Task
from crm.tasks.recurring import Repeat, moved, rule_text

#: Steps are ticked off in the afternoon of their day.
TICKED_OFF: Final = time(16, 30)
Users = Mapping[str, User]
Clients = Mapping[str, Client]


def add_work(work: Session, users: Users, clients: Clients) -> None:
    """Write them in the names of those who would have; flushes."""
    content = read("work")
    made = [_follow_up(work, row, users, clients) for row in content["follow_ups"]]
    for row in content["comments"]:
        author = _as(work, users, row["by"])
        commenting.add(work, author, made[row["on"]], row["text"], named_in(row["text"], made[row["on"]].id).ids)
    for row in content["checklists"]:
        _start(work, row, users, clients)


def _as(work: Session, users: Users, name: str) -> User:
    user = users[f"{name}@example.com"]
    work.info["actor_id"] = user.id
    return user


def _follow_up(work: Session, row: Mapping[str, Any], users: Users, clients: Clients) -> Task:
    user = _as(work, users, row["by"])
    today = today_in(user.time_zone)
    day = moved(today + timedelta(days=row["day"]), ("weekend",))
    task = actions.create(work, user, {
        "title": row["title"], "due_on": day, "assignee_id": user.id, "priority": row.get("priority", "normal"),
        "clients": [clients[row["client"]].id], "due_zone": row.get("zone", ""),
        "due_time": time.fromisoformat(row["time"]) if "time" in row else None,
        "assignees": [users[f"{name}@example.com"].id for name in row.get("with", ())], **_rule(row, day),
    })  # fmt: skip
    if "to" in row:
        handing.delegate(work, user, task, users[f"{row['to']}@example.com"].id)
    if "waiting" in row:
        handing.wait(work, user, task, row["waiting"], today + timedelta(days=row["since"]))
    if "snooze" in row:
        handing.snooze(work, user, task, today + timedelta(days=row["snooze"]))
    return task


def _rule(row: Mapping[str, Any], day: date) -> dict[str, Any]:
    if "repeat" not in row:
        return {}
    return {"rule": rule_text(Repeat(row["repeat"]), day), "rule_skip": " ".join(row["skip"])}


def _start(work: Session, row: Mapping[str, Any], users: Users, clients: Clients) -> None:
    """Start a checklist some days ago, and tick its first steps off."""
    user, client = _as(work, users, row["by"]), clients[row["client"]]
    item = next((each for each in templates() if each.code == row["code"]), None)
    if item is None:
        return
    run = checklists.start(work, user, item, {
        "client_id": client.id, "starts_on": today_in(user.time_zone) + timedelta(days=row["start"]),
        "steps": [step.id for step in item.steps], "who": dict.fromkeys(("lead", "starter", "support"), user.id),
    }, user.language)  # fmt: skip
    query = sa.select(Task).join(ChecklistTask, ChecklistTask.task_id == Task.id).where(ChecklistTask.run_id == run.id)
    for task in list(work.execute(query.order_by(ChecklistTask.position).limit(row["done"])).scalars()):
        day = task.due_on or today_in(user.time_zone)
        actions.complete(work, user, task, to_utc(datetime.combine(day, TICKED_OFF), user.time_zone))
