"""`crm serve`: one production server on a port that is really free; no process is left behind."""

import gc
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from crm.core.config import Config


def port_is_free(host: str, port: int) -> bool:
    """Try a plain bind: two servers with SO_REUSEPORT would share one port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            # A port in TIME_WAIT is free; one that somebody listens on is not.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def serve(config: Config, *, with_parent: bool) -> None:
    """Serve until SIGINT or SIGTERM; `with_parent` also until the parent process is gone.

    Raises ClickException where the port is taken.
    """
    if not port_is_free(config.host, config.port):
        raise click.ClickException(
            f"Port {config.port} on {config.host} is taken: "
            f"stop the other program or choose another port, for example PORT={config.port + 1}."
        )
    click.echo(f"Puente is at {config.base_url} (database: {config.readable_database}). Ctrl-C stops it.")
    server = Granian(
        "crm.app:create_app",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.workers,
        blocking_threads=config.threads,
        factory=True,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.error,
    )
    if with_parent:
        when_orphaned(lambda: os.kill(os.getpid(), signal.SIGTERM))
    with _background_worker() if config.job_threads else nullcontext():
        server.serve()


@contextmanager
def _background_worker() -> Iterator[None]:
    """Keep a `crm worker` beside the server; it is started anew where it ends, and ends with the server."""
    over = threading.Event()
    command = [sys.executable, "-m", "crm", "worker", "--parent", str(os.getpid())]

    def keep() -> None:
        while not over.is_set():
            process = subprocess.Popen(command)  # noqa: S603 - our own command
            while process.poll() is None and not over.wait(0.2):
                pass
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(5)
            over.wait(1)  # one that cannot start is not started a thousand times

    thread = threading.Thread(target=keep, name="background-worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(6)


def settle_worker() -> None:
    """In a server's child process: end when the server is killed, which cannot tell it; tune the collector."""
    if multiprocessing.parent_process() is not None:
        when_orphaned(lambda: os._exit(0))
        tune_collector()


def tune_collector() -> None:
    """Let the collector leave alone what the start made, which stays for good, and look less often.

    The numbers count objects that were not freed by themselves: a full round at 250,000, some 25 MB, not at the
    millions that larger ones would let a long import gather.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 5, 5)


def when_orphaned(act: Callable[[], None], parent: int | None = None) -> None:
    """Act once the parent process is gone: the system then gives this one another parent.

    One that may be gone before this is called is named by its id.
    """
    parent = parent or os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        act()

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()
