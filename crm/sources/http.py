"""One way to fetch: named hosts alone, https, no redirect followed, bounded in time and size, tried again patiently.

What is secret in a request (a key, a token) stands in no message, log or address that is shown.
"""

import random
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

import httpx
from flask_babel import gettext as _

from crm.core.dates import now
from crm.indicators.parsers.shapes import ParsedFile

HOSTS: Final = frozenset({
    "www.census.gov", "api.census.gov", "fred.stlouisfed.org", "api.stlouisfed.org", "data.bts.gov",
    "www.banxico.org.mx",
})  # fmt: skip
#: Seconds to connect and between two pieces; and for the whole answer, so that a slow drip ends, too.
TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
WHOLE: Final = 180.0
#: Bytes of an answer, unpacked. The largest known one, all crossings since 2010, has 15 MB.
LARGEST: Final = 80_000_000
TRIES: Final = 3
#: Seconds before the second and third try, times 0.5 to 1.5; a longer wait that a server asks for ends the attempt.
PAUSES: Final = (2.0, 8.0)
LONGEST_WAIT: Final = 60.0
#: So that firms do not march in step.
CHANCE: Final = random.SystemRandom()
_PIECE: Final = 1 << 20
_TOO_MANY, _SERVER = 429, 500


class FetchError(Exception):
    """A source gave no figures; the message is one sentence. `wait`: seconds after which it asks to be asked again."""

    def __init__(self, said: str, *, wait: float | None = None) -> None:
        super().__init__(said)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: its address without what is secret, which goes beside it."""

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    secret_params: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret_headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; headers by their names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request and how its answer is read. `name` says in the list of loads what it was."""

    ask: Ask
    name: str
    #: Returns a sentence where the answer is no figures, None where it can be read. Raises NoFigures.
    judge: Callable[[Answer], str | None]
    parse: Callable[[bytes], ParsedFile]


@dataclass(slots=True)
class Fetcher:
    """Fetches with a client of its own; tests give it another transport, clock and chance."""

    transport: httpx.BaseTransport | None = None
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = CHANCE.random
    clock: Callable[[], float] = time.monotonic
    calls: int = 0
    #: Raises FetchError where no further call is allowed.
    before_call: Callable[[int], None] = lambda _calls: None

    def fetch(self, ask: Ask) -> Answer:
        """Return a source's answer, whatever its status but for 429 and 5xx, which are tried again. FetchError."""
        host = urlsplit(ask.url).hostname or ""
        if not ask.url.startswith("https://") or host not in HOSTS:
            raise FetchError(_("%(host)s is none of the sources' hosts.", host=host))
        for attempt in range(TRIES):
            last = attempt == TRIES - 1
            self.before_call(self.calls)
            self.calls += 1
            try:
                answer = self._once(ask, host)
            except httpx.TimeoutException:
                said, wait = _("%(host)s did not answer in time.", host=host), None
            except (httpx.TransportError, httpx.StreamError, zlib.error):
                said, wait = _("%(host)s can't be reached, or broke off its answer.", host=host), None
            else:
                if answer.status != _TOO_MANY and answer.status < _SERVER:
                    return answer
                wait = retry_after(answer.headers)
                said = _("%(host)s answered with an error of its own (%(status)s).", host=host, status=answer.status)
                if answer.status == _TOO_MANY:
                    said = _("%(host)s asks for fewer requests.", host=host)
            if last or (wait or 0) > LONGEST_WAIT:
                raise FetchError(said, wait=wait)
            self.sleep(max(wait or 0.0, PAUSES[attempt] * (0.5 + self.chance())))
        raise AssertionError("the last try returns or raises")

    def _once(self, ask: Ask, host: str) -> Answer:
        ends = self.clock() + WHOLE
        headers = {"Accept-Encoding": "gzip", "User-Agent": "Puente", **ask.secret_headers}
        with (
            httpx.Client(transport=self.transport, timeout=TIMEOUT, follow_redirects=False, trust_env=True) as client,
            client.stream("GET", ask.url, params={**ask.params, **ask.secret_params}, headers=headers) as answer,
        ):
            body = bytearray()
            for piece in _unpacked(answer):
                body += piece
                if len(body) > LARGEST:
                    raise FetchError(_("%(host)s answered with more than %(most)s MB.", host=host,
                                       most=LARGEST // 1_000_000))  # fmt: skip
                if self.clock() > ends:
                    raise httpx.ReadTimeout("the answer drips")
            return Answer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, bytes(body))


def _unpacked(answer: httpx.Response) -> Iterator[bytes]:
    """Yield the answer's bytes, gzip undone piece by piece: a packed bomb is noticed long before it is unpacked."""
    packed = answer.headers.get("content-encoding", "identity").lower()
    if packed == "identity":
        yield from answer.iter_raw()
        return
    if packed != "gzip":
        raise httpx.DecodingError("packed in a way that was not asked for")
    undo = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for raw in answer.iter_raw():
        rest = raw
        while rest:
            yield undo.decompress(rest, _PIECE)
            rest = undo.unconsumed_tail
    yield undo.flush()
    if not undo.eof:
        raise httpx.ReadError("the packed answer is cut short")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a server asks to wait, None where it does not say so."""
    told = headers.get("retry-after", "").strip()
    if (seconds := seconds_of(told)) is not None:
        return seconds
    try:
        return max(0.0, (parsedate_to_datetime(told) - now()).total_seconds()) if told else None
    except (ValueError, TypeError):
        return None


def seconds_of(told: str) -> float | None:
    """Return a whole number of seconds, days at most; None where the text is none."""
    return float(told) if told.isdigit() and len(told) < 7 else None  # noqa: PLR2004 - six digits are eleven days
