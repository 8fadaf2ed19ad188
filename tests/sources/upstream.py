"""Sources as they misbehave (U1): each fault by its name, as a transport that answers so."""

import gzip
from collections.abc import Callable, Iterator
from typing import Final

import httpx

Handler = Callable[[httpx.Request], httpx.Response]


class Drip(httpx.SyncByteStream):
    """A body that comes a byte at a time."""

    def __init__(self, pieces: int) -> None:
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"x" for _ in range(self.pieces))


class Broken(httpx.SyncByteStream):
    """A body whose connection breaks off."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"[["
        raise httpx.ReadError("connection reset by peer")


def raising(error: Exception) -> Handler:
    def handle(_request: httpx.Request) -> httpx.Response:
        raise error

    return handle


def answering(status: int = 200, body: bytes = b"", **headers: str) -> Handler:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _request: httpx.Response(status, headers=named, stream=Whole(body))


class Whole(httpx.SyncByteStream):
    """A body as it is on the wire, packed or not."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self.body), 65536):
            yield self.body[start : start + 65536]


BOMB: Final = gzip.compress(b"0" * 200_000_000, compresslevel=9)
HTML: Final = b"<!DOCTYPE html><html><body>Service unavailable</body></html>"
FAULTS: Final[dict[str, Handler]] = {
    "time-out": raising(httpx.ReadTimeout("slow")),
    "no connection": raising(httpx.ConnectError("refused")),
    "reset": lambda _request: httpx.Response(200, stream=Broken()),
    "slow drip": lambda _request: httpx.Response(200, stream=Drip(3000)),
    "429 with Retry-After": answering(429, b"slow down", retry_after="7200"),
    "500": answering(500, b"oops"),
    "HTML with 200": answering(200, HTML, content_type="text/html"),
    "plain-text error": answering(200, b"There was an error while running your query."),
    "truncated JSON": answering(200, b'[["CTY_CODE","GEN_VAL_MO"],["2010","12'),
    "empty": answering(200, b""),
    "wrong type": answering(200, b'{"answer": 42}'),
    "gzip bomb": answering(200, BOMB, content_encoding="gzip"),
    "cut gzip": answering(200, BOMB[:1000], content_encoding="gzip"),
    "redirect loop": answering(302, b"", location="https://www.census.gov/again"),
    "moved": answering(404, HTML),
    "forbidden": answering(403, HTML),
}
