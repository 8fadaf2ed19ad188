"""Routine contacts between the beats of a story: report calls, new figures, missing papers.

Three banks of five sentences a topic are walked as a Latin square, so two notes of a topic share one sentence at most,
and the names and goods of the client stand in them.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from crm.demo.content_files import Row, read, topics

SQUARE = 5
PER_CLIENT = 3
#: Never closer to a beat of the story, nor to today, than this many days.
MARGIN = 5
#: Routine contacts that ask nothing of anybody, and those among the rest that press.
IDLE_SHARE = 0.25
PRESSING_SHARE = 0.1


def gaps(days: Sequence[int], wanted: int) -> list[int]:
    """Return the middles (days ago) of the widest gaps between the contacts of a client."""
    taken = sorted({day for day in days if day > 0} | {3, 352}, reverse=True)
    middles: list[int] = []
    for _ in range(wanted):
        width, newer = max((older - newer, newer) for older, newer in pairwise(taken))
        if width < 2 * MARGIN:
            break
        middles.append(newer + width // 2)
        taken = sorted([*taken, middles[-1]], reverse=True)
    return sorted(middles, reverse=True)


def words(client: Row, topic: Row) -> Mapping[str, str]:
    """Return what the sentences of a topic may name."""
    ports = read("firm")["port_names"]
    place = ports[client["ports"][0]] if client["ports"] else client["city"]
    return {"c": client["name"], "p": client["contact"], "g": client[f"goods_{topic['language']}"], "port": place}


def suits(client: Row, topic: Row) -> bool:
    """Spanish is for clients in Mexico; figures by chapter are for clients whose goods have one."""
    speaks = client["country"] == "MX" or topic["language"] == "en"
    return speaks and (topic["key"] != "figures" or bool(client["hs_chapters"]))


class Routine:
    """Hands out routine beats; the order of topics and sentences follows the seed."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.used: dict[str, int] = {}

    def beats(self, client: Row, story: Sequence[Row]) -> Iterator[Row]:
        """Yield the routine beats of an active client, between those of its story."""
        if client["status"] != "active":
            return
        choice = [topic for topic in topics() if suits(client, topic)]
        days = gaps([beat["days_ago"] for beat in story], PER_CLIENT)
        fresh = sorted(self.rng.sample(choice, len(choice)), key=lambda topic: self.used.get(topic["key"], 0))
        for day, topic in zip(days, fresh, strict=False):
            yield self._beat(client, topic, day)

    def _beat(self, client: Row, topic: Row, day: int) -> Row:
        turn = self.used.get(topic["key"], 0)
        self.used[topic["key"]] = turn + 1
        first, shift = turn % SQUARE, turn // SQUARE
        cells = (first, (first + shift) % SQUARE, (first + 2 * shift) % SQUARE)
        name = words(client, topic)
        known = {**name, "p": client["contact"].split()[0]}  # the opening gives the full name, the rest the first
        banks = ((topic["openings"], name), (topic["middles"], known), (topic["endings"], known))
        note = " ".join(bank[cell].format_map(called) for (bank, called), cell in zip(banks, cells, strict=True))
        return {
            "days_ago": day,
            "state": "held",
            "track": topic["track"],
            "channel": self.rng.choice(topic["channels"]),
            "minutes": self.rng.choice(topic["minutes"]),
            "language": topic["language"],
            "consultants": client["team"][: self.rng.choice((1, 1, 2))],
            "institution": "",
            "people": client["contact"],
            "usmca": [],
            "with_clients": [],
            "cancel_reason": "",
            "subject": topic["subjects"][(first + shift) % SQUARE].format_map(name),
            "note": note,
            "outcome": self.rng.choice(topic["outcomes"]),
            "next_step": self.rng.choice(topic["next_steps"]),
            **self._summaries(client, topic),
            "follow_ups": self._follow_ups(topic, name),
        }

    def _summaries(self, client: Row, topic: Row) -> dict[str, str]:
        """Most contacts have their summary in the client's language, some in both, some in the other or none."""
        mine, other = ("en", "es") if client["report_language"] == "en" else ("es", "en")
        which = self.rng.choices(([mine], [mine, other], [other], []), weights=(66, 14, 10, 10))[0]
        return {
            f"summary_{lang}": self.rng.choice(topic[f"summaries_{lang}"]) if lang in which else ""
            for lang in ("en", "es")
        }

    def _follow_ups(self, topic: Row, name: Mapping[str, str]) -> list[dict[str, Any]]:
        if self.rng.random() < IDLE_SHARE:
            return []
        title = self.rng.choice(topic["follow_ups"]).format_map(name)
        high = self.rng.random() < PRESSING_SHARE
        return [{"title": title, "days": self.rng.randint(4, 14), "priority": "high" if high else "normal"}]
