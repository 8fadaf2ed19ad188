"""A real server process on a real port, and a browser of a few lines that speaks to it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

from tests.support import ROOT

READY_WITHIN = 10.0


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`crm serve` in its own process group, so that all of it can be killed at once."""

    database_url: str
    instance: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    #: Seconds; longer where the start is not what is tried.
    patience: float = READY_WITHIN

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("CRM_")}
        return clean | {
            "CRM_DATABASE_URL": self.database_url,
            "CRM_INSTANCE": str(self.instance),
            "CRM_PORT": str(self.port),
            "CRM_FETCH": "off",
            **self.settings,
        }

    def start(self) -> float:
        """Start and wait until ready; returns the seconds it took."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crm", "serve"],
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.wait_until_ready()
        return time.monotonic() - began

    def wait_until_ready(self) -> None:
        """Wait until the server answers that it is ready."""
        began = time.monotonic()
        while time.monotonic() - began < self.patience:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise AssertionError(f"the server was not ready within {self.patience} s")

    def kill(self) -> None:
        """Kill the whole process group with SIGKILL, as a power cut would end it."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


class Browser:
    """Cookies, forms with their CSRF token, no redirects followed."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _Stay)

    def get(self, path: str) -> tuple[int, str]:
        return self._open(urllib.request.Request(self.server.url + path))

    def post(self, path: str, fields: dict[str, object], token_from: str) -> tuple[int, str]:
        """Send a form; the token is read from the page `token_from`. Returns status and Location or text."""
        _status, page = self.get(token_from)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, f"no form on {token_from}"
        body = urllib.parse.urlencode({"csrf_token": found[1], **fields}, doseq=True).encode()
        return self._open(urllib.request.Request(self.server.url + path, data=body))

    def sign_in(self, email: str, password: str) -> None:
        status, _where = self.post("/login", {"email": email, "password": password}, "/login")
        assert status == 302

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                where = error.headers.get("Location")
                return error.code, where if where and error.code in {301, 302, 303} else error.read().decode()
