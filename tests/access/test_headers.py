from pathlib import Path

import pytest
from flask import Flask, session

from crm.app import MAX_BODY, create_app
from crm.core.access import public
from crm.core.config import load_config
from crm.core.security import CSP
from tests.access.test_routes import check_headers
from tests.architecture.source import fail_on
from tests.support import People


def test_errors_and_static_files_carry_every_header(app: Flask, people: People) -> None:
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
    fail_on(problem for code, a in answers.items() for problem in check_headers(a, static if code == 200 else None))
    assert answers[405].headers["Allow"]
    answers[200].close()


def test_a_crash_is_answered_by_our_page_with_every_header_and_no_detail(app: Flask, people: People) -> None:
    @public
    def crash() -> str:
        raise RuntimeError("inner-detail-7")

    app.add_url_rule("/crash", "crash", crash)
    app.testing = False
    answer = people.nobody.get("/crash")
    assert answer.status_code == 500
    assert "inner-detail-7" not in answer.text
    fail_on(check_headers(answer, None))


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
