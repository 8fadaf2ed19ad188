"""Starts and stops what is measured, each as its own process group on a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.bench.http import Browser

START_LIMIT = 60.0
THREADS = "4"
WORKER = b"worker"
SECRET = "only-for-measuring-0123456789abcdef"  # noqa: S105 - a server on loopback with made-up data


@dataclass
class Server:
    """A running server and its address."""

    process: subprocess.Popen[bytes]
    port: int

    def peak_memory(self) -> float:
        """Return the most memory (MiB, RSS) that its processes had, summed; 0 where /proc is not there."""
        return sum(_peak(pid) for pid in _family(self.process.pid)) / 1024

    def worker_memory(self) -> float:
        """Return the same of the background worker and what it starts."""
        family = _family(self.process.pid)
        found = next((pid for pid in family if WORKER in _command(pid)), None)
        return sum(_peak(pid) for pid in _family(found)) / 1024 if found else 0.0

    def stop(self) -> None:
        """End the whole process group."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def serve_crm(instance: Path) -> Server:
    """Serve a database with `crm serve`, as `make run` does."""
    port = _free_port()
    environment = {
        "CRM_INSTANCE": str(instance), "CRM_PORT": str(port), "CRM_THREADS": THREADS, "CRM_SECRET_KEY": SECRET,
    }  # fmt: skip
    return _start([sys.executable, "-m", "crm", "serve"], port, environment, "/healthz")


def serve_bare(file: Path) -> Server:
    """Serve the bare page with the same server and number of threads."""
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--port", str(port), "--workers", "1",
        "--blocking-threads", THREADS, "--no-log", "tools.bench.bare:create_app",
    ]  # fmt: skip
    return _start(command, port, {"CRM_BENCH_FILE": str(file), "CRM_BENCH_KEY": SECRET}, "/sign-in")


def _start(command: list[str], port: int, environment: Mapping[str, str], probe: str) -> Server:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CRM_")}
    process = subprocess.Popen(command, env=kept | dict(environment), start_new_session=True, stdout=subprocess.DEVNULL)
    server = Server(process, port)
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"The server ended at its start: {' '.join(command)}")
        try:
            Browser(port).get(probe)
        except OSError:
            time.sleep(0.1)
        else:
            return server
    server.stop()
    raise SystemExit(f"No answer within {START_LIMIT:.0f} s: {' '.join(command)}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _family(root: int) -> list[int]:
    """Return a process and all below it."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # ended meanwhile
        parents[int(status.parent.name)] = int(fields[1])
    found = [root]
    for pid in found:
        found.extend(child for child, parent in parents.items() if parent == pid)
    return found


def _command(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
