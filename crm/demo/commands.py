"""`crm demo`: a believable firm in an empty database, or many made-up clients for measuring."""

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from flask_security import hash_password

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.commands import migrate_and_seed
from crm.core.dates import today_in
from crm.core.db import db
from crm.core.firm import firm_settings
from crm.demo.branding import add_branding
from crm.demo.bulk.load import load_bulk
from crm.demo.files import add_files
from crm.demo.firm import build_firm
from crm.demo.load import load_firm
from crm.duplicates.rebuild import settle_all

PASSWORD = "puente-demo-2026"  # noqa: S105 - public on purpose: it opens invented data only
ACCOUNTS = ("admin", "partner", "consultant", "analyst")


@click.command("demo")
@click.option("--clients", type=click.IntRange(1, 1_000_000), help="Make this many clients for measuring instead.")
@with_appcontext
def demo_command(clients: int | None) -> None:
    """Fill an empty database with a believable firm; a demo database keeps its data."""
    config = current_app.config["CRM"]
    if config.production:
        raise click.ClickException("Demo data has public passwords: crm demo does not run in production mode.")
    migrate_and_seed(click.echo)
    if firm_settings()["demo"]:
        click.echo("The demo data is there already and is kept as it is.")
    elif _in_use():
        raise click.ClickException(
            "This database holds real records: demo data goes into an empty one only (set CRM_INSTANCE to another)."
        )
    else:
        click.echo(fill(clients))
    click.echo(f"Puente will be at {config.base_url} after: crm serve")
    click.echo("Sign in as " + ", ".join(f"{name}@example.com" for name in ACCOUNTS) + f"; password {PASSWORD}")


def fill(clients: int | None = None) -> str:
    """Write the demo firm, or that many made-up clients; says what was written."""
    today, hashed = today_in(current_app.config["CRM"].time_zone), hash_password(PASSWORD)
    current_app.extensions.pop("crm_is_demo", None)
    if clients is not None:
        return f"{load_bulk(clients, today, hashed):,} rows written for {clients:,} made-up clients."
    firm = build_firm(today)
    load_firm(firm, hashed)
    add_files()
    add_branding()
    settle_all()
    return (
        f"{firm.name}: {len(firm.clients)} clients, {len(firm.engagements)} engagements, "
        f"{len(firm.follow_ups)} follow-ups."
    )


def _in_use() -> bool:
    return any(db.session.execute(sa.select(model.id).limit(1)).first() for model in (User, Client))
