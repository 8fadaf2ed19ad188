import re
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from crm.app import create_app
from crm.core.commands import migrate, migrate_and_seed
from crm.core.config import load_config
from crm.core.db import db, on_engine, scalar_check
from crm.core.paths import package_folder
from crm.reference import catalogue
from tests.architecture.source import fail_on, imports, read

FOLDER = str(package_folder("migrations"))


def scripts() -> ScriptDirectory:
    config = AlembicConfig()
    config.set_main_option("script_location", FOLDER)
    return ScriptDirectory.from_config(config)


def tables() -> set[str]:
    return {name for name in sa.inspect(db.engine).get_table_names() if name != "alembic_version"}


def rows() -> dict[str, int]:
    with db.engine.connect() as connection:
        names = [table for table in db.metadata.sorted_tables if table.name != "alembic_version"]
        return {t.name: connection.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in names}


def test_there_is_one_head() -> None:
    assert len(scripts().get_heads()) == 1


def test_each_migration_has_a_dated_name_and_both_directions() -> None:
    problems = []
    for script in read("migrations/versions/*.py"):
        if not re.fullmatch(r"\d{8}_\d{4}_\d{4}_[a-z_]+", script.parts[-1]):
            problems.append(f"{script.path}:1: the name should be date_hour_number_words.py")
        problems += [
            f"{script.path}:1: no {way}()" for way in ("upgrade", "downgrade") if f"def {way}()" not in script.text
        ]
    fail_on(problems)


def test_migrations_import_nothing_of_the_product() -> None:
    fail_on(
        script.at(node, f"imports {module}")
        for script in read("migrations/versions/*.py")
        for node, module, _name in imports(script.tree)
        if module.split(".")[0] == "crm"
    )


def for_postgresql(index: sa.Index) -> bool:
    """Tell whether an index is PostgreSQL's own: the trigram ones, which on SQLite are FTS5 tables."""
    return bool(index.dialect_options["postgresql"]["using"] == "gin")


def ours(_object: object, name: str | None, kind: str, reflected: bool, _compare_to: object) -> bool:
    return not (kind == "table" and reflected and name is not None and (name == "alembic_version" or "_fts" in name))


def test_the_models_are_what_the_migrations_make(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        options = {"compare_type": True, "include_object": ours, "render_as_batch": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata)
        sqlite = connection.dialect.name == "sqlite"
    fail_on(str(d) for d in found if not (sqlite and d[0] == "add_index" and for_postgresql(d[1])))


def test_up_down_and_up_again_on_a_filled_database(app: Flask) -> None:
    with app.app_context():
        made = tables()
        assert rows()["hs_chapter"] == len(catalogue.hs_chapters())
        db.session.remove()
        for _ in scripts().walk_revisions():
            downgrade(directory=FOLDER)
        assert tables() == set()
        migrate_and_seed(lambda _text: None)
        assert tables() == made
        assert rows()["hs_chapter"] == len(catalogue.hs_chapters())
        db.session.remove()


def test_up_down_and_up_again_on_an_empty_database(tmp_path: Path) -> None:
    app = create_app(load_config({"CRM_INSTANCE": str(tmp_path)}), TESTING=True)
    with app.app_context():
        upgrade(directory=FOLDER)
        made = tables()
        downgrade(directory=FOLDER, revision="base")
        assert tables() == set()
        upgrade(directory=FOLDER)
        assert tables() == made
        assert {table.name for table in db.metadata.sorted_tables} <= made
        db.engine.dispose()


def test_one_step_back_and_forward_keeps_every_row_of_the_tables_that_stay(app: Flask) -> None:
    steps = list(scripts().walk_revisions())
    if len(steps) == 1:
        assert steps[0].down_revision is None
        return
    with app.app_context():
        before = rows()
        db.session.remove()
        downgrade(directory=FOLDER)
        stay = tables()
        upgrade(directory=FOLDER)
        after = rows()
        fail_on(
            f"{name}: {before[name]} rows, then {after[name]}"
            for name in stay & set(before)
            if after[name] != before[name]
        )
        db.session.remove()


def test_a_database_of_a_newer_puente_is_refused_with_a_sentence(app: Flask) -> None:
    with app.app_context():
        version = sa.table("alembic_version", sa.column("version_num"))
        with db.engine.begin() as connection:
            connection.execution_options(crm_writes=True).execute(sa.update(version).values(version_num="9999"))
        with pytest.raises(click.ClickException, match="newer Puente"):
            migrate_and_seed(lambda _text: None)
        db.session.remove()


def test_migrations_are_all_or_nothing_and_leave_foreign_keys_on(tmp_path: Path) -> None:
    app = create_app(load_config({"CRM_INSTANCE": str(tmp_path)}), TESTING=True)
    sent: list[str] = []

    def fail_late(statement: str) -> None:
        sent.append(statement)
        if len(sent) == 500:
            raise RuntimeError

    on_engine(app, fail_late)
    with app.app_context():
        with pytest.raises(RuntimeError):
            migrate()
        assert tables() == set()
        migrate()
        assert len(tables()) > 100
        assert scalar_check("PRAGMA foreign_keys") == 1
        db.session.remove()
        db.engine.dispose()
