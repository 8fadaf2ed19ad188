"""The words around the first hit of a search."""

from collections.abc import Iterable
from typing import Final

from crm.core.text import fold

#: Signs shown before and after the hit.
BEFORE: Final = 60
AFTER: Final = 140
#: A long note is folded piece by piece: the first piece with a hit ends the search.
PIECE: Final = 2000
OVERLAP: Final = 128


def snippet(texts: Iterable[str], words: list[str]) -> str:
    """Return up to 200 signs of the first text that holds one of the folded words, else nothing."""
    for text in texts:
        for start in range(0, len(text), PIECE):
            piece = text[start : start + PIECE + OVERLAP]
            folded = fold(piece)
            places = [place for word in words if (place := folded.find(word)) >= 0]
            if places:
                # Folding joins white space and may split ligatures: near enough to frame the hit.
                share = min(places) / max(len(folded), 1)
                return _frame(text, start + int(share * len(piece)))
    return ""


def _frame(text: str, place: int) -> str:
    start, end = max(place - BEFORE, 0), min(place + AFTER, len(text))
    inside = " ".join(text[start:end].split())
    return ("…" if start else "") + inside + ("…" if end < len(text) else "")
