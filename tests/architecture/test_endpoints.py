from pathlib import Path

import pytest
from flask import Flask

from crm.accounts.permissions import Permission
from crm.app import create_app
from crm.core.access import CLOSED_ENDPOINTS, LIBRARY_ENDPOINTS, mark_of
from crm.core.config import load_config
from crm.core.feature import registry
from tests.architecture.source import fail_on


@pytest.fixture
def bare(tmp_path: Path) -> Flask:
    """Give the application without a database."""
    return create_app(load_config({"CRM_INSTANCE": str(tmp_path)}), TESTING=True)


def test_every_endpoint_says_who_may_use_it(bare: Flask) -> None:
    rules = [rule for rule in bare.url_map.iter_rules() if rule.endpoint not in CLOSED_ENDPOINTS]
    fail_on(f"{rule.rule}: {rule.endpoint} is not marked" for rule in rules if mark_of(bare, rule.endpoint) is None)


def test_every_listed_library_endpoint_exists(bare: Flask) -> None:
    assert set(LIBRARY_ENDPOINTS) | CLOSED_ENDPOINTS <= {rule.endpoint for rule in bare.url_map.iter_rules()}


def test_a_closed_library_endpoint_has_no_mark(bare: Flask) -> None:
    assert all(mark_of(bare, endpoint) is None for endpoint in CLOSED_ENDPOINTS)


def test_a_library_endpoint_that_is_not_listed_is_closed(bare: Flask) -> None:
    bare.add_url_rule("/library", "library.page", lambda: "open")
    assert bare.test_client().get("/library").status_code == 403


def test_every_offer_of_a_feature_names_an_endpoint_that_exists(bare: Flask) -> None:
    with bare.app_context():
        tabs = [tab for feature in registry().features for tab in feature.tabs]
        offered = {offer.endpoint for offers in (registry().nav(), registry().quick(), tabs) for offer in offers}
    fail_on(f"{endpoint} does not exist" for endpoint in offered - set(bare.view_functions))


def test_permissions_are_named_object_verb() -> None:
    verbs = {"read", "write", "use", "bar", "export", "import", "log", "share", "merge", "lock", "run", "decide"}
    fail_on(
        f"{p.name}: not OBJECT_VERB"
        for p in Permission
        if p.value.split(".")[1:] and p.value.split(".")[1] not in verbs
    )
    fail_on(f"{p.name}: {p.value}" for p in Permission if p.name != p.value.replace(".", "_").upper())
