"""Words of the made-up clients and engagements; the same for the same numbers."""

import random
from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Any

from crm.demo.content_files import read, topics

#: Sentences of a note: about 400 characters.
SENTENCES = 6
LANGUAGES = ("en", "es")


@cache
def names(sector: str) -> tuple[str, ...]:
    """Return every name that a client of a top sector may have, in an order that looks like none."""
    bank = read("bulk")
    made = [" ".join(parts) for parts in product(bank["heads"][sector], bank["middles"], bank["tails"])]
    random.Random(sector).shuffle(made)  # noqa: S311 - made-up names, nothing secret
    return tuple(made)


def client_name(sector: str, number: int) -> str:
    """Return the name of a sector's n-th client; after the last one they start again with a numeral."""
    known = names(sector)
    turn, place = divmod(number, len(known))
    return known[place] if turn == 0 else f"{known[place]} {turn + 1}"


@cache
def _sentences(language: str) -> tuple[str, ...]:
    """Return all sentences of the routine contacts in one language, whatever their topic."""
    return tuple(
        sentence
        for topic in topics()
        if topic["language"] == language
        for bank in ("openings", "middles", "endings")
        for sentence in topic[bank]
    )


@cache
def _subjects(language: str) -> tuple[str, ...]:
    return tuple(subject for topic in topics() if topic["language"] == language for subject in topic["subjects"])


@cache
def summaries(language: str) -> tuple[str, ...]:
    """Return the summaries for clients in one language."""
    return tuple(text for topic in topics() for text in topic[f"summaries_{language}"])


@cache
def institutions() -> tuple[str, ...]:
    """Return the bodies by their English names; one contact in six is with none."""
    rows: Mapping[str, Any] = read("institutions")
    found = [row["en"] for row in rows.values()]
    return (*found, *[""] * (len(found) // 6))


def person(rng: random.Random) -> str:
    """Return a made-up person."""
    bank = read("bulk")
    return f"{rng.choice(bank['first_names'])} {rng.choice(bank['last_names'])}"


def slots(rng: random.Random, client: str) -> dict[str, str]:
    """Return what the sentences may name: client, contact, goods, port, a file number."""
    bank = read("bulk")
    return {
        "c": client,
        "p": person(rng),
        "n": person(rng),
        "g": rng.choice(bank["goods"]),
        "port": rng.choice(bank["places"])[2],
        "f": f"{rng.randrange(36**5, 36**6):x}",
    }


def note(rng: random.Random, language: str, slot: Mapping[str, str]) -> str:
    """Return an internal note of some 400 characters."""
    chosen = rng.sample(_sentences(language), SENTENCES)
    return " ".join((*chosen, rng.choice(read("bulk")[f"endings_{language}"]))).format_map(slot)


def subject(rng: random.Random, language: str, slot: Mapping[str, str]) -> str:
    """Return the subject of an engagement."""
    return rng.choice(_subjects(language)).format_map(slot)


def follow_up(rng: random.Random, slot: Mapping[str, str]) -> str:
    """Return the title of a follow-up."""
    title: str = rng.choice(read("bulk")["follow_ups"])
    return title.format_map(slot)
