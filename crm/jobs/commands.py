"""`crm worker`: does what was asked for in the background, on this machine or on several."""

import logging
import os
import signal

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from huey import crontab

from crm.core.commands import refuse_other_schema
from crm.core.serve import tune_collector, when_orphaned
from crm.jobs.actions import LEASE
from crm.jobs.carrier import carrier
from crm.jobs.running import run_job
from crm.jobs.sweep import sweep

#: Seconds at most until a job that was just asked for is seen in a queue that is asked again and again.
SEEN_WITHIN = 1.0


@click.command("worker")
@click.option("--parent", type=int, help="Stop when the process of this id, which started this one, ends.")
@with_appcontext
def worker_command(parent: int | None) -> None:
    """Do background jobs until stopped: SIGINT lets those at work end, SIGTERM leaves them to the next worker."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    refuse_other_schema()
    if parent:
        when_orphaned(lambda: os.kill(os.getpid(), signal.SIGTERM), parent)
    work(app, max(1, app.config["CRM"].job_threads))


def work(app: Flask, threads: int) -> None:
    """Serve the queue until a signal ends it."""
    tune_collector()  # an import makes millions of small objects: a quarter of its time went there
    found = carrier(app)
    found.run = lambda job_id: run_job(app, job_id)
    logging.getLogger("huey").setLevel(logging.WARNING)
    swept = found.queue.periodic_task(crontab(minute="*"), name="sweep")(lambda: sweep(app))
    sweep(app)
    # What a worker left that was killed a moment ago has a lease that still stands.
    swept.schedule(delay=LEASE + 1)
    consumer = found.queue.create_consumer(workers=threads, periodic=True, max_delay=SEEN_WITHIN)
    consumer.run()
