"""`crm serve`: one production server on a port that is really free; no process is left behind."""

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces

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


def serve(config: Config) -> None:
    """Serve until SIGINT or SIGTERM, or until the parent process is gone."""
    if not port_is_free(config.host, config.port):
        raise click.ClickException(
            f"Port {config.port} on {config.host} is taken: stop the other program or choose another, for example PORT={config.port + 1}."
        )
    die_with_parent()
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
        log_enabled=True,
        log_access=False,
        log_level="warning",
    )
    server.on_startup(_follow_parent)
    server.serve()


def die_with_parent() -> None:
    """Ask Linux to send SIGTERM to this process when its parent ends."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _follow_parent() -> None:
    """Stop the server when its parent ends, on every system: the parent's id changes then."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()


def end_worker_with_server(_app: Any = None) -> None:
    """In a server process: end when the main process is killed, which cannot tell its children."""
    parent = os.getppid()
    if os.environ.get("CRM_TEST_NO_WATCH") or "granian" not in sys.modules or parent <= 1:
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, name="follow-server", daemon=True).start()
