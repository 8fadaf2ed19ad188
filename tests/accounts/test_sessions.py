"""S1, S2, A7: when a sign-in ends, it has ended everywhere and at once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts import actions, queries, sessions
from crm.accounts.models import User, UserSession
from crm.accounts.permissions import Role
from crm.core import dates
from crm.core.db import db, unit_of_work
from tests.support import PASSWORD, People, Person

NEW = "a fresh long password"


def id_of(app: Flask, email: str) -> int:
    with app.app_context():
        return db.session.execute(sa.select(User.id).where(User.email == email)).scalar_one()


def signed_in(person: Person) -> bool:
    return person.get("/account").status_code == 200


def thief_of(app: Flask, person: Person) -> Person:
    """Return a browser with a copy of somebody's cookie."""
    cookie = person.http.get_cookie("puente")
    assert cookie is not None
    thief = Person(app, None)
    thief.http.set_cookie("puente", cookie.value)
    return thief


def change_password(person: Person, current: str, new: str) -> int:
    typed: dict[str, object] = {"password-current": current, "password-password": new, "password-again": new}
    token = person.get("/account").text.split('name="password-csrf_token"', 1)
    if len(token) == 2:
        typed["password-csrf_token"] = token[1].split('value="', 1)[1].split('"', 1)[0]
    return person.post("/account/password", typed).status_code


