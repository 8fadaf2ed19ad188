"""An application without a database: words need one."""

import pytest
from flask import Flask

from crm.app import create_app
from crm.core.config import load_config


@pytest.fixture(scope="session")
def app_here(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Give the application; nothing is asked of its database."""
    folder = tmp_path_factory.mktemp("bare")
    return create_app(load_config({"CRM_INSTANCE": str(folder), "CRM_FETCH": "off"}), TESTING=True)
