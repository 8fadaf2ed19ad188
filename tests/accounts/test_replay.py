"""S1, S2: a copied cookie is worth nothing once its sign-in is over, and none that was planted becomes one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts import sessions
from crm.accounts.models import UserSession
from crm.accounts.security import limiter
from crm.core import dates
from crm.core.db import unit_of_work
from tests.accounts.test_sessions import NEW, change_password, signed_in, thief_of
from tests.engines import Engine
from tests.support import PASSWORD, People, Person

TRIALS = 20
SIGN_INS = 50


@pytest.fixture(autouse=True)
def no_brake(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one address sign in more often than sixty times a minute."""
    monkeypatch.setattr(limiter, "enabled", False)


def thieves(app: Flask, name: str) -> tuple[Person, list[Person]]:
    """Return a browser of somebody, and browsers with the copied cookies of twenty sign-ins, the last of them its own.

    All but the last belong to other devices of the same person.
    """
    devices = [Person(app, name) for _trial in range(TRIALS)]
    copies = [thief_of(app, device) for device in devices]
    assert all(signed_in(copy) for copy in copies)
    return devices[-1], copies


def served(copies: list[Person]) -> int:
    """Return how many of these browsers are shown the account or may save it."""
    return sum(
        signed_in(copy) or copy.http.post("/account", data={"name": "Thief"}).status_code not in {400, 401}
        for copy in copies
    )


def age(app: Flask, **columns: object) -> None:
    """Set the instants of every sign-in row."""
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(UserSession).values(**columns))


def after_sign_out(app: Flask) -> int:
    copies = []
    for _trial in range(TRIALS):
        person = Person(app, "alice")
        copies.append(thief_of(app, person))
        assert person.post("/logout").status_code == 302
    return served(copies)


def after_password_change(app: Flask) -> int:
    _here, copies = thieves(app, "bob")
    here = Person(app, "bob")
    assert change_password(here, PASSWORD, NEW) == 303
    assert signed_in(here)
    return served(copies)


def after_sign_out_everywhere(app: Flask) -> int:
    here, copies = thieves(app, "charlie")
    assert here.post("/account/sign-out-everywhere").status_code == 303
    return served(copies)


def after_idle(app: Flask) -> int:
    _here, copies = thieves(app, "dora")
    age(app, last_used_at=dates.now() - sessions.IDLE - timedelta(minutes=1))
    return served(copies)


def after_absolute(app: Flask) -> int:
    _here, copies = thieves(app, "erin")
    age(app, created_at=dates.now() - sessions.ABSOLUTE - timedelta(minutes=1), last_used_at=dates.now())
    return served(copies)


ENDS: dict[str, Callable[[Flask], int]] = {
    "sign-out": after_sign_out,
    "password change": after_password_change,
    "sign out everywhere": after_sign_out_everywhere,
    "idle": after_idle,
    "absolute": after_absolute,
}


@pytest.mark.bar
def test_no_copied_cookie_is_served_after_its_sign_in_ended(
    app: Flask, engine: Engine, figure: Callable[..., None]
) -> None:
    accepted = {name: end(app) for name, end in ENDS.items()}
    figure("S1", engine.name, f"{sum(accepted.values())} of {TRIALS * len(ENDS)} replayed cookies accepted "
           f"({TRIALS} each after {', '.join(ENDS)})")  # fmt: skip
    assert accepted == dict.fromkeys(ENDS, 0)


@pytest.mark.bar
def test_no_planted_session_becomes_a_signed_in_one(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    """S2: the id is new at each sign-in, and what the visitor held before stays a visitor's."""
    fixed = alive = 0
    seen = set[str]()
    for _trial in range(SIGN_INS):
        person = Person(app, None)
        person.get("/login")
        with person.http.session_transaction() as planted:
            planted["sid"] = "planted"
        before = thief_of(app, person)
        assert person.post("/login", {"email": "bob@example.com", "password": PASSWORD}).status_code == 302
        with person.http.session_transaction() as held:
            fixed += held["sid"] == "planted" or held["sid"] in seen
            seen.add(held["sid"])
        alive += signed_in(before)
    figure("S2", engine.name, f"{SIGN_INS} sign-ins: {fixed} kept the visitor's id, {alive} old cookies signed in")
    assert (fixed, alive, len(seen)) == (0, 0, SIGN_INS)
