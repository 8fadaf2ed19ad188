"""Every route, every method, five people and a stranger, on an open client's records and on a team-only one's."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from crm.core.security import HEADERS, SANDBOX, STATIC_ENDPOINTS
from tests.access.own_records import BAIT
from tests.access.policy import BODIES, ENDS_SESSION, IN_BODY, OWN, POLICY
from tests.access.records import CANARY, Records, address, fingerprint, make_records, of_client, routes
from tests.access.roles import NOBODY, PEOPLE, TEAM
from tests.access.route import words_of
from tests.architecture.source import fail_on
from tests.engines import Engine
from tests.support import People, Person

READ = ("GET", "HEAD")
WRITE = ("POST", "PUT", "PATCH", "DELETE")
#: What a permitted request may be answered with: done, sent on, invalid, stale, a link that is over.
FINE = frozenset({200, 204, 301, 302, 303, 304, 409, 410, 422})
#: Forms that another site could send.
FORGED = {"no token": {}, "forged token": {"X-CSRFToken": "forged"}, "foreign Origin": {"Origin": "https://x.example"}}


def expected(who: str, rule: Rule, method: str, *, team_only: bool) -> frozenset[int]:
    """Return the statuses that the table allows for this cell."""
    people = POLICY.get(rule.endpoint, NOBODY)
    if who not in people:
        if who == "anonymous" and people:
            return frozenset({302}) if method in READ else frozenset({401})
        return frozenset({403})
    if who not in OWN.get(rule.endpoint, {who}):
        return frozenset({404})
    return frozenset({404}) if team_only and of_client(rule) and who not in TEAM else FINE


def check_headers(answer: TestResponse, rule: Rule | None) -> Iterator[str]:
    where = f"{answer.request.method} {answer.request.path} ({answer.status_code})"
    for name, value in (HEADERS | sandboxed(answer, rule)).items():
        if answer.headers.get(name) != value:
            yield f"{where}: {name} is {answer.headers.get(name)!r}"
    may_cache = rule is not None and rule.endpoint in STATIC_ENDPOINTS and answer.status_code in {200, 304}
    if not may_cache and answer.headers.get("Cache-Control") != "no-store":
        yield f"{where}: Cache-Control is {answer.headers.get('Cache-Control')!r}"


def sandboxed(answer: TestResponse, rule: Rule | None) -> dict[str, str]:
    """Return the stricter header of what somebody uploaded."""
    served = rule is not None and rule.endpoint in {"files.download", "files.preview"} and answer.status_code == 200
    return {"Content-Security-Policy": SANDBOX} if served else {}


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


def read_problems(who: str, rule: Rule, answer: TestResponse, *, team_only: bool) -> Iterator[str]:
    """Yield what an answer to a reader says wrong."""
    method, path = answer.request.method, answer.request.path
    if answer.status_code not in expected(who, rule, method, team_only=team_only):
        yield f"{who}: {method} {path} ({rule.endpoint}) answers {answer.status_code}"
    sent_on = who == "anonymous" and answer.status_code == 302 and rule.endpoint != "core.favicon"
    if sent_on and not to_sign_in(answer):
        yield f"{who}: {path} leads to {answer.headers['Location']}"


@pytest.mark.bar
def test_reading_every_route_as_everybody(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    """A2, A4, I2, I8: expected statuses, no canary for those outside, no write by a GET, headers everywhere."""
    records = make_records(app)
    by_name = browsers(people)
    before = fingerprint(app)
    problems, leaks, bare, seen, count = list[str](), list[str](), list[str](), set[str](), 0
    for method, rule, path, team_only in cells(app, records, READ):
        for who, person in by_name.items():
            if method == "HEAD" and who not in {"anonymous", "outsider"}:
                continue  # the same code as GET: tried by those who are to be kept out
            answer = person.http.open(path, method=method)
            count += 1
            problems += read_problems(who, rule, answer, team_only=team_only)
            if CANARY in answer.get_data().decode("utf-8", "replace").lower():
                seen.add(who)
                leaks += [f"{who}: {path} shows the team-only client"] if who not in TEAM else []
            bare += check_headers(answer, rule)
            answer.close()
    after = fingerprint(app)
    wrote = [f"a GET wrote to {table}" for table in before if before[table] != after[table]]
    figure("A2", engine.name, f"reading: {count} cells, {len(problems)} unexpected")
    figure("A4", engine.name, f"every page: {len(leaks)} of {count} answers show the canary to those outside")
    figure("I2", engine.name, f"reading: {len(bare)} headers missing of {count} responses")
    figure("I8", engine.name, f"{count} GET and HEAD requests, {len(wrote)} of {len(before)} tables written")
    fail_on(problems + leaks + bare + wrote)
    assert seen == TEAM


@pytest.mark.bar
def test_nothing_of_a_team_only_client_in_what_others_find(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    """A4: lists, searches and exports, asked for words of the hidden records."""
    records = make_records(app)
    asked = f"q={BAIT}&client={records.team['client_id']}&client_id={records.team['client_id']}&who=all&mine=0&days=400"
    problems, shown, count = [], set[str](), 0
    for rule in routes(app, "GET"):
        if of_client(rule) or rule.endpoint in STATIC_ENDPOINTS:
            continue
        path = address(app, rule, records.open)
        for who, person in browsers(people).items():
            text = words_of(person.get(f"{path}?{asked}")).lower()
            count += who not in TEAM
            if CANARY in text and who in TEAM:
                shown.add(rule.endpoint)
            elif CANARY in text:
                problems.append(f"{who}: {path}?{asked} shows the team-only client")
    figure("A4", engine.name, f"lists, search, exports: {len(problems)} of {count} answers to those outside show the "
           f"canary; its team sees it on {len(shown)} routes")  # fmt: skip
    fail_on(problems)
    assert {"clients.index", "engagements.index", "search.results"} & set(POLICY) <= shown


class Sent:
    """What came of sending many forms."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.bare: list[str] = []
        self.count = 0

    def tell(self, figure: Callable[..., None], engine: Engine, what: str) -> None:
        """Write the figures of A2 and I2."""
        figure("A2", engine.name, f"{what}: {self.count} cells, {len(self.problems)} unexpected")
        figure("I2", engine.name, f"{what}: {len(self.bare)} headers missing of {self.count} responses")


