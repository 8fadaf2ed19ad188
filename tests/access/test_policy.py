from collections.abc import Callable

import pytest
from flask import Flask

from crm.accounts.permissions import ROLE_PERMISSIONS, Permission, Role
from crm.core.access import CLOSED_ENDPOINTS, PUBLIC, mark_of
from tests.access.policy import OWN_AFFAIRS, POLICY
from tests.access.records import make_records, routes
from tests.access.roles import EVERYBODY, NOBODY, PEOPLE, STAFF
from tests.architecture.source import fail_on
from tests.engines import Engine

ROLES = {
    "analyst": Role.ANALYST, "outsider": Role.CONSULTANT, "insider": Role.CONSULTANT, "partner": Role.PARTNER,
    "admin": Role.ADMIN,
}  # fmt: skip
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@pytest.mark.bar
def test_every_endpoint_stands_in_the_table_and_the_table_names_no_other(
    app: Flask, engine: Engine, figure: Callable[..., None]
) -> None:
    rules = list(app.url_map.iter_rules())
    known = {rule.endpoint for rule in rules}
    unlisted = sum(rule.endpoint not in POLICY for rule in rules)
    figure("A1", engine.name, f"{unlisted} unlisted of {len(rules)} routes ({len(known)} endpoints)")
    fail_on(f"{endpoint}: not in tests/access/policy.py" for endpoint in known - set(POLICY))
    fail_on(f"{endpoint}: in tests/access/policy.py, but there is no such endpoint" for endpoint in set(POLICY) - known)


def test_the_marks_of_the_code_say_what_the_table_says(app: Flask) -> None:
    problems = []
    for endpoint, people in POLICY.items():
        mark = mark_of(app, endpoint)
        if endpoint in CLOSED_ENDPOINTS:
            allowed = NOBODY
        elif mark is None:
            continue
        elif mark == PUBLIC:
            allowed = EVERYBODY
        else:
            allowed = frozenset(who for who, role in ROLES.items() if mark.permission in ROLE_PERMISSIONS[role])
        if allowed != people:
            problems.append(f"{endpoint}: the code admits {sorted(allowed)}, the table {sorted(people)}")
    fail_on(problems)


def test_who_only_reads_may_send_nothing_but_what_is_their_own(app: Flask) -> None:
    sent = {rule.endpoint for method in UNSAFE for rule in routes(app, method)}
    fail_on(f"{e}: an analyst may send this" for e in sent - OWN_AFFAIRS if "analyst" in POLICY.get(e, NOBODY))
    writing = [p for p in ROLE_PERMISSIONS[Role.ANALYST] if not p.value.endswith((".read", ".use"))]
    assert writing == []


def test_roles_differ_only_where_the_table_of_permissions_says() -> None:
    assert set(PEOPLE) == STAFF == set(ROLES)
    assert {Permission.TEAM_WRITE, Permission.SETTINGS_WRITE} <= ROLE_PERMISSIONS[Role.ADMIN]
    assert Permission.CLIENT_BAR not in ROLE_PERMISSIONS[Role.ADMIN]
    assert Permission.TEAM_WRITE not in ROLE_PERMISSIONS[Role.PARTNER]


def test_every_argument_of_an_address_has_a_real_value(app: Flask) -> None:
    records = make_records(app)
    needed = {(rule.endpoint, name) for rule in app.url_map.iter_rules() for name in rule.arguments}
    fail_on(
        f"{endpoint}: give {name} a value in tests/access/records.py"
        for endpoint, name in needed
        if name not in records.open
    )
