"""A firm on disk with an import in it, and `crm worker` as a process that can be killed."""

import io
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.core.config import Config
from crm.core.db import db, unit_of_work
from crm.files.setup import file_store
from crm.imports import actions
from crm.imports.models import ImportBatch
from crm.imports.receiving import Received
from crm.imports.settings import Choices
from crm.imports.tables.shapes import Settings
from crm.jobs.models import Job
from tests.server import Server

#: Headings and fields of the generated files.
COLUMNS = {"name": 0, "state": 1, "city": 2, "tax_id": 3, "phone": 4}
HEADING = ("Nombre", "Estado", "Ciudad", "RFC", "Teléfono")


def generated(rows: int, bad: int = 0) -> bytes:
    """Return a CSV of so many clients; `bad` of them, spread evenly, have an impossible state."""
    every = rows // bad if bad else 0
    out = io.StringIO()
    out.write(",".join(HEADING) + "\r\n")
    for number in range(rows):
        state = "Atlantis" if every and number % every == every - 1 else "Sonora"
        phone = f"+52662{2100000 + number % 800000:07d}" if number % 3 == 0 else ""
        out.write(f"Exportadora del Río {number:07d} S.A. de C.V.,{state},Navojoa,,{phone}\r\n")
    return out.getvalue().encode()


@dataclass
class Firm:
    """The app in this process, and what its other processes need."""

    app: Flask
    config: Config
    folder: Path

    def add(self, data: bytes) -> int:
        """Put a file into an import that waits for its columns; returns its id."""
        with self.app.app_context():
            put = file_store().put(io.BytesIO(data))
            with unit_of_work(None) as work:
                alice = work.execute(sa.select(User).where(User.name == "Alice")).scalar_one()
                batch = actions.add(work, alice, "clients", "", Received("large.csv", "text/csv", put))
                actions.set_reading(work, batch, Settings("utf-8", ","), HEADING)
            return batch.id

    def ask(self, batch_id: int, job: str) -> None:
        """Ask for the dry run, the run or the undoing."""
        with self.app.app_context(), unit_of_work(None) as work:
            batch = work.execute(sa.select(ImportBatch).where(ImportBatch.id == batch_id)).scalar_one()
            if job == actions.CHECK:
                actions.set_columns(work, batch, COLUMNS, Choices(Settings("utf-8", ",")), "x")
            elif job == actions.UNDO:
                actions.begin_undo(work, [batch])
            else:
                actions.begin(work, batch, job)

    def batch(self, batch_id: int) -> ImportBatch:
        with self.app.app_context():
            return db.session.execute(sa.select(ImportBatch).where(ImportBatch.id == batch_id)).scalar_one()

    def job(self, batch_id: int) -> Job:
        with self.app.app_context():
            query = sa.select(Job).join(ImportBatch, ImportBatch.job_id == Job.id).where(ImportBatch.id == batch_id)
            return db.session.execute(query).scalar_one()

    def start_worker(self) -> subprocess.Popen[bytes]:
        server = Server(self.config.database_url, self.folder)
        return subprocess.Popen(
            [sys.executable, "-m", "crm", "worker"], env=server.environment(), start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def wait_for(self, batch_id: int, state: str, within: float) -> float:
        """Wait until an import is in a state; returns the seconds."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            if self.batch(batch_id).state == state:
                return time.monotonic() - began
            time.sleep(0.2)
        raise AssertionError(f"after {within} s the import is still {self.batch(batch_id).state}")


def kill(worker: subprocess.Popen[bytes]) -> None:
    """End a worker and all it started, as a power cut would."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def peak_mb(worker: subprocess.Popen[bytes]) -> float:
    """Return the most memory a process had, in MB."""
    status = Path(f"/proc/{worker.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024
