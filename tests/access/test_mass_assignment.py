"""A5: every form is sent with every column of every model besides its own fields; only its own are taken."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.actions import make_link
from crm.accounts.models import User
from crm.core.db import UTCDateTime, db, unit_of_work
from tests.access.forms import firm_routes, record_routes
from tests.access.policy import POLICY
from tests.access.records import Records, make_records, routes, told
from tests.access.roles import NOBODY
from tests.access.route import Route
from tests.architecture.source import fail_on
from tests.engines import Engine
from tests.merges.support import open_page
from tests.support import People, Person

#: Written beside any change: stamps, folded copies, the trail. They must not hold what was sent.
OF_ITSELF = {"updated_at", "version", "name_key", "place_key", "search_text", "starts_at"}
BESIDE = {
    "audit_entry", "user_session", "sign_in_counter", "duplicate_key", "duplicate_due", "duplicate_pair",
    "sent_form", "notice",
}  # fmt: skip
Tables = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def bait_of(column: sa.Column[Any], spare: int) -> tuple[str, Callable[[Any], bool]]:
    """Return what is sent for a column, and how to know it again in the database."""
    foreign = {key.column.table.name for key in column.foreign_keys}
    kind: type = date if isinstance(column.type, UTCDateTime) else column.type.python_type
    default = getattr(column.default, "arg", False)
    chosen = {"country": "BR", "state": "MX-YUC", "hs_chapter": "05"}
    if "user_account" in foreign:
        return str(spare), lambda found: found == spare
    if column.name in {"role", "key"}:
        word = {"role": "admin", "key": "demo"}[column.name]
        return word, lambda found: found == word
    if kind is bool:
        return "" if default else "y", lambda found: found is (not default)
    if issubclass(kind, date):
        return "2001-01-01T00:00", lambda found: found is not None and str(found).startswith("2001-01-01")
    if kind is int:
        return "4242", lambda found: found == 4242
    word = next((code for table, code in chosen.items() if table in foreign), "bait")
    return word, lambda found: found == word


def stored(app: Flask) -> Tables:
    """Return every row of every table that a page may write, by primary key."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: {
                tuple(row[column.name] for column in table.primary_key): dict(row)
                for row in connection.execute(told(table)).mappings()
            }
            for table in db.metadata.sorted_tables
            if table.name != "observation"
        }


def changes(before: Tables, after: Tables) -> Iterator[tuple[str, str, Any]]:
    """Yield (table, column, value now) of each change; a new row gives all of its columns, a deleted one `*`."""
    for table, rows in after.items():
        for key, row in rows.items():
            old = before[table].get(key)
            yield from ((table, c, v) for c, v in row.items() if old is None or old[c] != v)
        yield from ((table, "*", None) for key in before[table] if key not in rows)


def judge(route: Route, found: list[tuple[str, str, Any]], spare: int) -> Iterator[str]:
    """Yield the changes outside the allow-list, and baits that were taken."""
    fields = route.fields()
    for table, name, value in found:
        allowed = route.own.get(table, set())
        if not allowed and table not in BESIDE:
            yield f"{route.endpoint}: wrote to {table}.{name}"
        elif name != "*" and allowed and "*" not in allowed and name not in allowed | OF_ITSELF:
            yield f"{route.endpoint}: changed {table}.{name} to {value!r}"
        elif name != "*" and name not in fields:
            column = db.metadata.tables[table].c[name]
            linked = name in {"user_id", "is_primary", "direction"} and "*" in allowed
            if not linked and bait_of(column, spare)[1](value):
                yield f"{route.endpoint}: took the bait {table}.{name} = {value!r}"


def answer_of(app: Flask, people: People, route: Route, bait: dict[str, str]) -> int:
    person: Person = Person(app, None) if route.who == "nobody" else getattr(people, route.who)
    sent = {**{name: word for name, word in bait.items() if name not in route.fields()}, **route.values}
    if route.endpoint == "accounts.change_password":
        page = person.get("/account").text.split('name="password-csrf_token"', 1)
        if len(page) == 2:
            sent["password-csrf_token"] = page[1].split('value="', 1)[1].split('"', 1)[0]
    if route.endpoint.endswith(".save_settings"):
        page = person.get(route.path).text.split('name="version"', 1)
        sent["version"] = page[1].split('value="', 1)[1].split('"', 1)[0]
    if route.endpoint == "merges.merge":
        sent |= open_page(person, route.path)
    return person.post(route.path, sent).status_code


def prepare(app: Flask) -> tuple[Records, dict[str, int], str]:
    """Make the records; returns them, the people's ids and a one-time link."""
    records = make_records(app)
    with app.app_context(), unit_of_work(None) as work:
        people = {user.name: user for user in work.execute(sa.select(User)).scalars()}
        return records, {name: user.id for name, user in people.items()}, make_link(work, people["Alice"])


@pytest.mark.bar
def test_no_form_takes_a_column_that_is_not_its_own(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    records, ids, token = prepare(app)
    spare = ids["Gus"]
    bait = {c.name: bait_of(c, spare)[0] for t in db.metadata.sorted_tables for c in t.c} | {"demo": "y"}
    todo = [*record_routes(records.open, ids), *firm_routes(records.open, ids, token)]
    forms = {rule.endpoint for rule in routes(app, "POST") if POLICY.get(rule.endpoint) != NOBODY}
    problems, sent = [f"{endpoint}: give its form here" for endpoint in forms - {route.endpoint for route in todo}], 0
    for route in todo:
        before = stored(app)
        status = answer_of(app, people, route, bait)
        sent += len(set(bait) - route.fields())
        found = list(changes(before, stored(app)))
        if status not in {200, 302, 303} or (route.own and not found):
            problems.append(f"{route.endpoint}: not taken, answers {status}")
        with app.app_context():
            problems += judge(route, found, spare)
    figure("A5", engine.name, f"{len(problems)} columns changed outside the allow-list; {len(todo)} forms, "
           f"{sent} columns sent that are not theirs")  # fmt: skip
    fail_on(problems)


def test_a_form_that_took_a_column_would_be_told_of() -> None:
    route = Route("x", "alice", "/x", {}, {"task": {"title"}})
    assert list(judge(route, [("task", "created_by_id", 7)], 7))
    assert list(judge(route, [("task", "updated_at", date(2001, 1, 1))], 7))
    assert list(judge(route, [("client", "name", "bait")], 7))
    assert not list(judge(route, [("task", "title", "Nueva"), ("audit_entry", "actor_id", 3)], 7))
