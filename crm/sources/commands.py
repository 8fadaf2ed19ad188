"""`crm indicators sync` and `status`: the same work and words as the page."""

import click
from flask import current_app
from flask.cli import with_appcontext

from crm.core.dates import now, today_in
from crm.core.db import unit_of_work
from crm.jobs.queries import ended
from crm.jobs.running import run_job
from crm.sources import actions
from crm.sources.declared import SOURCES
from crm.sources.page import lines, overdue_by_hand
from crm.sources.queries import states


@click.command("sync")
@click.option("--source", type=click.Choice(list(SOURCES)), help="Only this source.")
@with_appcontext
def sync_command(source: str | None) -> None:
    """Fetch published figures now, all sources that can be asked or one."""
    config = current_app.config["CRM"]
    wanted = [s for s in SOURCES.values() if source in {None, s.key} and (source or s.without_key or s.key_of(config))]
    failed = 0
    for each in wanted:
        with unit_of_work(None) as work:
            job_id = actions.ask_to_fetch(work, each.key, None).id
        run_job(current_app._get_current_object(), job_id)  # type: ignore[attr-defined]  # noqa: SLF001
        job = ended(job_id)
        result = job.result or {} if job else {}
        if job is None or job.state != "done":
            failed += 1
            click.echo(f"{each.key}: {job.reason if job else 'it could not be asked'}")
        elif result.get("at_work"):
            click.echo(f"{each.key}: another worker is at it.")
        else:
            click.echo(f"{each.key}: {result.get('added', 0):,} added, {result.get('changed', 0):,} corrected, "
                       f"{result.get('same', 0):,} were here already.")  # fmt: skip
    if failed:
        raise SystemExit(1)


@click.command("status")
@with_appcontext
def status_command() -> None:
    """Say per source when it was asked and how it went, what is loaded, and when more is expected."""
    today = today_in(current_app.config["CRM"].time_zone)
    for line in lines(today, now(), states()):
        last = f"last period {line.last_period:%Y-%m}" if line.last_period else "nothing loaded"
        key = f"; {line.key}" if line.key else ""
        click.echo(f"{line.source.key}: {line.series:,} series, {line.vintages} vintages, {last}{key}")
        asked = f"{line.succeeded_at:%Y-%m-%d %H:%M} UTC" if line.succeeded_at else "never"
        click.echo(f"  fetched {asked}" + (f"; then failed: {line.error}" if line.error else ""))
        for told in filter(None, (line.overdue, line.release)):
            click.echo(f"  {told}")
    for told in overdue_by_hand(today):
        click.echo(told)
