"""Huey carries the ids of jobs to workers and wakes them on time; it holds nothing that could be lost with it.

A message that is lost, late or doubled does no harm: the sweep finds every job that is due, and a claim is atomic.
"""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from huey import BlackHoleHuey, Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from crm.core.config import Config
from crm.core.dates import now

_log = logging.getLogger(__name__)
KEY = "crm_jobs_carrier"


class JsonSerializer(Serializer):  # type: ignore[misc]
    """Messages as JSON: Huey's own way is pickle, which runs what it reads."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(list(data), default=datetime.isoformat).encode()

    def _deserialize(self, data: bytes) -> Any:
        found = Message(*json.loads(data))
        eta = datetime.fromisoformat(found.eta) if found.eta else None
        return found._replace(eta=eta, args=tuple(found.args))


class Carrier:
    """A queue of ids; `run` is what a worker does with each of them."""

    def __init__(self, queue: Huey) -> None:
        self.queue = queue
        self.run: Callable[[int], None] = lambda job_id: _log.error("job %s: nobody works here", job_id)
        # The same name in every process: it stands in the messages.
        self._carry = queue.task(name="carry")(self._run)

    def _run(self, job_id: int) -> None:
        self.run(job_id)

    def send(self, job_id: int, due_at: datetime) -> None:
        """Carry an id, not before an instant."""
        task = self._carry.s(job_id)
        if due_at > now() + timedelta(seconds=1):
            task.eta = due_at.astimezone(UTC).replace(tzinfo=None)
        self.queue.enqueue(task)


def make_queue(config: Config) -> Huey:
    """Return the queue that the settings name: Redis, else beside the database."""
    options: dict[str, Any] = {"results": False, "utc": True, "serializer": JsonSerializer()}
    if config.queue:
        return RedisHuey("puente", url=config.queue, **options)
    if config.sqlite:
        # Not in WAL mode: the library uses the system's SQLite, whose WAL may be unsafe (stack.md § 6).
        file = config.instance / "queue.db"
        return SqliteHuey("puente", filename=str(file), journal_mode="delete", timeout=15, **options)
    address = sa.make_url(config.database_url).set(drivername="postgresql")
    return PostgresHuey("puente", dsn=address.render_as_string(hide_password=False), **options)


def carrier(app: Flask) -> Carrier:
    """Return the app's carrier, opened at first use; in tests nothing is carried, they run jobs themselves."""
    found: Carrier | None = app.extensions.get(KEY)
    if found is None:
        found = Carrier(BlackHoleHuey("puente", results=False) if app.testing else make_queue(app.config["CRM"]))
        app.extensions[KEY] = found
    return found


def wake(job_id: int, due_at: datetime) -> None:
    """Tell the workers of a job. Where the queue is out of reach the sweep finds the job within a minute."""
    try:
        carrier(current_app._get_current_object()).send(job_id, due_at)  # type: ignore[attr-defined]  # noqa: SLF001
    except Exception:  # noqa: BLE001 - the action is committed: it must not fail for this
        _log.exception("job %s waits for the sweep: the queue is out of reach", job_id)
