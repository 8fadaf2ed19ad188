"""`crm files-sweep` removes what no row stands for; `crm files-check` compares every file with its row."""

import click
from flask.cli import with_appcontext

from crm.files.integrity import compare, sweep
from crm.files.setup import file_store


@click.command("files-sweep")
@with_appcontext
def sweep_command() -> None:
    """Remove what aborted uploads left in the store more than a day ago."""
    click.echo(f"Removed {sweep(file_store())} files that no record knows of.")


@click.command("files-check")
@with_appcontext
def check_command() -> None:
    """Compare every file with its row by size and sha256; ends with 1 where one is missing or changed."""
    found = compare(file_store())
    for what, keys in (("missing", found.missing), ("changed", found.changed), ("without a row", found.orphans)):
        for key in keys:
            click.echo(f"{what}: {key}")
    click.echo(
        f"{found.rows} rows: {len(found.missing)} files missing, {len(found.changed)} changed, "
        f"{len(found.orphans)} without a row (crm files-sweep removes these after a day)."
    )
    if found.missing or found.changed:
        raise SystemExit(1)
