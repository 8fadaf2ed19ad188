"""Weighs whether two names may be the same party: pure over strings. It finds more than duplicates do, on purpose."""

from collections.abc import Iterable
from typing import Final

from crm.duplicates.keys import name_keys
from crm.duplicates.matching import THRESHOLDS, name_score
from crm.duplicates.names import Word, read_name

#: What a name is worth that stands whole within another one: 'Bimbo' in 'Bimbo Bakeries USA'.
PART_SCORE: Final = 70
SAME: Final = 100
#: A shorter word alone says too little to be looked for within other names.
LEAST_LETTERS: Final = 4
#: Telling words of a searched name that are looked for one by one.
MOST_WORDS: Final = 4


def compare(searched: str, known: str) -> tuple[int, str]:
    """Return how alike two names are (0 to 100) and the code of the reason; 0 and '' where they are not."""
    score = name_score(searched, known)
    if score == SAME:
        return score, "same_name"
    if score >= THRESHOLDS["wide"]:
        return score, "like_name"
    return (PART_SCORE, "part_name") if _within(read_name(searched), read_name(known)) else (0, "")


def _within(one: tuple[Word, ...], other: tuple[Word, ...]) -> bool:
    """Tell whether one name stands whole in the other: each word of it that says something, one that tells at least."""
    shorter, longer = sorted((one, other), key=len)
    return any(
        whole <= rest and any(_tells(word) for word in side)
        for side, whole, rest in ((shorter, _said(shorter), _said(longer)), (longer, _said(longer), _said(shorter)))
    )


def _said(words: Iterable[Word]) -> set[str]:
    return {word.sound for word in words if word.kind in {"word", "trade", "place"} or _tells(word)}


def _tells(word: Word) -> bool:
    """Tell whether a word alone is looked for within other names: '3M' is a name, 'Planta 3' is not one of '3'."""
    if word.kind == "number":
        return any(sign.isalpha() for sign in word.text)
    return word.kind == "word" and len(word.text) >= LEAST_LETTERS


def search_keys(name: str) -> set[str]:
    """Return the keys under which a searched name is looked for: those of the name, and of each telling word alone."""
    return name_keys(name).union(*(name_keys(word) for word in telling_words(name)))


def telling_words(name: str) -> list[str]:
    """Return the folded words by which a searched name is looked for within longer ones."""
    return sorted((w.text for w in read_name(name) if _tells(w)), key=len, reverse=True)[:MOST_WORDS]
