"""T2 and T3: 500 reminders across both changes of the clock; a clock that goes wrong by hours and by a day."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.actions import make_link
from crm.accounts.models import OneTimeLink, UserSession
from crm.accounts.queries import consultants, one_consultant
from crm.core.dates import to_utc
from crm.core.db import db, dialect_name, unit_of_work
from crm.core.feature import registry
from crm.core.offers import NoticeKind, NoticeText, Occasion
from crm.jobs.actions import ask
from crm.jobs.running import run_job
from crm.notices.models import Notice
from crm.notices.timed import NAME
from tests.engines import Engine
from tests.notices.clock import Clock
from tests.notices.records import look
from tests.support import People

#: Zone, the day of its gap and that of its fold (2026; Mexico's border follows the United States, the rest has none).
ZONES = {
    "America/New_York": ((3, 8), (11, 1)),
    "America/Los_Angeles": ((3, 8), (11, 1)),
    "America/Tijuana": ((3, 8), (11, 1)),
    "America/Ciudad_Juarez": ((3, 8), (11, 1)),
}
#: Hours that these zones are behind UTC before the gap, and in the fold's first round, by law (not by our zone rules).
BEFORE_GAP = {"America/New_York": 5, "America/Los_Angeles": 8, "America/Tijuana": 8, "America/Ciudad_Juarez": 7}
COUNT = 500
#: The next look, also where four are left out in a row; a wrong offset would be an hour.
LATE = timedelta(minutes=45)


def expected(number: int) -> tuple[str, datetime, datetime]:
    """Return a reminder's zone and wall time, and the instant by the law's offsets: RFC 5545's for gap and fold.

    In the gap 02:30 counts by the offset before it; in the fold 01:30 is the first of two, still summer time.
    """
    zone = list(ZONES)[number % 4]
    gap, fold = ZONES[zone]
    if number % 8 < 4:
        wall = datetime(2026, *gap, 2, 30)
        return zone, wall, (wall + timedelta(hours=BEFORE_GAP[zone])).replace(tzinfo=UTC)
    wall = datetime(2026, *fold, 1, 30)
    return zone, wall, (wall + timedelta(hours=BEFORE_GAP[zone] - 1)).replace(tzinfo=UTC)


def declare(app: Flask, patch: pytest.MonkeyPatch, plan: list[Occasion]) -> None:
    """Declare one timed kind whose reminders are these; no other kind is asked."""

    def due(start: datetime, end: datetime) -> list[Occasion]:
        return [each for each in plan if start < each.at <= end]

    def texts(_user: object, ids: list[int]) -> dict[int, NoticeText]:
        return {key: NoticeText(f"reminder {key}", "/") for key in ids}

    kind = NoticeKind("probe", "Probe", "bell", 1, texts, due, way="app")  # type: ignore[arg-type]
    with app.app_context():
        patch.setattr(type(registry()), "notices", lambda _self: {"probe": kind})


def first_user(app: Flask) -> int:
    with app.app_context():
        return consultants()[0].id


def plan_of(app: Flask) -> list[Occasion]:
    """Return 500 reminders as the product counts their instants."""
    who = first_user(app)
    return [Occasion(who, n, "due", to_utc(wall, zone)) for n in range(COUNT) for zone, wall, _at in [expected(n)]]


def race(app: Flask, clock: Clock) -> None:
    """Let two workers look at once."""
    with app.app_context(), unit_of_work(None) as work:
        ids = [ask(work, NAME, {}, actor_id=None).id for _worker in range(2)]
    threads = [threading.Thread(target=run_job, args=(app, job_id)) for job_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def outcome(app: Flask) -> dict[int, list[datetime]]:
    """Return by reminder when each notice of it was made."""
    found: dict[int, list[datetime]] = {}
    with app.app_context():
        for row in db.session.execute(sa.select(Notice).where(Notice.kind == "probe")).scalars():
            found.setdefault(row.record_id, []).append(row.created_at)
    return found


def judge(told: dict[int, list[datetime]], late: timedelta) -> Counter[str]:
    """Count what went wrong: missed, double, or not within `late` of its wall time."""
    wrong = Counter[str]()
    for number in range(COUNT):
        at, made = expected(number)[2], told.get(number, [])
        wrong["missed"] += not made
        wrong["double"] += len(made) > 1
        wrong["at another time"] += any(not at <= moment <= at + late for moment in made)
    return wrong


@pytest.mark.bar
def test_each_reminder_fires_once_at_its_wall_time_across_gap_and_fold(
    app: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch, figure: Callable[..., None]
) -> None:
    declare(app, monkeypatch, plan_of(app))
    dice, looks, died = random.Random(6), 0, 0  # noqa: S311 - the same run each time
    for day in (datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)):
        clock = Clock(monkeypatch, day + timedelta(hours=4))
        while clock.at < day + timedelta(hours=12):
            looks += 1
            if dice.random() < 0.1:
                died += 1
                clock.go(minutes=10)  # no worker runs for a while: the next one catches up
            else:
                race(app, clock)
                clock.go(minutes=5)
    wrong = judge(outcome(app), LATE)
    figure("T2", engine.name, f"{COUNT} reminders at gap 02:30 and fold 01:30 in {len(ZONES)} zones, {looks} looks of "
           f"two workers at once ({died} left out): {wrong['missed']} missed, {wrong['double']} double, "
           f"{wrong['at another time']} not at their wall time")  # fmt: skip
    assert wrong.total() == 0, wrong


def test_a_reminder_that_is_missed_double_or_at_another_time_is_told_of() -> None:
    good = {number: [expected(number)[2]] for number in range(COUNT)}
    assert judge(good, LATE).total() == 0
    assert judge({**good, 7: []}, LATE)["missed"] == 1
    assert judge({**good, 7: good[7] * 2}, LATE)["double"] == 1
    assert judge({**good, 7: [good[7][0] + timedelta(hours=1)]}, LATE)["at another time"] == 1


@pytest.mark.bar
@pytest.mark.parametrize("wrong_by", [2, -2, 24, -24])
def test_a_clock_that_goes_wrong_and_is_set_right_loses_no_reminder_and_lengthens_no_sign_in(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch, figure: Callable[..., None], wrong_by: int
) -> None:  # fmt: skip
    began = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
    who = first_user(app)
    plan = [Occasion(who, n, "due", began + timedelta(minutes=7 * n)) for n in range(-200, 400)]
    declare(app, monkeypatch, plan)
    clock = Clock(monkeypatch, began)
    look(app)
    assert people.alice.get("/account").status_code == 200
    with app.app_context(), unit_of_work(None) as work:
        alice = one_consultant(who)
        assert alice is not None
        make_link(work, alice)
    for shift in (wrong_by, -wrong_by):
        clock.go(hours=shift)
        for _look in range(12):
            look(app)
            clock.go(minutes=5)
    alive = counted(app)
    assert people.alice.get("/account").status_code == 302, "the sign-in would outlive its hours"
    while clock.at < began + timedelta(hours=40):
        clock.go(minutes=30)
        look(app)
    told = outcome(app)
    wanted = [each.record_id for each in plan if began < each.at <= clock.at]
    lost, double = sum(n not in told for n in wanted), sum(len(made) > 1 for made in told.values())
    figure("T3", engine_of(app), f"clock {wrong_by:+d} h for an hour, then right: {lost} of {len(wanted)} reminders "
           f"lost, {double} double, {alive} sign-ins and links outlive it")  # fmt: skip
    assert (lost, double, alive) == (0, 0, 0)


def engine_of(app: Flask) -> str:
    with app.app_context():
        return dialect_name()


def counted(app: Flask) -> int:
    with app.app_context():
        links = sa.select(sa.func.count()).select_from(OneTimeLink).where(OneTimeLink.used_at.is_(None))
        sessions = sa.select(sa.func.count()).select_from(UserSession)
        return int(db.session.execute(links).scalar_one() + db.session.execute(sessions).scalar_one())