def send(app: Flask, people: People, records: Records, who: str, sent: Sent) -> None:
    """Send one person's cells, and add what went wrong, and how many there were."""
    person = browsers(people)[who]
    token = person.token()
    for method, rule, path, team_only in cells(app, records, WRITE):
        sender, key = person, token
        if rule.endpoint in ENDS_SESSION:
            sender = Person(app, PEOPLE.get(who))
            key = sender.token()
        answer = sender.http.open(path, method=method, data={"csrf_token": key, **body(rule, records)})
        sent.count += 1
        if answer.status_code not in expected(who, rule, method, team_only=team_only):
            sent.problems.append(f"{who}: {method} {path} ({rule.endpoint}) answers {answer.status_code}")
        sent.bare += check_headers(answer, rule)
        if rule.endpoint == "accounts.sign_out_everywhere" and who in PEOPLE:
            person = Person(app, PEOPLE[who])
            token = person.token()


@pytest.mark.bar
def test_sending_every_route_as_those_who_change_nothing(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    """A2: an analyst and a stranger are refused everywhere, and nothing of the firm's is written."""
    records, sent = make_records(app), Sent()
    before = fingerprint(app)
    for who in ("anonymous", "analyst"):
        send(app, people, records, who, sent)
    after = fingerprint(app)
    sent.problems += [f"wrote to {table}" for table in before if before[table] != after[table]]
    sent.tell(figure, engine, "sending as anonymous and analyst")
    fail_on(sent.problems + sent.bare)


@pytest.mark.bar
@pytest.mark.parametrize("who", ["outsider", "insider", "partner", "admin"])
def test_sending_every_route_as_those_who_work(
    app: Flask, engine: Engine, people: People, who: str, figure: Callable[..., None]
) -> None:
    """A2: a hidden record is 404, the right people get through."""
    sent = Sent()
    send(app, people, make_records(app), who, sent)
    sent.tell(figure, engine, f"sending as {who}")
    fail_on(sent.problems + sent.bare)


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


@pytest.mark.bar
@pytest.mark.parametrize("what", FORGED)
def test_no_route_takes_a_form_without_its_token(
    app: Flask, engine: Engine, people: People, what: str, figure: Callable[..., None]
) -> None:
    """I8: refused for those who may do everything, and nothing is written."""
    records = make_records(app)
    senders = [people.charlie, people.erin]
    before = fingerprint(app)
    problems, bare, count = list[str](), list[str](), 0
    for method, rule, path, _team_only in cells(app, records, WRITE):
        for person in senders:
            answer = person.http.open(path, method=method, data=body(rule, records), headers=FORGED[what])
            count += 1
            if answer.status_code != 400:
                problems.append(f"{person.name}: {method} {path} answers {answer.status_code}")
            bare += check_headers(answer, rule)
    after = fingerprint(app)
    wrote = [f"a form without a token wrote to {table}" for table in before if before[table] != after[table]]
    figure("I8", engine.name, f"{what}: {count} unsafe requests, {len(problems)} accepted, {len(wrote)} tables written")
    figure("I2", engine.name, f"{what}: {len(bare)} headers missing of {count} responses")
    fail_on(problems + bare + wrote)
