"""M2: a million rows come in while somebody works; memory stays flat and nobody waits long."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from crm.clients.models.client import Client
from crm.core.db import db, unit_of_work
from crm.imports import actions
from tests.engines import Engine
from tests.imports.worker import Firm, generated, kill, peak_mb

pytestmark = [pytest.mark.bar, pytest.mark.bar_only]
ROWS, MINUTES, MEGABYTES, SECONDS = 1_000_000, 5, 300, 0.5


@contextmanager
def somebody_saves(firm: Firm) -> Iterator[list[float]]:
    """Save one client ten times a second; gives the seconds that each save took."""
    took: list[float] = []
    over = threading.Event()
    with firm.app.app_context():
        with unit_of_work(None) as work:
            client = Client(name="Mine")
            work.add(client)
            work.flush()
            client_id = client.id
        db.session.remove()

    def save() -> None:
        with firm.app.app_context():
            while not over.wait(0.1):
                began = time.monotonic()
                with unit_of_work(None) as work:
                    found = work.execute(sa.select(Client).where(Client.id == client_id)).scalar_one()
                    found.city = f"City {len(took)}"
                took.append(time.monotonic() - began)

    thread = threading.Thread(target=save)
    thread.start()
    try:
        yield took
    finally:
        over.set()
        thread.join()


def test_a_million_rows_come_in_while_somebody_works(engine: Engine, firm: Firm, figure: Callable[..., None]) -> None:
    data = generated(ROWS)
    batch_id = firm.add(data)
    worker, told, slowest, seconds = firm.start_worker(), [], 0.0, 0.0
    for job, state in ((actions.CHECK, "checked"), (actions.RUN, "done")):
        with somebody_saves(firm) as took:
            firm.ask(batch_id, job)
            seconds = firm.wait_for(batch_id, state, 3600)
        p95 = sorted(took)[len(took) * 95 // 100]
        slowest = max(slowest, p95)
        told.append(f"{state} in {seconds:.0f} s ({ROWS / seconds:.0f} rows/s), others' saves p95 {p95 * 1000:.0f} ms, "
                    f"max {max(took) * 1000:.0f} ms")  # fmt: skip
    memory = peak_mb(worker)
    kill(worker)
    figure("M2", engine.name, f"{ROWS} rows ({len(data) // 10**6} MB): {'; '.join(told)}; worker {memory:.0f} MB")
    assert firm.batch(batch_id).counts["done"] == {"create": ROWS}
    assert memory <= MEGABYTES
    assert slowest <= SECONDS
    assert seconds <= MINUTES * 60
