"""A small browser for measuring: one kept connection or none at all, cookies, the forms of a page."""

import http.client
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

from flask.testing import FlaskClient

from tools.bench.forms import fields_of

TIMEOUT = 120
#: Seconds after which a kept connection is not trusted.
IDLE = 3.0
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary="


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    #: Where it sends on to, '' for nowhere.
    location: str = ""

    @property
    def text(self) -> str:
        return self.body.decode()


class Reader(Protocol):
    """Whoever asks for pages and sends forms."""

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        ...

    def post(self, path: str, fields: Iterable[tuple[str, str]]) -> Answer:
        """Send a form."""
        ...


def sign_in(reader: Reader, email: str, password: str) -> None:
    """Sign in for real. Raises SystemExit where it is refused."""
    fields = dict(fields_of(reader.get("/login").text, "password"))
    answer = reader.post("/login", (fields | {"email": email, "password": password}).items())
    if answer.status not in {302, 303}:
        raise SystemExit(f"The sign-in of {email} was refused ({answer.status}).")


@dataclass
class Browser:
    """Asks a server over one kept connection. Raises OSError where nobody listens."""

    port: int
    #: What compression it takes, as in Accept-Encoding; empty for none.
    encoding: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        self._used = time.monotonic()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Iterable[tuple[str, str]]) -> Answer:
        return self._ask("POST", path, urlencode(list(fields)).encode())

    def upload(self, path: str, fields: Iterable[tuple[str, str]], field: str, file: tuple[str, bytes]) -> Answer:
        """Send a form with a file (its name and content)."""
        line, mark = b"\r\n", secrets.token_hex(16)
        start = f"--{mark}\r\nContent-Disposition: form-data; name="
        parts = [f'{start}"{name}"\r\n\r\n{value}'.encode() + line for name, value in fields]
        parts += [f'{start}"{field}"; filename="{file[0]}"\r\nContent-Type: text/csv\r\n\r\n'.encode(), file[1], line]
        return self._ask("POST", path, b"".join([*parts, f"--{mark}--\r\n".encode()]), f"{MULTIPART}{mark}")

    def _ask(self, method: str, path: str, body: bytes | None, kind: str = FORM) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = kind
        if self.encoding:
            headers["Accept-Encoding"] = self.encoding
        if time.monotonic() - self._used > IDLE:
            self._connection.close()  # the server has left by now; the next request connects anew
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        self._used = time.monotonic()
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name.strip()] = value
        return Answer(response.status, content, response.headers.get("Location", ""))


@dataclass
class Inside:
    """Asks the application in this very process: for counting queries."""

    http: FlaskClient

    def get(self, path: str) -> Answer:
        answer = self.http.get(path)
        return Answer(answer.status_code, answer.data)

    def post(self, path: str, fields: Iterable[tuple[str, str]]) -> Answer:
        answer = self.http.post(path, data=urlencode(list(fields)), content_type=FORM)
        return Answer(answer.status_code, answer.data)
