"""I6: nothing that a visitor sends leads to another host."""

from urllib.parse import quote, urljoin, urlsplit

import pytest

from tests.support import PASSWORD, People, Person

#: Spellings of another host, and of things that are no path.
ELSEWHERE = [
    "https://evil.example/", "http://evil.example", "//evil.example/", "///evil.example", "////evil.example/%2f..",
    "/\\evil.example", "\\\\evil.example", "/\\/evil.example", "\\/evil.example", "https:evil.example",
    "https:/evil.example", "http:///evil.example", "HTTPS://EVIL.EXAMPLE", "javascript:alert(1)", "data:text/html,x",
    "//evil.example@localhost/", "https://localhost@evil.example/", "https://localhost.evil.example/",
    "/%09/evil.example", "/\t/evil.example", "\t//evil.example", " //evil.example", "/\n/evil.example",
    "//\tevil.example", "/\r\n/evil.example", "/./\\evil.example", "/%5cevil.example", "//evil%E3%80%82example",
    "/\x00/evil.example", "\u2028//evil.example", "//[::1]/", "//localhost:1/", "x://evil.example",
]  # fmt: skip


def stays(location: str) -> bool:
    """Tell whether a browser that reads this Location stays on our host."""
    # Browsers drop tabs and line ends and read a backslash as a slash.
    read = location.strip("\x00\t\n\r \u2028")
    for sign in "\t\n\r\x00":
        read = read.replace(sign, "")
    return urlsplit(urljoin("http://localhost/login", read.replace("\\", "/"))).netloc == "localhost"


def test_sign_in_leads_to_no_other_host(people: People) -> None:
    led = {}
    for target in ELSEWHERE:
        person = Person(people.nobody.app, None)
        typed = {"email": "alice@example.com", "password": PASSWORD}
        answer = person.post(f"/login?next={quote(target)}", {**typed, "next": target})
        assert answer.status_code in {200, 302}, target
        led[target] = answer.headers.get("Location", "/")
    assert {target: location for target, location in led.items() if not stays(location)} == {}


def test_the_language_switch_leads_to_no_other_host(people: People) -> None:
    led = {}
    for target in ELSEWHERE:
        answer = people.nobody.post("/language", {"language": "es", "back": target})
        assert answer.status_code == 303, target
        led[target] = answer.headers["Location"]
    assert {target: location for target, location in led.items() if not stays(location)} == {}


def test_sign_in_and_language_lead_back_to_the_page_that_was_asked_for(people: People) -> None:
    asked = people.nobody.get("/settings/ports?sort=name")
    assert asked.headers["Location"] == "/login?next=/settings/ports?sort%3Dname"
    typed: dict[str, object] = {"email": "alice@example.com", "password": PASSWORD, "next": "/settings/ports?sort=name"}
    assert (
        people.nobody.post("/login?next=/settings/ports?sort%3Dname", typed).headers["Location"]
        == "/settings/ports?sort=name"
    )
    back = people.bob.post("/language", {"language": "es", "back": "/settings/ports?sort=name"})
    assert back.headers["Location"] == "/settings/ports?sort=name"
    assert 'lang="es"' in people.bob.get("/account").text


def test_a_language_we_do_not_speak_is_400(people: People) -> None:
    assert people.nobody.post("/language", {"language": "fr"}).status_code == 400


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Forwarded-Server"])
def test_a_forged_host_does_not_reach_the_one_time_link(people: People, header: str) -> None:
    typed = {
        "name": "Zoe", "email": "zoe@example.com", "role": "consultant", "language": "en",
        "time_zone": "UTC", "active": "y", "csrf_token": people.erin.token(),
    }  # fmt: skip
    cookie = people.erin.http.get_cookie("puente")
    assert cookie is not None
    people.erin.http.set_cookie("puente", cookie.value, domain="evil.example")
    answer = people.erin.http.post("/team/new", data=typed, headers={header: "evil.example"})
    assert answer.status_code == 200
    assert 'value="http://127.0.0.1:8000/link/' in answer.text
    assert "evil.example" not in answer.text