def test_changing_the_password_ends_every_other_sign_in(app: Flask, people: People) -> None:
    here, phone, thief = people.alice, Person(app, "alice"), thief_of(app, people.alice)
    assert signed_in(phone)
    assert signed_in(thief)
    assert change_password(here, PASSWORD, NEW) == 303
    assert signed_in(here)
    assert not signed_in(phone)
    assert Person(app, None).post("/login", {"email": "alice@example.com", "password": PASSWORD}).status_code == 200
    assert Person(app, None).post("/login", {"email": "alice@example.com", "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("current", "new"),
    [("wrong", NEW), (PASSWORD, "short"), (PASSWORD, "passwordpassword"), (PASSWORD, "a" * 15), (PASSWORD, "x1" * 101)],
)
def test_a_weak_or_unproven_password_changes_nothing(people: People, current: str, new: str) -> None:
    assert change_password(people.alice, current, new) == 422
    assert people.nobody.post("/login", {"email": "alice@example.com", "password": PASSWORD}).status_code == 302


def test_sign_out_everywhere_ends_this_and_every_other_device(app: Flask, people: People) -> None:
    devices = [people.alice, Person(app, "alice"), Person(app, "alice"), thief_of(app, people.alice)]
    assert people.alice.post("/account/sign-out-everywhere").status_code == 303
    assert [signed_in(device) for device in devices] == [False] * 4
    assert signed_in(people.bob)


def test_a_deactivated_person_is_out_at_once_on_every_device(app: Flask, people: People) -> None:
    devices = [people.bob, Person(app, "bob"), thief_of(app, people.bob)]
    assert all(signed_in(device) for device in devices)
    bob = id_of(app, "bob@example.com")
    typed: dict[str, object] = {
        "name": "Bob",
        "email": "bob@example.com",
        "role": "consultant",
        "language": "en",
        "time_zone": "America/Phoenix",
    }
    assert people.erin.post(f"/team/{bob}", typed).status_code == 303
    assert not any(signed_in(device) for device in devices for _ in range(10))
    assert people.nobody.post("/login", {"email": "bob@example.com", "password": PASSWORD}).status_code == 200


def test_a_demoted_person_loses_the_right_at_the_next_request(app: Flask, people: People) -> None:
    assert people.charlie.get("/settings/sectors/new").status_code == 200
    charlie = id_of(app, "charlie@example.com")
    typed: dict[str, object] = {
        "name": "Charlie", "email": "charlie@example.com", "role": "analyst", "language": "en",
        "time_zone": "America/Phoenix", "active": "y",
    }  # fmt: skip
    assert people.erin.post(f"/team/{charlie}", typed).status_code == 303
    assert people.charlie.get("/settings/sectors/new").status_code == 403


@pytest.mark.parametrize("after", [sessions.IDLE + timedelta(minutes=1), sessions.ABSOLUTE + timedelta(minutes=1)])
def test_an_idle_sign_in_ends(people: People, monkeypatch: pytest.MonkeyPatch, after: timedelta) -> None:
    assert signed_in(people.alice)
    later = dates.now() + after
    monkeypatch.setattr(sessions, "now", lambda: later)
    assert not signed_in(people.alice)


def test_a_sign_in_in_daily_use_ends_all_the_same_when_it_is_old(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, step, lasted = dates.now(), timedelta(hours=6), timedelta(0)
    assert signed_in(people.alice)
    while lasted <= sessions.ABSOLUTE:
        lasted += step
        moment = start + lasted
        monkeypatch.setattr(sessions, "now", lambda moment=moment: moment)
        if not signed_in(people.alice):
            break
    assert sessions.ABSOLUTE - step <= lasted <= sessions.ABSOLUTE + step


def test_use_is_stamped_at_most_once_in_ten_minutes(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stamped() -> object:
        with app.app_context():
            return db.session.execute(sa.select(UserSession.last_used_at)).scalar_one()

    assert signed_in(people.alice)
    first = stamped()
    monkeypatch.setattr(sessions, "now", lambda: dates.now() + timedelta(minutes=9))
    assert signed_in(people.alice)
    assert stamped() == first
    monkeypatch.setattr(sessions, "now", lambda: dates.now() + timedelta(minutes=11))
    assert signed_in(people.alice)
    assert stamped() != first


def test_a_one_time_link_works_once(app: Flask, people: People) -> None:
    with app.app_context(), unit_of_work(None) as work:
        user = queries.for_edit(id_of(app, "dora@example.com"))
        assert user is not None
        older, token = actions.make_link(work, user), actions.make_link(work, user)
    typed: dict[str, object] = {"password": NEW, "again": NEW}
    device = people.dora
    assert people.nobody.get(f"/link/{older}").status_code == 410
    assert people.nobody.get(f"/link/{token}").status_code == 200
    assert people.nobody.post(f"/link/{token}", {**typed, "again": "other"}).status_code == 422
    assert people.nobody.post(f"/link/{token}", typed).status_code == 303
    assert not signed_in(device)
    assert people.nobody.post(f"/link/{token}", typed).status_code == 410
    assert people.nobody.get(f"/link/{token}").status_code == 410
    assert people.nobody.post("/login", {"email": "dora@example.com", "password": NEW}).status_code == 302


def test_a_one_time_link_ends_after_a_day_and_with_the_account(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), unit_of_work(None) as work:
        new = actions.add_user(
            work, email="new@example.com", name="New", role=Role.CONSULTANT, language="es", time_zone="UTC"
        )
        token = actions.make_link(work, new)
        dora = queries.for_edit(id_of(app, "dora@example.com"))
        assert dora is not None
        closed = actions.make_link(work, dora)
        actions.deactivate(work, dora)
    assert people.nobody.get(f"/link/{closed}").status_code == 410
    assert people.nobody.get(f"/link/{token}").status_code == 200
    monkeypatch.setattr(queries, "now", lambda: dates.now() + actions.LINK_LIFE + timedelta(seconds=1))
    assert people.nobody.get(f"/link/{token}").status_code == 410


def test_the_database_keeps_no_token_and_no_password(app: Flask, people: People) -> None:
    with people.alice.http.session_transaction() as held:
        token = held["sid"]
    with app.app_context():
        rows = repr(db.session.execute(sa.select(UserSession.token_hash)).all())
        hashes = db.session.execute(sa.select(User.password)).scalars().all()
    assert token not in rows
    assert all(value.startswith("$argon2id$") for value in hashes)
