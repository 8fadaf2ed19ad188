from collections.abc import Callable, Iterator

import pytest

from crm.app import FEATURES as DECLARED
from tests.architecture import rules
from tests.architecture.source import FEATURES, Source, fail_on, functions, is_view, product, read

FILE, FUNCTION, VIEW, FEATURE_FILE = 250, 40, 25, 40
Rule = Callable[[Source], Iterator[str]]

#: What each rule must find: (rule, file, source).
BAD = [
    (rules.wrong_tier, "crm/core/a.py", "from crm.accounts.models import User"),
    (rules.wrong_tier, "crm/clients/a.py", "import crm.engagements.models"),
    (rules.wrong_tier, "crm/clients/a.py", "from crm import engagements"),
    (rules.wrong_tier, "crm/home/a.py", "def f():\n    from crm.search.queries import find"),
    (rules.wrong_tier, "crm/clients/a.py", "from .models import Client"),
    (rules.wrong_tier, "crm/accounts/a.py", "from crm.app import create_app"),
    (rules.wrong_tier, "crm/somewhere/a.py", ""),
    (rules.stray_commit, "crm/clients/actions.py", "def f(work):\n    work.commit()"),
    (rules.stray_commit, "crm/clients/views.py", "db.session().commit()"),
    (rules.raw_sql, "crm/clients/queries.py", "sa.text('SELECT 1')"),
    (rules.raw_sql, "crm/clients/queries.py", "from sqlalchemy import text"),
    (rules.raw_sql, "crm/clients/queries.py", "sa.literal_column('1')"),
    (rules.raw_sql, "crm/clients/queries.py", "sa.table('client')"),
    (rules.raw_sql, "crm/clients/queries.py", "db.session.get(Client, 1)"),
    (rules.raw_sql, "crm/clients/actions.py", "def f(work):\n    work.get(Client, 1)"),
    (rules.raw_sql, "crm/clients/queries.py", "connection.exec_driver_sql('x')"),
    (rules.wrong_room, "crm/clients/actions.py", "class Client(Base): pass"),
    (rules.wrong_room, "crm/clients/views.py", "class ClientForm(BaseForm): pass"),
    (rules.wrong_room, "crm/clients/queries.py", "@blueprint.get('/x')\ndef x(): pass"),
    (rules.wrong_room, "crm/clients/queries.py", "from crm.core.db import unit_of_work"),
    (rules.wrong_room, "crm/clients/forms.py", "from crm.core.db import unit_of_work"),
    (rules.wrong_room, "crm/clients/views/edit.py", "sa.select(Client)"),
    (rules.wrong_room, "crm/clients/queries.py", "sa.update(Client)"),
    (rules.wrong_room, "crm/clients/actions.py", "from flask_login import current_user"),
    (rules.wrong_room, "crm/clients/queries.py", "from flask import request"),
    (rules.wrong_room, "crm/clients/feature.py", "b = Blueprint('clients', __name__)"),
    (rules.local_imports, "crm/clients/actions.py", "def f():\n    import json"),
    (rules.imports_for_effect, "crm/clients/a.py", "import json  # noqa: F" + "401"),
    (rules.busy_init, "crm/clients/__init__.py", '"""Clients."""\nfrom crm.clients import models'),
    (rules.busy_init, "crm/clients/__init__.py", ""),
    (rules.vague_name, "crm/clients/utils.py", ""),
    (rules.unfinished, "crm/clients/a.py", "# TO" + "DO: later"),
]
GOOD = [
    (
        rules.wrong_tier,
        "crm/reports/a.py",
        "from crm.engagements.models import Engagement\nfrom crm.reports.words import W",
    ),
    (rules.wrong_tier, "crm/app.py", "from crm.demo.feature import FEATURE"),
    (rules.raw_sql, "crm/accounts/views.py", "from flask import session\nsession.get('language')"),
    (rules.raw_sql, "crm/clients/a.py", "{}.get('x')"),
    (rules.stray_commit, "crm/core/db.py", "session.commit()"),
    (rules.wrong_room, "crm/clients/views/edit.py", "@blueprint.get('/x')\ndef x(): pass"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BAD)
def test_each_rule_finds_what_it_forbids(rule: Rule, path: str, text: str) -> None:
    found = list(rule(Source(path, text)))
    assert found
    assert found[0].startswith(f"{path}:")


@pytest.mark.parametrize(("rule", "path", "text"), GOOD)
def test_each_rule_lets_good_code_be(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) == []


@pytest.mark.parametrize("rule", rules.PYTHON_RULES, ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule: Rule) -> None:
    fail_on(problem for source in product() for problem in rule(source))


def test_the_app_lists_the_features_in_the_order_of_the_tiers() -> None:
    assert [feature.name for feature in DECLARED] == FEATURES


def test_exempted_files_and_imports_exist() -> None:
    paths = {source.path for source in product()}
    assert set(rules.OTHER_ROOMS) | set(rules.RAW_SQL) <= paths
    assert {path for path, _module in rules.LOCAL_IMPORTS} <= paths


def test_files_stay_small() -> None:
    sources = (*product(), *read("tests/**/*.py"), *read("tools/**/*.py"), *read("*.py"))
    lengths = ((source.path, len(source.text.splitlines())) for source in sources)
    fail_on(f"{path}:{length}: {length} lines, at most {FILE}" for path, length in lengths if length > FILE)


def test_functions_stay_small_and_views_smaller() -> None:
    fail_on(
        source.at(function, f"{function.name} has {length} lines, at most {limit}")
        for source in (*product(), *read("tools/**/*.py"))
        for function in functions(source)
        if (length := (function.end_lineno or 0) - function.lineno + 1)
        > (limit := VIEW if is_view(function) else FUNCTION)
    )


def test_a_feature_declares_itself_in_forty_lines() -> None:
    declared = [source for source in read("crm/*/feature.py") if source.feature != "core"]
    assert {source.feature for source in declared} == set(FEATURES)
    lengths = ((source.path, len(source.text.splitlines())) for source in declared)
    fail_on(f"{path}:{n}: {n} lines, at most {FEATURE_FILE}" for path, n in lengths if n > FEATURE_FILE)
