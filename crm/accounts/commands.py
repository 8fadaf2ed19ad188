"""`crm user`: add, reset, deactivate. The first administrator is made here and nowhere else."""

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import with_appcontext

from crm.accounts import actions, queries
from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.core.db import UniqueTakenError, unit_of_work


@click.group("user")
def user_group() -> None:
    """Add, reset or deactivate an account."""


@user_group.command("add")
@click.argument("email")
@click.option("--name", prompt=True, help="Name as shown to colleagues.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.CONSULTANT.value, show_default=True
)
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True)
@with_appcontext
def add(email: str, name: str, role: str, language: str) -> None:
    """Add an account and print the one-time link with which its owner sets a password."""
    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.ClickException(f"{email} is not an e-mail address: {error}") from error
    try:
        with unit_of_work(None) as work:
            user = actions.add_user(
                work, email=address, name=name, role=Role(role), language=language,
                time_zone=current_app.config["CRM"].time_zone,
            )  # fmt: skip
            token = actions.make_link(work, user)
    except UniqueTakenError as error:
        raise click.ClickException(
            f"{address} has an account already; `crm user reset {address}` makes a new link."
        ) from error
    click.echo(f"Added {address} ({role}).")
    _print_link(token)


@user_group.command("reset")
@click.argument("email")
@with_appcontext
def reset(email: str) -> None:
    """Print a one-time link with which the owner sets a new password."""
    found = _account(email)
    with unit_of_work(None) as work:
        user = queries.for_edit(found.id)
        if user is None or not user.active:
            raise click.ClickException(f"{email} is deactivated.")
        token = actions.make_link(work, user)
    _print_link(token)


@user_group.command("deactivate")
@click.argument("email")
@with_appcontext
def deactivate(email: str) -> None:
    """Close an account: its sessions end at once."""
    found = _account(email)
    with unit_of_work(None) as work:
        user = queries.for_edit(found.id)
        if user is not None:
            actions.deactivate(work, user)
    click.echo(f"{found.email} can no longer sign in.")


def _account(email: str) -> User:
    user = queries.by_email(email)
    if user is None:
        raise click.ClickException(f"No account has the e-mail {email}.")
    return user


def _print_link(token: str) -> None:
    click.echo(f"One-time link, good for 24 hours: {current_app.config['CRM'].base_url}/link/{token}")
