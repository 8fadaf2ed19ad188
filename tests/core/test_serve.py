"""The server as a person starts and stops it: a taken port, Ctrl-C, a killed parent."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.engines import Engine
from tests.server import Server
from tests.support import ROOT


def gone(pid: int) -> bool:
    """Tell whether no process of this group is left, within ten seconds."""
    for _try in range(100):
        try:
            os.killpg(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def served(engine: Engine, folder: Path) -> Server:
    config = engine.fresh(folder, "unused")
    server = Server(config.database_url, folder)
    server.start()
    return server


def test_a_taken_port_gives_one_sentence_and_no_second_server(sqlite_engine: Engine, tmp_path: Path) -> None:
    config = sqlite_engine.fresh(tmp_path, "unused")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = Server(config.database_url, tmp_path, port=taken.getsockname()[1])
        second = subprocess.run(
            [sys.executable, "-m", "crm", "serve"], cwd=ROOT, env=server.environment(), capture_output=True, text=True,
            timeout=30, check=False,
        )  # fmt: skip
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr.count("\n") == 1
    assert f"Port {server.port} on 127.0.0.1 is taken" in second.stderr


def test_ctrl_c_leaves_no_process_behind(sqlite_engine: Engine, tmp_path: Path) -> None:
    server = served(sqlite_engine, tmp_path)
    assert server.process is not None
    os.killpg(server.process.pid, signal.SIGINT)
    server.process.wait(timeout=20)
    assert gone(server.process.pid)


def test_a_killed_main_process_takes_its_workers_along(sqlite_engine: Engine, tmp_path: Path) -> None:
    server = served(sqlite_engine, tmp_path)
    assert server.process is not None
    server.process.kill()
    server.process.wait(timeout=20)
    assert gone(server.process.pid)


def test_a_server_started_with_its_parent_ends_with_it(sqlite_engine: Engine, tmp_path: Path) -> None:
    config = sqlite_engine.fresh(tmp_path, "unused")
    server = Server(config.database_url, tmp_path)
    parent = subprocess.Popen(
        ["sh", "-c", f"{sys.executable} -m crm serve --with-parent & wait"], cwd=ROOT, env=server.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    server.wait_until_ready()
    parent.kill()
    parent.wait(timeout=20)
    assert gone(parent.pid)
