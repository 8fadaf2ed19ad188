"""Two texts compared word by word, for people to read: what was taken out, what was put in.

The longest common run of words is RapidFuzz's. Work is capped: what differs in too many words is compared by
paragraphs first, and what differs in too many of those stands there as one deletion and one insertion.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from flask_babel import gettext as _
from markupsafe import Markup, escape
from rapidfuzz.distance import LCSseq

Kind = Literal["same", "del", "ins", "gap"]

#: Words before times words after that one comparison may hold: about 25 MB of bits, and a tenth of a second.
CELLS: Final = 200_000_000
#: The same for all the paragraphs of one pair of texts together.
TOTAL: Final = 4 * CELLS
#: Signs of unchanged text left beside a change; longer stretches are told by their length.
BESIDE: Final = 240
#: Signs shown of one changed piece.
PIECE: Final = 20_000
#: A common run this short between two changes reads better as part of them.
ISLAND: Final = 2

#: Line ends; words with their accents, also typed as marks of their own; every other sign by itself: "¿", "¡", "…".
_TOKENS: Final = re.compile(r"\n+|[\w\u0300-\u036f]+[^\S\n]*|[^\w\s\u0300-\u036f][^\S\n]*|[^\S\n]+")
_PARAGRAPHS: Final = re.compile(r"[^\n]*\n+|[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: in both, only before (del), only after (ins), or left out as unchanged (gap)."""

    kind: Kind
    text: str
    #: The same stretch as it stood before, where only blanks or the coding of accents differ; else empty.
    old: str = ""

    @property
    def before(self) -> str:
        """Return what the text before has here."""
        return self.old or self.text


def word_diff(before: str, after: str) -> list[Piece]:
    """Return the pieces that lead from one text to the other, deletions before insertions."""
    budget = [TOTAL]
    pieces = _compare(_TOKENS, before, after, budget)
    if pieces is None:
        pieces = []
        for piece in _compare(_PARAGRAPHS, before, after, budget) or _whole(before, after):
            last = pieces[-1] if pieces else None
            if piece.kind == "ins" and last is not None and last.kind == "del":
                pieces[-1:] = _compare(_TOKENS, last.text, piece.text, budget) or [last, piece]
            else:
                pieces.append(piece)
    return _joined(pieces)


def changed(pieces: Sequence[Piece]) -> bool:
    """Tell whether anything but blanks differs."""
    return any(piece.kind in {"del", "ins"} for piece in pieces)


def around(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces as a page shows them: long unchanged stretches and endless changes are left out in part."""
    return [part for place, piece in enumerate(pieces) for part in _shortened(piece, place, len(pieces))]


def marked_together(pieces: Sequence[Piece]) -> Markup:
    """Return one text with deletions and insertions marked where they stand."""
    drawn, lost = [], ""
    for piece in pieces:
        # The common words are shown as they are now: a blank that stood after them before belongs to what was deleted.
        drawn.append(_drawn(Piece("del", lost + piece.text) if piece.kind == "del" else piece))
        lost = piece.before[len(piece.before.rstrip()) :] if piece.old and not piece.text[-1:].isspace() else ""
    return Markup().join(drawn)


def marked_apart(pieces: Sequence[Piece]) -> tuple[Markup, Markup]:
    """Return both texts, the deletions marked in the first and the insertions in the second."""
    first = (Piece(p.kind, p.before) for p in pieces if p.kind != "ins")
    return Markup().join(map(_drawn, first)), Markup().join(_drawn(p) for p in pieces if p.kind != "del")


def _compare(tokens: re.Pattern[str], before: str, after: str, budget: list[int]) -> list[Piece] | None:
    """Return the pieces by these tokens, None where that would take too long."""
    old, new = tokens.findall(before), tokens.findall(after)
    old_keys, new_keys = _numbered(old, new)
    head = _common(old_keys, new_keys)
    tail = _common(old_keys[head:][::-1], new_keys[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    cells = (old_end - head) * (new_end - head)
    if cells > min(CELLS, budget[0]):
        return None
    budget[0] -= cells
    pieces = [_same(old[:head], new[:head])]
    for step in LCSseq.opcodes(old_keys[head:old_end], new_keys[head:new_end]):
        here = old[head + step.src_start : head + step.src_end]
        there = new[head + step.dest_start : head + step.dest_end]
        if step.tag == "equal":
            pieces.append(_same(here, there))
        else:
            pieces += _whole("".join(here), "".join(there))
    pieces.append(_same(old[old_end:], new[new_end:]))
    return pieces


def _same(old: Sequence[str], new: Sequence[str]) -> Piece:
    before, after = "".join(old), "".join(new)
    return Piece("same", after, "" if before == after else before)


def _numbered(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return a number for each token: the same for the same word, however its accents are coded and blanks follow."""
    known: dict[str, int] = {}

    def number(token: str) -> int:
        key = unicodedata.normalize("NFC", token.rstrip(" \t\u00a0")) or " "
        return known.setdefault(key, len(known))

    return [number(token) for token in old], [number(token) for token in new]


def _common(first: Sequence[int], second: Sequence[int]) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )


def _whole(before: str, after: str) -> list[Piece]:
    return [Piece("del", before), Piece("ins", after)]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces without empty ones, islands of a word taken into the changes around, neighbours united."""
    full = [piece for piece in pieces if piece.text]
    found: list[Piece] = []
    old, new = "", ""
    for place, piece in enumerate(full):
        island = piece.kind == "same" and (old or new) and place + 1 < len(full) and _is_island(piece.text, old, new)
        if piece.kind == "del" or island:
            old += piece.before
        if piece.kind == "ins" or island:
            new += piece.text
        if piece.kind == "same" and not island:
            found += _change(old, new)
            found.append(piece)
            old = new = ""
    return found + _change(old, new)


def _is_island(text: str, old: str, new: str) -> bool:
    """Tell whether a common run is no more than a word or a sign within a longer change on both sides."""
    words = _TOKENS.findall(text)
    return "\n" not in text and len(words) < ISLAND and min(len(old), len(new)) > len(text) * ISLAND


def _change(old: str, new: str) -> list[Piece]:
    return [piece for piece in _whole(old, new) if piece.text]


def _shortened(piece: Piece, place: int, count: int) -> Iterator[Piece]:
    keep = BESIDE if piece.kind == "same" else PIECE
    head, tail = (0 if place == 0 and piece.kind == "same" else keep), (0 if place == count - 1 else keep)
    if len(piece.text) <= head + tail + BESIDE or count == 1:
        yield piece
        return
    left_out = len(piece.text) - head - tail
    old = piece.before
    yield Piece(piece.kind, piece.text[:head], old[:head])
    yield Piece("gap", _("%(number)s characters not shown", number=f"{left_out:,}"))
    if tail:
        yield Piece(piece.kind, piece.text[-tail:], old[-tail:])


def _drawn(piece: Piece) -> Markup:
    text = Markup("<br>").join(escape(line) for line in piece.text.split("\n"))
    if piece.kind == "gap":
        return Markup('<span class="gap">[… {} …]</span>').format(text)
    if piece.kind == "same" or not piece.text:
        return text
    return (Markup("<del>{}</del>") if piece.kind == "del" else Markup("<ins>{}</ins>")).format(text)
