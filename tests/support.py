"""People with browsers, and the words tests share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.core.db import db

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
PASSWORD = "correct horse battery"
REQUIRE_ALL = os.environ.get("CRM_TEST_REQUIRE_ALL") == "1"
POSTGRES = os.environ.get("CRM_TEST_POSTGRES", "")
#: The product's own scheme at its least cost: argon2id's work is tested once, not in every sign-in.
FAST_HASH = {
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
}


def skip_or_fail(reason: str) -> None:
    """Skip loudly; where everything is required, fail."""
    if REQUIRE_ALL:
        pytest.fail(f"required, but missing: {reason}")
    pytest.skip(reason)


@contextmanager
def count_queries(app: Flask) -> Iterator[list[str]]:
    """Gather the SQL statements that the app's engine sends while this is open; BEGIN and COMMIT are not among them."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


class Person:
    """A browser of one person: signs in for real, sends the CSRF token of the page with each form."""

    def __init__(self, app: Flask, name: str | None) -> None:
        self.app = app
        self.name = name
        self.http: FlaskClient = app.test_client()
        if name:
            answer = self.post("/login", {"email": f"{name}@example.com", "password": PASSWORD})
            assert answer.status_code == 302, answer.text

    def get(self, path: str, query: dict[str, str] | None = None) -> TestResponse:
        return self.http.get(path, query_string=query)

    def token(self) -> str:
        page = self.http.get(
            "/account" if self.name and self.http.get_cookie(self.app.config["SESSION_COOKIE_NAME"]) else "/login"
        )
        if page.status_code != 200:
            page = self.http.get("/login")
        return page.text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]

    def post(self, path: str, data: dict[str, object] | None = None) -> TestResponse:
        return self.http.post(path, data={"csrf_token": self.token(), **(data or {})})


class People:
    """Signed-in browsers by name, made on first use: people.alice, people.charlie and so on."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._made: dict[str, Person] = {}

    def __getattr__(self, name: str) -> Person:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._made:
            self._made[name] = Person(self._app, None if name == "nobody" else name)
        return self._made[name]
