"""Weighs how alike two names are, 0 to 100: pure over strings, the same at every place that asks."""

from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from crm.duplicates.names import Word, read_name

#: From which score on two names mean the same business, by how strict the firm wants it.
THRESHOLDS: Final = {"strict": 93, "usual": 84, "wide": 74}
#: What two names may reach at most: another number, other places, a place that only one names, other words.
OTHER_NUMBER, OTHER_PLACE, ONE_PLACE, OTHER_WORDS, ONE_MORE_WORD = 60, 55, 70, 72, 80
SAME_SOUND: Final = 0.97
#: Letters from which on one slip leaves a word the same, and two.
LONG, LONGER = 6, 11


@lru_cache(maxsize=50_000)
def name_score(one: str, other: str) -> int:
    """Return how alike two names of businesses or bodies are; 100 for the same but for spelling and legal form."""
    left, right = read_name(one), read_name(other)
    if not left or not right:
        return 0
    if sorted(word.text for word in left) == sorted(word.text for word in right):
        # Mexico's embassy in the United States is not that of the United States in Mexico.
        return 100 if _places(left) == _places(right) else OTHER_PLACE
    pairs, alone, others = _align(left, right)
    score = _dice(pairs, left, right)
    if _run_together(left, right):
        return min(97, _limit(_only(alone, "number", "branch"), _only(others, "number", "branch")))
    return min(round(100 * score), _limit(alone, others))


def _align(left: tuple[Word, ...], right: tuple[Word, ...]) -> tuple[list[tuple[Word, float]], list[Word], list[Word]]:
    """Pair the words, the most alike first; returns the pairs with their likeness and what is left on each side."""
    weighed = sorted(
        ((-word_score(a, b), i, j) for i, a in enumerate(left) for j, b in enumerate(right)), key=lambda row: row
    )
    mine, theirs, pairs = set(range(len(left))), set(range(len(right))), []
    for minus, i, j in weighed:
        if minus < 0 and i in mine and j in theirs:
            pairs.append((left[i] if left[i].weight < right[j].weight else right[j], -minus))
            mine.discard(i)
            theirs.discard(j)
    return pairs, [left[i] for i in sorted(mine)], [right[j] for j in sorted(theirs)]


def word_score(one: Word, other: Word) -> float:
    """Return how alike two words are, 0 to 1."""
    if one.text == other.text:
        return 1.0
    if "number" in {one.kind, other.kind} or "word" not in {one.kind, other.kind}:
        return 0.0  # two words that we know, and not the same: importadora, exportadora
    if one.sound == other.sound:
        return SAME_SOUND
    return 0.85 if _shortened(one, other) or _shortened(other, one) else _slip_score(one.sound, other.sound)


def _slip_score(one: str, other: str) -> float:
    length, slips = max(len(one), len(other)), OSA.distance(one, other, score_cutoff=2)
    if slips == 1 and length >= LONG:
        return 0.93
    if slips == 2 and length >= LONGER:  # noqa: PLR2004 - two slips
        return 0.9
    if slips == 1 and length >= LONG - 2:
        # In a short word another letter is mostly another word; one too many or too few is mostly a slip.
        return 0.85 if len(one) != len(other) else 0.6
    return 0.0


def _shortened(one: Word, other: Word) -> bool:
    """Tell whether one is the other as people shorten it, with a point: 'dna.' of 'dona'."""
    if not one.short or len(one.text) >= len(other.text) or one.text[0] != other.text[0]:
        return False
    letters = iter(other.text)
    return all(letter in letters for letter in one.text)


def _dice(pairs: list[tuple[Word, float]], left: tuple[Word, ...], right: tuple[Word, ...]) -> float:
    shared = sum(2 * word.weight * likeness for word, likeness in pairs)
    return shared / max(sum(word.weight for word in (*left, *right)), shared)


def _limit(alone: list[Word], others: list[Word]) -> int:
    """Return what two names may reach at most for the words that each has alone."""
    mine, theirs = (frozenset(word.text for word in side if word.kind == "number") for side in (alone, others))
    if mine or theirs:
        return OTHER_NUMBER
    here, there = _only(alone, "place"), _only(others, "place")
    if here and there:
        return OTHER_PLACE
    mine_left, theirs_left = _only(alone, "word", "trade"), _only(others, "word", "trade")
    if (mine_left and theirs_left) or (here and theirs_left) or (there and mine_left):
        return OTHER_WORDS
    if here or there:
        return ONE_PLACE
    return ONE_MORE_WORD if _only(alone + others, "word", "branch") else 100


def _places(words: tuple[Word, ...]) -> list[str]:
    return [word.text for word in words if word.kind == "place"]


def _only(side: list[Word], *kinds: str) -> list[Word]:
    return [word for word in side if word.kind in kinds]


def _run_together(left: tuple[Word, ...], right: tuple[Word, ...]) -> bool:
    """Tell whether the names differ by their blanks alone: 'Timber Wolf', 'Timberwolf'."""
    if len(left) == len(right):
        return False
    one, other = ("".join(word.sound for word in side if word.kind != "filler") for side in (left, right))
    return len(one) >= LONG and OSA.distance(one, other, score_cutoff=1) <= (1 if len(one) > 2 * LONG else 0)
