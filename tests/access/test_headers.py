from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, session

from crm.app import MAX_BODY, create_app
from crm.core.access import public
from crm.core.config import load_config
from crm.core.security import CSP
from tests.access.test_routes import check_headers
from tests.architecture.source import fail_on
from tests.engines import Engine
from tests.support import People


@pytest.mark.bar
def test_errors_and_static_files_carry_every_header(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    alice = people.alice
    answers = {
        404: alice.get("/nothing-here"),
        405: alice.http.put("/account"),
        400: alice.http.post("/account", data={}),
        413: alice.http.post("/account", data={"name": "x" * (MAX_BODY + 1)}),
        200: alice.get("/static/theme.css"),
    }
    assert {code: answer.status_code for code, answer in answers.items()} == {code: code for code in answers}
    static = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "static")
    bare = [p for code, answer in answers.items() for p in check_headers(answer, static if code == 200 else None)]
    codes = ", ".join(map(str, sorted(answers)))
    figure("I2", engine.name, f"errors and static ({codes}): {len(bare)} headers missing of {len(answers)} responses")
    fail_on(bare)
    assert answers[405].headers["Allow"]
    answers[200].close()


@pytest.mark.bar
def test_a_crash_is_answered_by_our_page_with_every_header_and_no_detail(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    @public
    def crash() -> str:
        raise RuntimeError("inner-detail-7")

    app.add_url_rule("/crash", "crash", crash)
    app.testing = False
    answer = people.nobody.get("/crash")
    assert answer.status_code == 500
    assert "inner-detail-7" not in answer.text
    bare = list(check_headers(answer, None))
    figure("I2", engine.name, f"a crash (500): {len(bare)} headers missing of 1 response")
    fail_on(bare)


def test_a_missing_static_file_is_not_kept_in_a_cache(people: People) -> None:
    assert people.nobody.get("/static/none.css?v=abc").headers["Cache-Control"] == "no-store"


def test_a_static_file_with_its_digest_is_kept_for_a_year(people: People) -> None:
    with people.nobody.get("/static/theme.css?v=abc") as kept, people.nobody.get("/static/theme.css") as checked:
        assert "immutable" in kept.headers["Cache-Control"]
        assert "immutable" not in checked.headers["Cache-Control"]


def test_the_policy_allows_no_inline_code_and_no_other_origin() -> None:
    assert "unsafe" not in CSP
    assert "http" not in CSP
    assert "*" not in CSP
    for rule in (
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ):
        assert rule in CSP


@pytest.mark.parametrize(("base", "https"), [("https://crm.example.com", True), ("http://127.0.0.1:8000", False)])
def test_cookies_are_bound_to_the_host_and_secure_on_https(tmp_path: Path, base: str, https: bool) -> None:
    settings = {"CRM_INSTANCE": str(tmp_path), "CRM_BASE_URL": base}
    app = create_app(load_config(settings), TESTING=True)

    @public
    def visit() -> str:
        session["x"] = 1
        return "ok"

    app.add_url_rule("/visit", "visit", visit)
    answer = app.test_client().get("/visit", base_url=base)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-puente=" if https else "puente=")
    assert ("Secure" in cookie) is https
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert ("Strict-Transport-Security" in answer.headers) is https
