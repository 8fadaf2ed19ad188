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
        whole <= rest and any(word.kind == "word" and len(word.text) >= LEAST_LETTERS for word in side)
        for side, whole, rest in ((shorter, _said(shorter), _said(longer)), (longer, _said(longer), _said(shorter)))
    )


def _said(words: Iterable[Word]) -> set[str]:
    return {word.sound for word in words if word.kind in {"word", "trade", "place"}}


def search_keys(name: str) -> set[str]:
    """Return the keys under which a searched name is looked for: those of the name, and of each telling word alone."""
    telling = sorted((w.text for w in read_name(name) if w.kind == "word"), key=len, reverse=True)
    return name_keys(name).union(*(name_keys(word) for word in telling[:MOST_WORDS] if len(word) >= LEAST_LETTERS))


def telling_words(name: str) -> list[str]:
    """Return the folded words by which a searched name is looked for within longer ones."""
    return [w.text for w in read_name(name) if w.kind == "word" and len(w.text) >= LEAST_LETTERS][:MOST_WORDS]
