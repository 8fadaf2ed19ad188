"""A firm on disk for workers that are processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.app import create_app
from crm.core.db import db
from crm.jobs.carrier import KEY
from tests.engines import Engine, add_people
from tests.imports.worker import Firm
from tests.support import FAST_HASH


@pytest.fixture
def firm(engine: Engine, tmp_path: Path, worker_id: str) -> Iterator[Firm]:
    """Give a firm on disk whose jobs are carried to worker processes."""
    config = engine.fresh(tmp_path, f"puente_imports_{worker_id}")
    app = create_app(config, **FAST_HASH)
    with app.app_context():
        add_people()
        db.session.remove()
    yield Firm(app, config, tmp_path)
    if KEY in app.extensions:
        app.extensions[KEY].queue.storage.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
