"""`crm indicators load`: load a published file."""

import hashlib
import re
from datetime import date
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from crm.core.dates import today_in
from crm.core.db import unit_of_work
from crm.indicators import actions
from crm.indicators.holding import HeldError, check
from crm.indicators.parsers.recognise import parse_file, vintage_from_name
from crm.indicators.parsers.shapes import FileProblem, ParsedFile


@click.group("indicators")
def indicators_group() -> None:
    """Load published trade figures and see what is loaded."""


def _month(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    if not re.fullmatch(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])", value):
        raise click.BadParameter(f"{value!r} is not a month such as 2026-10.")
    return date(int(value[:4]), int(value[5:]), 1)


@indicators_group.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--vintage", callback=_month, metavar="YYYY-MM", help="Month in which the file was published.")
@click.option("--anyway", is_flag=True, help="Load also what looks like a slip beside the figures that are here.")
@with_appcontext
def load_command(file: Path, vintage: date | None, *, anyway: bool) -> None:
    """Load FILE: Census country workbook, FRED CSV, or a BTS table. Loading twice changes nothing."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file} can't be read: {error.strerror or error}.") from error
    day, told = _vintage(file.name, vintage)
    try:
        parsed = parse_file(file.name, data)
        if not anyway:
            check(parsed)
        with unit_of_work(None) as work:
            loaded = actions.load(work, parsed, day, file.name, hashlib.sha256(data).hexdigest())
    except FileProblem as error:
        raise click.ClickException(str(error)) from error
    except HeldError as error:
        raise click.ClickException(f"Held, nothing is loaded: {error} Look, then load it with --anyway.") from error
    click.echo(f"{file.name}: {parsed.source_label}, {told}.")
    for line in _account(parsed, loaded):
        click.echo(line)


def _vintage(name: str, given: date | None) -> tuple[date, str]:
    """Return the vintage of a file and the words that say where it comes from."""
    if given is not None:
        return given, f"published {given:%Y-%m} as you say"
    named = vintage_from_name(name)
    if named is not None:
        return named, f"published {named:%Y-%m} by the file's name"
    today = today_in(current_app.config["CRM"].time_zone)
    return today, (
        f"taken as published today, {today:%Y-%m-%d}, since neither --vintage nor the file's name states a month"
    )


def _account(parsed: ParsedFile, loaded: actions.Loaded) -> list[str]:
    """Return what the file brought, line by line."""
    told = [
        f"  {parsed.rows_read:,} rows read, {parsed.rows_kept:,} kept",
        f"  {len(parsed.series):,} series, {loaded.new_series:,} of them new",
        f"  {loaded.added:,} figures added, {loaded.same:,} were here already",
    ]
    if loaded.changed:
        told.append(f"  Figures of this vintage that had another value and now have this file's: {loaded.changed:,}")
    if loaded.without_value:
        told.append(f"  Places without a figure, left out since missing is not zero: {loaded.without_value:,}")
    if loaded.left_out:
        told.append(f"  Series of HS chapters that are not in the reference list, left out: {loaded.left_out:,}")
    if not (loaded.added or loaded.changed):
        told.append("  Nothing has changed.")
    return told + [f"  {note}" for note in parsed.notes]
