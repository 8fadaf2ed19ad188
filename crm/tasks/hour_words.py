"""An hour in words, English and Spanish, at the end of a line: `10:00`, `9am`, `a las 10 de la mañana`, `at noon`.

Pure. An hour that may be of the morning or of the afternoon (`at 5`) is asked, never guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from crm.core.dates import ZONES, zone_place
from crm.core.text import fold
from crm.tasks.day_tables import NUMBERS

#: The most words that say an hour: `a las once y media de la mañana hora de ciudad de méxico` is longer than any use.
LONGEST: Final = 12
#: Without a word of the half of the day these may be either; from eight on it is an office's morning.
_EITHER: Final = range(1, 8)
_NOON, _DAY, _HOUR_MINUTES = 12, 24, 60
_AFTER_NOON: Final = 18
_ZONES: Final = {
    **{fold(zone_place(zone)): zone for zone in ZONES if zone != "UTC"},
    "utc": "UTC", "ciudad de mexico": "America/Mexico_City", "cdmx": "America/Mexico_City",
    "mexico city": "America/Mexico_City", "mexico": "America/Mexico_City", "centro": "America/Mexico_City",
    "nueva york": "America/New_York", "new york": "America/New_York", "washington": "America/New_York",
    "los angeles": "America/Los_Angeles", "san diego": "America/Los_Angeles", "arizona": "America/Phoenix",
    "sonora": "America/Hermosillo", "juarez": "America/Ciudad_Juarez", "el paso": "America/Denver",
    "et": "America/New_York", "ct": "America/Chicago", "pt": "America/Los_Angeles",
}  # fmt: skip
_PARTS: Final = {
    "am": "am", "a.m": "am", "pm": "pm", "p.m": "pm", "in the morning": "am", "de la manana": "am", "de la tarde": "pm",
    "de la noche": "night", "in the afternoon": "pm", "in the evening": "pm", "at night": "night",
    "de la madrugada": "am", "del mediodia": "noon",
}  # fmt: skip
_LEAD: Final = (
    r"(?:(?P<lead>at|@|a las|a la|a eso de las|antes de las|before|by|around|sobre las|hacia las|para las|las|la) )?"
)
_END: Final = r"(?: ?(?P<clock>h|hr|hrs|hs|hora|horas|en punto|o'clock))?"
_PART: Final = rf"(?: ?(?P<part>{'|'.join(re.escape(part) for part in _PARTS)}))?"
_COUNT: Final = "|".join(word for word, number in NUMBERS.items() if number <= _NOON and word not in {"a", "an", "un"})
_CLOCK: Final = re.compile(
    rf"{_LEAD}(?P<hour>\d{{1,2}}|{_COUNT})(?:(?::|h)(?P<minute>\d{{2}})| y (?P<more>media|cuarto))?{_END}{_PART}"
)
_NOON_WORDS: Final = re.compile(r"(?:at |al |a )?(?:noon|midday|mediodia)")
#: A part of the day says no hour; the day may stand before it.
PARTS_OF_DAY: Final = (
    ("por", "la", "manana"), ("por", "la", "tarde"), ("por", "la", "noche"), ("en", "la", "manana"),
    ("en", "la", "tarde"), ("en", "la", "noche"), ("in", "the", "morning"), ("in", "the", "afternoon"),
    ("in", "the", "evening"), ("morning",), ("afternoon",), ("evening",),
)  # fmt: skip


class HourError(ValueError):
    """An hour that may be of either half of the day (`both`), or that no clock shows (`both` is empty)."""

    def __init__(self, words: str, both: tuple[time, ...] = ()) -> None:
        super().__init__(words)
        self.words, self.both = words, both


@dataclass(frozen=True, slots=True)
class FoundHour:
    """An hour, its zone ('' for the writer's own) and how many of the last words say it."""

    hour: time
    zone: str
    words: int


def last_hour(words: Sequence[str]) -> FoundHour | None:
    """Return the hour that the last words say; None where they say none. Raises HourError."""
    plain = [fold(word).strip(",;!()").removesuffix(".") for word in words]
    for length in range(min(LONGEST, len(plain)), 0, -1):
        tail = plain[-length:]
        zone, said = _zone(tail)
        if said and (hour := _hour(" ".join(tail[:said]), " ".join(plain[-length:]))) is not None:
            return FoundHour(hour, zone, length)
    return None


def _zone(tail: Sequence[str]) -> tuple[str, int]:
    """Return the zone that the words end with, and how many words stand before it."""
    for length in (4, 3, 2, 1):
        name = [*tail[-length:]]
        before = len(tail) - length
        if name[-1] == "time":
            name = name[:-1]
        if name[:2] == ["hora", "de"]:
            name = name[2:]
        elif name[:1] == ["hora"]:
            name = name[1:]
        if before > 0 and " ".join(name) in _ZONES:
            return _ZONES[" ".join(name)], before
    return "", len(tail)


def _hour(text: str, whole: str) -> time | None:
    if _NOON_WORDS.fullmatch(text):
        return time(_NOON)
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    lead, part, minute = found["lead"], found["part"], found["minute"]
    digits = found["hour"].isdecimal()
    says_hour = minute or part or found["clock"] or lead in {"at", "@", "a las", "a la", "a eso de las"}
    # `by 10` or `la una` alone may be a number of things; `10` always is.
    if not says_hour and not (lead and lead not in {"by", "la", "las", "before", "around"}):
        return None
    if not digits and not lead:
        return None  # `two hours`, `un mes`
    number = int(found["hour"]) if digits else NUMBERS[found["hour"]]
    minutes = int(minute) if minute else {"media": 30, "cuarto": 15}.get(found["more"] or "", 0)
    written = digits and found["hour"].startswith("0")
    return _of_day(number, minutes, _PARTS.get(part or "", ""), whole, sure=written or found["clock"] in {"h", "hrs"})


def _of_day(number: int, minutes: int, part: str, whole: str, *, sure: bool) -> time:
    """Return the hour on a 24-hour clock."""
    if number >= _DAY or minutes >= _HOUR_MINUTES or (part in {"am", "pm"} and not 1 <= number <= _NOON and number):
        raise HourError(whole)
    if part == "pm" or part == "noon" or (part == "night" and number != _NOON):  # noqa: PLR1714 - said as it is read
        return time(number if number >= _NOON else number + _NOON, minutes)
    if part in {"am", "night"}:
        return time(number % _NOON if number == _NOON else number, minutes)
    if number in _EITHER and not sure:
        raise HourError(whole, (time(number, minutes), time(number + _NOON, minutes)))
    return time(number, minutes)
