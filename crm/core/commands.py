"""`crm init`, `crm serve`, `crm check`: commands that need no feature."""

from collections.abc import Callable

import click
from alembic.command import upgrade
from alembic.util import CommandError
from flask import Flask, current_app
from flask.cli import with_appcontext

from crm.core.checks import database_revision, head_revision, self_check
from crm.core.feature import registry
from crm.core.firm import firm_settings
from crm.core.paths import package_folder
from crm.core.serve import serve


@click.command("init")
@with_appcontext
def init_command() -> None:
    """Create or migrate the database and fill the reference lists and baseline figures."""
    migrate_and_seed(click.echo)
    click.echo("The database is ready. Make the first administrator with: crm user add you@example.com --role admin")


def migrate_and_seed(say: Callable[[str], None]) -> None:
    """Bring the schema to this code's newest and fill what the product ships with; safe to repeat."""
    migrate()
    for feature in registry().features:
        if feature.seed is not None and (told := feature.seed()):
            say(told)


def migrate() -> None:
    """Bring the schema to this code's newest; safe to repeat."""
    try:
        # Alembic's own: Flask-Migrate's would end the process without the sentence below.
        upgrade(current_app.extensions["migrate"].migrate.get_config(str(package_folder("migrations"))), "heads")
    except CommandError as error:
        raise click.ClickException(
            f"This database was made by a newer Puente ({error}); install that version or restore a backup."
        ) from error


@click.command("serve")
@click.option("--with-parent", is_flag=True, help="Stop when the process that started this one ends.")
@with_appcontext
def serve_command(*, with_parent: bool) -> None:
    """Serve on CRM_HOST and CRM_PORT until stopped."""
    config = current_app.config["CRM"]
    refuse_other_schema()
    refuse_demo_in_production(current_app)
    serve(config, with_parent=with_parent)


def refuse_other_schema() -> None:
    """Stop a start on a database of another version, or an empty one."""
    found, wanted = database_revision(), head_revision()
    if found != wanted:
        raise click.ClickException(
            f"The database is {f'at schema {found}' if found else 'empty'}, this version needs {wanted}: run crm init."
        )


def refuse_demo_in_production(app: Flask) -> None:
    """Stop a start in production on a demo database: its passwords are public."""
    if app.config["CRM"].production and firm_settings()["demo"]:
        raise click.ClickException(
            "This is a demo database with public passwords: it can't run in production. "
            "Set CRM_DATABASE_URL to another one and run crm init."
        )


@click.command("check")
@with_appcontext
def check_command() -> None:
    """Check engine settings and schema; ends with 1 where something severe is wrong."""
    bad = False
    for check in self_check():
        mark = "ok  " if check.good else ("BAD " if check.severe else "warn")
        click.echo(f"{mark} {check.name}: {check.found}")
        bad = bad or (check.severe and not check.good)
        if check.name == "SQLite version" and not check.good:
            click.echo("     older than 3.51.3: run one server process only, or use PostgreSQL")
    if bad:
        raise SystemExit(1)
