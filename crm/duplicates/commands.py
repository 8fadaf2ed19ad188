"""`crm duplicates-rebuild` makes all keys anew and looks for all pairs."""

import click
from flask.cli import with_appcontext

from crm.duplicates.rebuild import rebuild


@click.command("duplicates-rebuild")
@with_appcontext
def rebuild_command() -> None:
    """Compare all records anew; what was said of pairs is kept. Some minutes at 100,000 clients."""
    click.echo(f"{rebuild()} records compared.")
