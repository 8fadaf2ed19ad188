"""S3: how many wrong passwords are weighed at all, and that the right person gets back in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_security import LoginForm

from crm.accounts import lockout
from crm.accounts.models import SignInCounter
from crm.accounts.security import limiter
from crm.core import dates
from crm.core.db import db
from tests.support import PASSWORD, People, Person


@pytest.fixture
def weighed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the e-mails whose password was really weighed, in order; the per-minute brake is off."""
    emails: list[str] = []
    weigh: Callable[..., bool] = LoginForm.validate

    def counted(form: Any, **options: Any) -> bool:
        emails.append(form.email.data)
        return weigh(form, **options)

    monkeypatch.setattr(LoginForm, "validate", counted)
    monkeypatch.setattr(limiter, "enabled", False)
    return emails


def sign_in(person: Person, token: str, email: str, password: str, number: int) -> int:
    answer = person.http.post(
        "/login",
        data={"csrf_token": token, "email": email, "password": password, f"extra{number}": number},
        headers={
            "X-Forwarded-For": f"10.{number % 50}.0.1",
            "X-Real-IP": f"10.0.{number % 50}.9",
            "Forwarded": "for=10.9.9.9",
        },
    )
    return answer.status_code


def test_of_1000_wrong_passwords_for_one_account_ten_are_weighed(people: People, weighed: list[str]) -> None:
    token = people.nobody.token()
    for number in range(1000):
        assert sign_in(people.nobody, token, "alice@example.com", f"wrong {number}", number) in {200, 429}
    assert len(weighed) <= lockout.PER_EMAIL
    assert sign_in(people.nobody, token, "alice@example.com", PASSWORD, 1) in {200, 429}
    assert len(weighed) <= lockout.PER_EMAIL


def test_one_address_tries_at_most_fifty_accounts_whatever_it_says_of_itself(
    people: People, weighed: list[str]
) -> None:
    token = people.nobody.token()
    for number in range(200):
        sign_in(people.nobody, token, f"person{number}@example.com", "wrong", number)
    assert len(weighed) <= lockout.PER_ADDRESS


def test_spelling_the_e_mail_otherwise_gives_no_further_tries(people: People, weighed: list[str]) -> None:
    token = people.nobody.token()
    for number in range(40):
        spelled = ("alice@example.com", "ALICE@example.com", " alice@example.com ", "Alice@Example.com")[number % 4]
        sign_in(people.nobody, token, spelled, "wrong", number)
    assert len(weighed) <= lockout.PER_EMAIL


def test_first_tries_of_the_same_moment_are_all_counted(app: Flask) -> None:
    together = Barrier(8)

    def attempt(number: int) -> bool:
        with app.app_context():
            together.wait()
            return lockout.admit(f"person{number % 2}@example.com", "10.0.0.1")

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(attempt, range(8)))
    with app.app_context():
        counted = db.session.execute(sa.select(SignInCounter.failures)).scalars().all()
    assert sorted(counted) == [4, 4, 8]


def test_the_counter_recovers_after_its_window(
    people: People, weighed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = people.nobody.token()
    for number in range(lockout.PER_EMAIL + 5):
        sign_in(people.nobody, token, "alice@example.com", "wrong", number)
    refused = people.nobody.post("/login", {"email": "alice@example.com", "password": PASSWORD})
    assert "Too many tries" in refused.text
    assert timedelta(minutes=15) >= lockout.WINDOW
    later = dates.now() + lockout.WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(lockout, "now", lambda: later)
    assert people.nobody.post("/login", {"email": "alice@example.com", "password": PASSWORD}).status_code == 302


def test_a_right_password_takes_back_its_count(people: People, weighed: list[str]) -> None:
    signed_in = [Person(people.nobody.app, "bob") for _ in range(lockout.PER_ADDRESS + 10)]
    assert len(weighed) == len(signed_in)


def test_sixty_tries_a_minute_from_one_address_is_the_most(people: People) -> None:
    token = people.nobody.token()
    answers = [sign_in(people.nobody, token, f"p{number}@example.com", "wrong", number) for number in range(70)]
    assert answers.count(429) >= 10


def test_a_locked_known_account_and_a_locked_unknown_one_read_the_same(people: People, weighed: list[str]) -> None:
    token = people.nobody.token()
    pages = []
    for email in ("bob@example.com", "zoe@example.com"):
        for number in range(lockout.PER_EMAIL):
            sign_in(people.nobody, token, email, "wrong", number)
        page = people.nobody.post("/login", {"email": email, "password": "wrong"})
        pages.append((page.status_code, page.text.replace(email, "")))
    assert pages[0][0] == pages[1][0]
    assert pages[0][1].split("<h1>")[1].split("csrf_token")[0] == pages[1][1].split("<h1>")[1].split("csrf_token")[0]
