"""What stands around a moment for T4: follow-ups, promises, meetings and letters at every edge of a day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.commitments.models import Commitment
from crm.core.db import unit_of_work
from crm.engagements.models import Engagement, EngagementClient, EngagementConsultant, EngagementInstitution
from crm.institutions.models import Institution
from crm.tasks.models import Task, TaskClient

ZONES = {"alice": "America/Tijuana", "bob": "America/Hermosillo", "charlie": "America/New_York"}


def local(moment: datetime, name: str) -> datetime:
    return moment.astimezone(ZoneInfo(ZONES[name]))


def edges(start: datetime) -> list[datetime]:
    """Return instants around every midnight that decides about a day, week, month or quarter near a moment."""
    found = set()
    for zone in ZONES.values():
        first = start.astimezone(ZoneInfo(zone)).date()
        days = {first + timedelta(days=n) for n in (-7, -6, -1, 0, 1, 2, 7, 8, 14, 15)}
        for day in first, first + timedelta(days=1):
            monday, month = day - timedelta(days=day.weekday()), day.replace(day=1)
            after = (month + timedelta(days=32)).replace(day=1)
            days |= {monday, monday + timedelta(days=7), month, after, first_of_quarter(day)}
        for day in days:
            midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
            found |= {midnight - timedelta(minutes=1), midnight}
    return sorted(found)


def first_of_quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


class Data:
    """What stands around one start: for each person the same follow-ups, promises, meetings and letters."""

    def __init__(self, app: Flask, start: datetime) -> None:
        self.edges = edges(start)
        self.days = [start.date() + timedelta(days=n) for n in range(-16, 17)]
        self.rows: list[tuple[str, Engagement]] = []
        with app.app_context(), unit_of_work(None) as work:
            self.users = {user.email.split("@")[0]: user.id for user in work.execute(sa.select(User)).scalars()}
            for name, zone in ZONES.items():
                work.execute(sa.update(User).where(User.id == self.users[name]).values(time_zone=zone))
            body = Institution(name_en="Consulate", name_es="Consulado", kind="consulate", level="federal")
            client = Client(name="Río", account_lead_id=self.users["alice"])
            work.add_all([body, client])
            work.flush()
            self.client, self.body = client.id, body.id
            for name in ZONES:
                self._add(work, name)
            work.flush()
        self.events = {row.id: (name, row) for name, row in self.rows}

    def _add(self, work: Any, name: str) -> None:
        owner = self.users[name]
        for day in self.days:
            work.add(Task(title=f"by {day}", due_on=day, assignee_id=owner))
            work.add(Commitment(
                text=f"by {day}", maker_kind="institution", maker_institution_id=self.body, receiver_kind="us",
                due_on=day, made_on=self.days[0], made_at=self.edges[0], owner_id=owner,
            ))  # fmt: skip
            letter = {"channel": "letter", "direction": "out", "reply_due_on": day}
            asked = {"remind_on": day, "requested_on": self.days[0]}
            work.add_all([self._met(name, "held", self.edges[0], letter),
                          self._met(name, "requested", self.edges[0], asked)])  # fmt: skip
        for moment in self.edges:
            done = Task(title="done", assignee_id=owner, done_at=moment, done_by_id=owner)
            done.clients = [TaskClient(client_id=self.client)]
            work.add_all([done, *(self._met(name, state, moment, {}) for state in ("planned", "held"))])

    def _met(self, name: str, state: str, moment: datetime, more: dict[str, Any]) -> Engagement:
        row = Engagement(**{
            "track": "government", "channel": "in_person", "state": state, "starts_at": moment, "zone": ZONES[name],
            "starts_wall": local(moment, name).replace(tzinfo=None), "subject": state, **more,
        })  # fmt: skip
        row.clients = [EngagementClient(client_id=self.client, starts_at=moment)]
        row.consultants = [EngagementConsultant(user_id=self.users[name])]
        row.institutions = [EngagementInstitution(institution_id=self.body, starts_at=moment)]
        self.rows.append((name, row))
        return row

    def of(self, name: str, *states: str) -> list[Engagement]:
        """Return somebody's own meetings in these states, in the order of lists that are short."""
        mine = [row for whose, row in self.events.values() if whose == name and row.state in states]
        return sorted(mine, key=lambda row: (row.starts_at, row.id))
