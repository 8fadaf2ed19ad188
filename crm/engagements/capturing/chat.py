"""Reads a WhatsApp chat: the export of Android and iPhone, and messages that were copied, Spanish and English.

Order of day and month, and the hour, are said by the phone's own region; where the chat does not show it, the reader's
language decides, and the draft says so.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from flask_babel import gettext as _

from crm.core.dates import now
from crm.engagements.capturing.shape import MOST_PARTIES, Captured, CaptureError, Party, one_line, quoted

_DATE: Final = r"(?P<d{0}>\d{{1,2}})[/.\-](?P<m{0}>\d{{1,2}})(?:[/.\-](?P<y{0}>\d{{4}}|\d{{2}}))?"
_TIME: Final = r"(?P<h{0}>\d{{1,2}})[:.](?P<n{0}>\d{{2}})(?::\d{{2}})?(?: ?(?P<half{0}>[ap]\.? ?m\.?))?"
#: [25/11/26, 3:42:10 p. m.] Ana: …  and  [15:42, 25/11/2026] Ana: …  and  25/11/26, 15:42 - Ana: …
_HEAD: Final = re.compile(
    r"^(?:"
    rf"\[{_DATE.format(1)},? {_TIME.format(1)}\] ?"
    rf"|\[{_TIME.format(2)}, {_DATE.format(2)}\] ?"
    rf"|{_DATE.format(3)},? {_TIME.format(3)} - "
    r")(?P<rest>.*)$", re.IGNORECASE,
)  # fmt: skip
_SAID: Final = re.compile(r"^(?P<who>[^:]{1,80}): (?P<what>.*)$")
#: Marks of direction and the narrow and hard spaces that phones write.
_MARKS: Final = re.compile("[\u200e\u200f\u202a-\u202e\ufeff]")
_SPACES: Final = re.compile("[\u00a0\u202f\u2009]")
_PHONE: Final = re.compile(r"^\+?[\d ()\-.]{8,24}$")
_OWN: Final = frozenset({"you", "tú", "tu"})
MOST_MESSAGES: Final = 20_000
#: A talk is what follows without a longer silence; a chat of many days has no length.
LONGEST: Final = timedelta(hours=12)
_MONTHS: Final = 12


@dataclass(slots=True)
class Message:
    """One message: the numbers of its head, who wrote, what."""

    first: int
    second: int
    year: str
    hour: int
    minute: int
    half: str
    who: str
    what: str


def looks_like_chat(text: str) -> bool:
    """Tell whether one of the first lines is a message."""
    return any(_HEAD.match(line) and _SAID.match(_HEAD.match(line)["rest"]) for line in _lines(text[:20_000])[:40])  # type: ignore[index]


def read_chat(text: str, language: str) -> Captured:
    """Return what a chat says. Raises CaptureError where its dates cannot be read."""
    messages = _messages(text)
    if not messages:
        raise CaptureError(_("There is no message in this chat."))
    found = Captured(channel="whatsapp")
    times = _times(messages, language, found)
    names = list(dict.fromkeys(m.who for m in messages if m.who.casefold() not in _OWN))
    found.parties = [_party(name) for name in names[:MOST_PARTIES]]
    found.subject = one_line("WhatsApp: " + ", ".join(names[:4]) + (" …" if len(names) > 4 else ""))  # noqa: PLR2004
    found.start = times[0]
    length = times[-1] - times[0]
    if timedelta(minutes=1) <= length <= LONGEST:
        found.minutes = int(length.total_seconds() // 60)
    found.note = quoted("\n".join(_told(messages, times)))
    return found


def _told(messages: list[Message], times: list[datetime]) -> list[str]:
    """Return a line for each message with its hour, and a line for each new day."""
    lines: list[str] = []
    day = times[0].date()
    for message, at in zip(messages, times, strict=True):
        if at.date() != day:
            day = at.date()
            lines.append(f"{day.isoformat()}")
        lines.append(f"{at:%H:%M} {message.who}: {message.what}")
    return lines


def _party(name: str) -> Party:
    bare = name.lstrip("~ ").strip()
    return Party(phone=bare) if _PHONE.match(bare) else Party(name=one_line(bare, 120))


def _lines(text: str) -> list[str]:
    return _SPACES.sub(" ", _MARKS.sub("", text)).replace("\r", "\n").split("\n")


def _messages(text: str) -> list[Message]:
    """Return the messages in order; lines without a head belong to the message before, notices to nobody."""
    found: list[Message] = []
    notice = True
    for line in _lines(text):
        head = _HEAD.match(line)
        if head is None:
            if found and not notice and line.strip():
                found[-1].what += f"\n{line.rstrip()}"
            continue
        said = _SAID.match(head["rest"])
        notice = said is None
        if said is not None:
            found.append(_message(head, said))
        if len(found) > MOST_MESSAGES:
            raise CaptureError(_("This chat has more than 20,000 messages: copy the part that matters."))
    return found


def _message(head: re.Match[str], said: re.Match[str]) -> Message:
    number = next(n for n in "123" if head[f"d{n}"])
    half = "".join((head[f"half{number}"] or "").split())
    return Message(
        first=int(head[f"d{number}"]), second=int(head[f"m{number}"]), year=head[f"y{number}"] or "",
        hour=int(head[f"h{number}"]), minute=int(head[f"n{number}"]), half=half,
        who=" ".join(said["who"].split()), what=said["what"],
    )  # fmt: skip


def _times(messages: list[Message], language: str, found: Captured) -> list[datetime]:
    """Return the wall time of each message, in the one order of day and month that fits all of them."""
    ways = {}
    for day_first in (True, False):
        try:
            ways[day_first] = [_time(message, day_first=day_first) for message in messages]
        except ValueError:
            continue
    if len(ways) > 1 and any(m.first != m.second for m in messages):
        fits = {way: times for way, times in ways.items() if _in_order(times)}
        ways = fits or ways
    if not ways:
        raise CaptureError(_("The dates of this chat could not be read."))
    if len(ways) == 1 or ways[True] == ways[False]:
        return next(iter(ways.values()))
    # Phones set to Mexican Spanish write "p. m.", those set to US English "PM".
    half = next((m.half for m in messages if m.half), "")
    day_first = half.islower() and "." in half if half else language == "es"
    found.remarks.append(
        _("Dates of the chat were read as day/month: look at the start.")
        if day_first
        else _("Dates of the chat were read as month/day: look at the start.")
    )
    return ways[day_first]


def _time(message: Message, *, day_first: bool) -> datetime:
    day, month = (message.first, message.second) if day_first else (message.second, message.first)
    hour = message.hour
    if message.half:
        if not 1 <= hour <= _MONTHS:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if message.half[0].lower() == "p" else 0)
    if message.year:
        year = int(message.year) + (2000 if len(message.year) == 2 else 0)  # noqa: PLR2004 - two digits
        return datetime(year, month, day, hour, message.minute)
    # Copied messages may carry no year: the last time there was such a day.
    today = now().astimezone(UTC).replace(tzinfo=None)
    for year in range(today.year, today.year - 9, -1):
        try:
            at = datetime(year, month, day, hour, message.minute)
        except ValueError:
            continue
        if at <= today + timedelta(days=1):
            return at
    raise ValueError("no such day")


def _in_order(times: list[datetime]) -> bool:
    """Tell whether messages follow each other and none lies ahead."""
    ahead = now().replace(tzinfo=None) + timedelta(days=1)
    slack = timedelta(minutes=10)
    return all(a <= b + slack for a, b in pairwise(times)) and times[-1] <= ahead
