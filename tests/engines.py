"""The engines of the tests: a template of each, copied for every test, and the people whom tests know."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from flask_security import hash_password

from crm.accounts import actions
from crm.accounts.permissions import Role
from crm.app import create_app
from crm.core.config import Config
from crm.core.db import db, unit_of_work
from tests.support import FAST_HASH, PASSWORD


@dataclass
class Engine:
    """A database engine for tests: hands out a fresh migrated and seeded copy."""

    name: str
    config: Config
    #: The same with the four people, made once: each test of `app` has them.
    peopled: Config | None = None

    def fresh(self, folder: Path, key: str, source: Config | None = None) -> Config:
        source = source or self.config
        if self.name == "sqlite":
            target = folder / "puente.db"
            shutil.copyfile(source.instance / "puente.db", target)
            return replace(source, instance=folder, database_url=f"sqlite:///{target}")
        base = sa.make_url(source.database_url)
        with server_of(base).connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{key}" WITH (FORCE)'))
            connection.execute(sa.text(f'CREATE DATABASE "{key}" TEMPLATE "{base.database}"'))
        return replace(
            source, instance=folder, database_url=base.set(database=key).render_as_string(hide_password=False)
        )

    def with_people(self, folder: Path, key: str) -> None:
        """Make the copy that has the people."""
        self.peopled = self.fresh(folder, key)
        fill_database(self.peopled, add_people)


def server_of(url: sa.URL) -> sa.Engine:
    return sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)


def fill_database(config: Config, fill: Callable[[], None]) -> None:
    app = create_app(config, TESTING=True, **FAST_HASH)
    with app.app_context():
        fill()
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()


ROLES = {
    "alice": Role.CONSULTANT,
    "bob": Role.CONSULTANT,
    "charlie": Role.PARTNER,
    "dora": Role.ANALYST,
    "erin": Role.ADMIN,
}


def add_people() -> None:
    """Add alice (consultant), bob (consultant), charlie (partner), dora (analyst), erin (admin)."""
    hashed = hash_password(PASSWORD)
    with unit_of_work(None) as work:
        for name, role in ROLES.items():
            user = actions.add_user(
                work,
                email=f"{name}@example.com",
                name=name.title(),
                role=role,
                language="en",
                time_zone="America/Phoenix",
            )
            user.password = hashed
