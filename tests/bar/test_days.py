"""T4: today, overdue, the week, the month and the quarter of users in three zones, at every quarter of an hour."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_login import login_user

from crm.accounts.models import User
from crm.commitments import queries as commitments
from crm.commitments.labels import standing
from crm.core import dates
from crm.core.db import db
from crm.engagements.queries.lists import Filters, page
from crm.engagements.record_words import today as reader_day
from crm.home.queries import planned_and_awaiting
from crm.relations.coverage import coverage, spans
from crm.reports.build.period import presets
from crm.reports.queries import engagements
from crm.tasks import queries as tasks
from crm.tasks.due import due as task_due
from tests.bar.days import ZONES, Data, first_of_quarter, local
from tests.engines import Engine

pytestmark = pytest.mark.bar

#: The clock goes back in two of the zones, and forward; the last day of a year, a quarter and a month.
STARTS = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 12, 31, 12, tzinfo=UTC))
QUARTERS = 96
STEP = timedelta(minutes=15)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Give `clock(moment)`: the product's present from then on."""

    class Clock(datetime):
        moment = datetime.now(UTC)

        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return cls.moment.astimezone(tz)

    monkeypatch.setattr(dates, "datetime", Clock)

    def turn(moment: datetime) -> None:
        Clock.moment = moment

    return turn


Check = tuple[str, object, object]


def by_day(data: Data, user: User, name: str, today: date) -> Iterator[Check]:
    """Yield what is told by calendar days: follow-ups, promises, letters and requests."""
    late = sum(day < today for day in data.days)
    yield "follow-ups counted in the navigation", tasks.counter(user), sum(day <= today for day in data.days)
    within = tasks.due(user, today + timedelta(days=7), limit=100)
    yield "follow-ups of the week", [t.due_on for t in within], [d for d in data.days if d <= today + timedelta(days=7)]
    for task in tasks.due(user, data.days[-1], limit=100):
        assert task.due_on
        told = task_due(task)
        yield "days a follow-up is late", told.late, max((today - task.due_on).days, 0)
        yield "a follow-up of today", told.text == "Today", task.due_on == today
    for item in commitments.own_open(user, 100, ours=False):
        assert item.due_on
        yield "a promise is late", standing(item).text.startswith("Late"), item.due_on < today
        yield "a promise is due today", standing(item).text == "Due today", item.due_on == today
    # Everybody sees everybody's here: an institution's rate counts what is late for the reader's day.
    yield "late promises in a rate", commitments.kept_rates(user, [data.body])[data.body].counted, late * len(ZONES)
    overdue = {row.id for row in data.of(name, "held") if row.reply_due_on and row.reply_due_on < today}
    yield "replies overdue", listed(user, Filters(reply="overdue", mine=True)), overdue
    yield "the reader's day", reader_day(), today


def my_day(data: Data, user: User, name: str, today: date) -> Iterator[Check]:
    """Yield what My day shows of meetings: at most eight of each, the earliest first."""
    planned, awaiting, requested, letters = planned_and_awaiting(user)
    own = data.of(name, "planned")
    days = {row.id: local(row.starts_at, name).date() for row in own}
    ahead = [r.id for r in own if today <= days[r.id] < today + timedelta(days=14)]
    past = [r.id for r in own if today - timedelta(days=60) <= days[r.id] < today]
    yield "planned for two weeks", [row.id for row in planned], ahead[:8]
    yield "past without a note", [row.id for row in awaiting], past[:8]
    reminded = sorted(
        (r for r in data.of(name, "requested") if r.remind_on and r.remind_on <= today), key=lambda r: r.id
    )
    yield "requests to be reminded of", [row.id for row in requested], [row.id for row in reminded][:8]
    soon = [r for r in data.of(name, "held") if r.reply_due_on and r.reply_due_on <= today + timedelta(days=7)]
    soon.sort(key=lambda row: (row.reply_due_on, row.id))
    yield "letters due within a week", [row.id for row in letters], [row.id for row in soon][:8]


