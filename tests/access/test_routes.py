"""Every route, every method, five people and a stranger, on an open client's records and on a team-only one's."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from crm.core.security import HEADERS, STATIC_ENDPOINTS
from tests.access.policy import BODIES, ENDS_SESSION, IN_BODY, NOBODY, PEOPLE, POLICY, TEAM
from tests.access.records import BAIT, CANARY, Records, address, fingerprint, make_records, of_client, routes
from tests.architecture.source import fail_on
from tests.support import People, Person

READ = ("GET", "HEAD")
WRITE = ("POST", "PUT", "PATCH", "DELETE")
#: What a permitted request may be answered with: done, sent on, invalid, stale, a link that is over.
FINE = frozenset({200, 204, 301, 302, 303, 304, 409, 410, 422})


def expected(who: str, rule: Rule, method: str, *, team_only: bool) -> frozenset[int]:
    """Return the statuses that the table allows for this cell."""
    people = POLICY.get(rule.endpoint, NOBODY)
    if who not in people:
        if who == "anonymous" and people:
            return frozenset({302}) if method in READ else frozenset({401})
        return frozenset({403})
    return frozenset({404}) if team_only and of_client(rule) and who not in TEAM else FINE


def check_headers(answer: TestResponse, rule: Rule | None) -> Iterator[str]:
    where = f"{answer.request.method} {answer.request.path} ({answer.status_code})"
    for name, value in HEADERS.items():
        if answer.headers.get(name) != value:
            yield f"{where}: {name} is {answer.headers.get(name)!r}"
    may_cache = rule is not None and rule.endpoint in STATIC_ENDPOINTS and answer.status_code in {200, 304}
    if not may_cache and answer.headers.get("Cache-Control") != "no-store":
        yield f"{where}: Cache-Control is {answer.headers.get('Cache-Control')!r}"


def to_sign_in(answer: TestResponse) -> bool:
    return answer.headers.get("Location", "").startswith("/login?next=")


def body(rule: Rule, records: Records) -> dict[str, object]:
    """Return what a route must be sent to be understood at all."""
    return {**BODIES.get(rule.endpoint, {}), **{name: records.open[name] for name in IN_BODY.get(rule.endpoint, ())}}


def browsers(people: People) -> dict[str, Person]:
    return {"anonymous": people.nobody, **{who: getattr(people, name) for who, name in PEOPLE.items()}}


def cells(app: Flask, records: Records, methods: tuple[str, ...]) -> Iterator[tuple[str, Rule, str, bool]]:
    """Yield (method, route, address, whether it is the team-only client's)."""
    for method in methods:
        for rule in routes(app, method):
            yield method, rule, address(app, rule, records.team), True
            if of_client(rule):
                yield method, rule, address(app, rule, records.open), False


def test_reading_every_route_as_everybody(app: Flask, people: People) -> None:
    """A2, A4, I8: expected statuses, no canary for those outside, no write by a GET, headers everywhere."""
    records = make_records(app)
    by_name = browsers(people)
    before = fingerprint(app)
    problems, seen, count = [], set[str](), 0
    for method, rule, path, team_only in cells(app, records, READ):
        for who, person in by_name.items():
            if method == "HEAD" and who not in {"anonymous", "outsider"}:
                continue  # the same code as GET: tried by those who are to be kept out
            answer = person.http.open(path, method=method)
            count += 1
            if answer.status_code not in expected(who, rule, method, team_only=team_only):
                problems.append(f"{who}: {method} {path} ({rule.endpoint}) answers {answer.status_code}")
            if (
                answer.status_code == 302
                and who == "anonymous"
                and rule.endpoint != "core.favicon"
                and not to_sign_in(answer)
            ):
                problems.append(f"{who}: {path} leads to {answer.headers['Location']}")
            if CANARY in answer.get_data().decode("utf-8", "replace").lower():
                seen.add(who)
                problems += [f"{who}: {path} shows the team-only client"] if who not in TEAM else []
            problems += check_headers(answer, rule)
            answer.close()
    after = fingerprint(app)
    problems += [f"a GET wrote to {table}" for table in before if before[table] != after[table]]
    fail_on(problems)
    assert seen == TEAM
    print(f"A2: {count} cells read")  # noqa: T201 - the bar shows the figure


def test_nothing_of_a_team_only_client_in_what_others_find(app: Flask, people: People) -> None:
    """A4: lists, searches and exports, asked for words of the hidden records."""
    records = make_records(app)
    asked = f"q={BAIT}&client={records.team['client_id']}&client_id={records.team['client_id']}&who=all&mine=0&days=400"
    problems, shown = [], set[str]()
    for rule in routes(app, "GET"):
        if of_client(rule) or rule.endpoint in STATIC_ENDPOINTS:
            continue
        path = address(app, rule, records.open)
        for who, person in browsers(people).items():
            text = person.get(f"{path}?{asked}").get_data(as_text=True).lower()
            if CANARY in text and who in TEAM:
                shown.add(rule.endpoint)
            elif CANARY in text:
                problems.append(f"{who}: {path}?{asked} shows the team-only client")
    fail_on(problems)
    assert {"clients.index", "engagements.index", "search.results"} & set(POLICY) <= shown


def send(app: Flask, people: People, records: Records, who: str) -> tuple[list[str], int]:
    """Send one person's cells; return what went wrong, and how many there were."""
    problems, count = [], 0
    person = browsers(people)[who]
    token = person.token()
    for method, rule, path, team_only in cells(app, records, WRITE):
        sender, key = person, token
        if rule.endpoint in ENDS_SESSION:
            sender = Person(app, PEOPLE.get(who))
            key = sender.token()
        answer = sender.http.open(path, method=method, data={"csrf_token": key, **body(rule, records)})
        count += 1
        if answer.status_code not in expected(who, rule, method, team_only=team_only):
            problems.append(f"{who}: {method} {path} ({rule.endpoint}) answers {answer.status_code}")
        problems += check_headers(answer, rule)
        if rule.endpoint == "accounts.sign_out_everywhere" and who in PEOPLE:
            person = Person(app, PEOPLE[who])
            token = person.token()
    return problems, count


def test_sending_every_route_as_those_who_change_nothing(app: Flask, people: People) -> None:
    """A2: an analyst and a stranger are refused everywhere, and nothing of the firm's is written."""
    records = make_records(app)
    before = fingerprint(app)
    outcomes = [send(app, people, records, who) for who in ("anonymous", "analyst")]
    after = fingerprint(app)
    problems = [problem for found, _count in outcomes for problem in found]
    fail_on(problems + [f"wrote to {table}" for table in before if before[table] != after[table]])
    print(f"A2: {sum(count for _found, count in outcomes)} cells refused")  # noqa: T201 - the bar shows the figure


@pytest.mark.parametrize("who", ["outsider", "insider", "partner", "admin"])
def test_sending_every_route_as_those_who_work(app: Flask, people: People, who: str) -> None:
    """A2: a hidden record is 404, the right people get through."""
    problems, count = send(app, people, make_records(app), who)
    fail_on(problems)
    print(f"A2: {count} cells sent as {who}")  # noqa: T201 - the bar shows the figure


def test_a_method_that_a_route_does_not_take_is_405(app: Flask, people: People) -> None:
    records = make_records(app)
    person, token = people.alice, people.alice.token()
    taken: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        taken.setdefault(address(app, rule, records.open), set()).update(rule.methods or ())
    problems = []
    for path, methods in taken.items():
        for method in {"GET", *WRITE} - methods:
            answer = person.http.open(path, method=method, data={"csrf_token": token})
            problems += [f"{method} {path} answers {answer.status_code}"] if answer.status_code != 405 else []
            problems += check_headers(answer, None)
    fail_on(problems)


@pytest.mark.parametrize("headers", [{}, {"X-CSRFToken": "forged"}, {"Origin": "https://evil.example"}])
def test_no_route_takes_a_form_without_its_token(app: Flask, people: People, headers: dict[str, str]) -> None:
    """I8: refused for those who may do everything, and nothing is written."""
    records = make_records(app)
    senders = [people.charlie, people.erin]
    before = fingerprint(app)
    problems = []
    for method, rule, path, _team_only in cells(app, records, WRITE):
        for person in senders:
            answer = person.http.open(path, method=method, data=body(rule, records), headers=headers)
            problems += (
                [f"{person.name}: {method} {path} answers {answer.status_code}"] if answer.status_code != 400 else []
            )
            problems += check_headers(answer, rule)
    after = fingerprint(app)
    problems += [f"a form without a token wrote to {table}" for table in before if before[table] != after[table]]
    fail_on(problems)
