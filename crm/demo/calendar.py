"""Business days and hours: when a demo contact can have happened."""

import random
from datetime import date, datetime, time, timedelta

#: (month, day) on which both offices are closed; the movable ones of each country are left out.
CLOSED = frozenset({(1, 1), (5, 1), (7, 4), (9, 16), (12, 25)})
SATURDAY = 5
FIRST_HOUR, LAST_HOUR = 8, 18
TRIES = 12


def is_business_day(day: date) -> bool:
    """Say whether the firm works on that day."""
    return day.weekday() < SATURDAY and (day.month, day.day) not in CLOSED


def business_day(day: date, step: int) -> date:
    """Return `day`, or the nearest business day from it in the direction of `step` (1 or -1)."""
    while not is_business_day(day):
        day += timedelta(days=step)
    return day


class Diary:
    """Who is taken when, so that nobody sits in two meetings at once."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.taken: dict[tuple[str, date], list[tuple[int, int]]] = {}

    def book(self, day: date, minutes: int, people: tuple[str, ...]) -> datetime:
        """Return a start on a half hour within business hours, free for these people where one is found."""
        last = (LAST_HOUR * 60 - minutes) // 30 * 30
        slot = FIRST_HOUR * 60 + 60
        for _ in range(TRIES):
            slot = self.rng.randrange(FIRST_HOUR * 60, last + 1, 30)
            if all(self._free(person, day, slot, minutes) for person in people):
                break
        for person in people:
            self.taken.setdefault((person, day), []).append((slot, slot + minutes))
        return datetime.combine(day, time(slot // 60, slot % 60))

    def _free(self, person: str, day: date, slot: int, minutes: int) -> bool:
        booked = self.taken.get((person, day), [])
        return all(slot + minutes <= begin or slot >= end for begin, end in booked)
