"""Weighs how alike the names of two persons are, 0 to 100: pure over strings, whatever the order of the surnames."""

import re
from functools import lru_cache
from typing import Final

from crm.core.text import fold
from crm.duplicates.matching import word_score
from crm.duplicates.names import Word, sound_of
from crm.duplicates.vocabulary import STOP, nicknames

#: What a name may reach where one leaves out a part of the other: 'Luz Mora', 'Luz Mora Ibarra'.
ONE_LEFT_OUT, TWO_LEFT_OUT = 90, 76
#: Between a name of two words and a longer one there is more room for another person.
SHORT_LEFT_OUT: Final = 86
INITIAL: Final = 0.93
_TITLES: Final = frozenset({
    "lic", "ing", "mtra", "mtro", "dra", "dr", "cp", "arq", "sr", "sra", "srta", "mr", "mrs", "ms", "hon", "don",
    "dona", "prof", "jr",
})  # fmt: skip


@lru_cache(maxsize=20_000)
def read_person(name: str) -> tuple[Word, ...]:
    """Return the words of a person's name, without titles: 'Ma. de la Luz Peña' gives maria, luz, pena."""
    written = re.findall(r"[^\W_]+", fold(name))
    words = [nicknames().get(word, word) for word in written if word not in STOP and word not in _TITLES]
    return tuple(Word(word, sound_of(word), "word") for word in words)


@lru_cache(maxsize=50_000)
def person_score(one: str, other: str) -> int:
    """Return how alike two persons' names are; initials and a surname left out are forgiven, another one is not."""
    short, long = sorted((read_person(one), read_person(other)), key=len)
    if not short or (len(short) == 1) != (len(long) == 1):
        return 0
    likeness = _all_found(short, long)
    if likeness is None:
        return 0
    missing = len(long) - len(short)
    if not missing:
        return round(100 * likeness)
    if missing == 1:
        return round(likeness * (SHORT_LEFT_OUT if len(short) == 2 else ONE_LEFT_OUT))  # noqa: PLR2004 - given name, surname
    return round(likeness * TWO_LEFT_OUT) if missing == 2 else 0  # noqa: PLR2004


def _all_found(short: tuple[Word, ...], long: tuple[Word, ...]) -> float | None:
    """Return how well every word of the shorter name is found in the longer one; None where one is not."""
    left, total, whole = list(long), 0.0, 0
    for word in sorted(short, key=lambda each: -len(each.text)):
        best = max(left, key=lambda other: _alike(word, other))
        likeness = _alike(word, best)
        if likeness < 0.8:  # noqa: PLR2004 - another word
            return None
        left.remove(best)
        total += likeness
        whole += len(word.text) > 1
    return total / len(short) if whole > 1 or len(long) == 1 else None


def _alike(one: Word, other: Word) -> float:
    if 1 in {len(one.text), len(other.text)}:
        return INITIAL if one.text[0] == other.text[0] else 0.0
    return word_score(one, other)