def totals(data: Data, user: User, name: str, today: date) -> Iterator[Check]:
    """Yield the totals of the day, the week, the month and the quarter that it is for the reader."""
    monday, month = today - timedelta(days=today.weekday()), today.replace(day=1)
    spans_of = {
        "day": (today, today), "week": (monday, monday + timedelta(days=6)),
        "month": (month, (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)),
    }  # fmt: skip
    everyone = [row for _name, row in data.events.values()]
    for span, (first, last) in spans_of.items():
        met = {row.id for row in data.of(name, "planned", "held", "requested")
               if first <= local(row.starts_at, name).date() <= last}  # fmt: skip
        yield f"meetings of the {span}", listed(user, Filters(first=first, last=last, mine=True)), met
        done = sum(first <= local(moment, name).date() <= last for moment in data.edges) * len(ZONES)
        yield f"follow-ups done in the {span}", len(tasks.closed_in(user, data.client, first, last)), done
    start = first_of_quarter(today)
    held = sum(row.state == "held" and start <= local(row.starts_at, name).date() <= today for row in everyone)
    matrix = coverage(user, spans(today)[1], None, mine=False, sector_id=None)
    cell = matrix.cells.get((data.client, data.body))
    yield "meetings of the quarter", cell.count if cell else 0, held
    report = presets(today)["this-quarter"]
    yield "the quarter of a report", report.start, start
    # A report counts by the calendar of the place of the meeting, whoever reads it.
    counted = sum(row.state == "held" and start <= row.starts_wall.date() <= report.end for row in everyone)
    yield "meetings in a report", len(engagements(user, data.client, report, "held", 2000)), counted


def listed(user: User, filters: Filters) -> set[int]:
    """Return the ids of a whole list, page by page."""
    found, cursor = set(), None
    while True:
        part = page(user, filters, cursor)
        found |= {row.Engagement.id for row in part.rows}
        cursor = part.after
        if not cursor:
            return found


@pytest.mark.bar_only
@pytest.mark.parametrize("start", STARTS, ids=lambda start: f"{start:%m-%d}")
def test_every_day_week_and_month_is_the_readers_own(
    app: Flask, engine: Engine, start: datetime, clock: Callable[[datetime], None], figure: Callable[..., None]
) -> None:
    compare(app, engine, [start + quarter * STEP for quarter in range(QUARTERS)], clock, figure)


def test_every_hour_of_a_day_on_which_the_clock_goes_back(
    app: Flask, engine: Engine, clock: Callable[[datetime], None], figure: Callable[..., None]
) -> None:
    compare(app, engine, [STARTS[0] + hour * 4 * STEP for hour in range(QUARTERS // 4)], clock, figure)


def compare(
    app: Flask, engine: Engine, moments: Sequence[datetime], clock: Callable[[datetime], None],
    figure: Callable[..., None],
) -> None:  # fmt: skip
    """Compare all that the product answers at these moments with what is right."""
    data, wrong, compared = Data(app, moments[0]), [], 0
    for moment in moments:
        clock(moment)
        for name, zone in ZONES.items():
            with app.test_request_context():
                user = db.session.execute(sa.select(User).where(User.id == data.users[name])).scalar_one()
                login_user(user)
                today = local(moment, name).date()
                for check in by_day, my_day, totals:
                    for what, told, right in check(data, user, name, today):
                        compared += 1
                        if told != right:
                            wrong.append(f"{moment:%m-%d %H:%M} {zone}: {what}: {told}, not {right}")
                db.session.remove()
    figure("T4", engine.name, f"{len(ZONES)} zones, {len(moments)} moments from {moments[0]:%Y-%m-%d %H:%M} UTC on: "
           f"{compared} answers compared, {len(wrong)} wrong")  # fmt: skip
    assert not wrong, "\n".join(wrong[:20])


def test_a_clock_of_another_zone_would_be_noticed(app: Flask, clock: Callable[[datetime], None]) -> None:
    start = STARTS[0]
    data = Data(app, start)
    clock(start)
    with app.test_request_context():
        user = db.session.execute(sa.select(User).where(User.id == data.users["alice"])).scalar_one()
        login_user(user)
        wrong = [what for what, told, right in by_day(data, user, "alice", start.date()) if told != right]
        assert "follow-ups counted in the navigation" in wrong
