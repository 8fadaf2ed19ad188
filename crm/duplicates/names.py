"""Reads the name of a business into words with their weight: pure, no database."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from crm.core.text import fold
from crm.duplicates.vocabulary import STOP, legal_forms, places, words

#: How much each kind of word says of who it is.
WEIGHTS: Final = {"filler": 0.25, "trade": 0.6, "branch": 0.5, "number": 0.5, "place": 0.8, "word": 1.0}
PLURAL: Final = 5
_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"), ("ch", "1"), ("sh", "1"), ("h", ""), ("qu(?=[eia])|q", "k"), ("gu(?=[ei])", "g"),
        ("c(?=[eiy])", "s"), ("c", "k"), ("g(?=[ei])", "j"), ("[zx]", "s"), ("v", "b"), ("w", "u"), ("y", "i"),
        ("n(?=[bp])", "m"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: as it is meant, how it sounds, its kind; `short` where it was written with a point."""

    text: str
    sound: str
    kind: str
    short: bool = False

    @property
    def weight(self) -> float:
        """Return how much it says of who it is."""
        return WEIGHTS[self.kind]


@lru_cache(maxsize=4_000)
def read_name(name: str) -> tuple[Word, ...]:
    """Return the words of a name, without its legal form and without those that say nothing.

    'Cía. Minera del Mayo, S.A. de C.V.' gives compania (filler), minera (trade), mayo (place).
    """
    written = _without_forms(_joined_initials(_written(name)))
    found: list[Word] = []
    at = 0
    while at < len(written):
        place, length = _place(written, at)
        if place:
            found.append(Word(place, place, "place"))
        elif written[at].rstrip(".") not in STOP:
            found.append(_word(written[at]))
        at += length
    return tuple(found)


def sound_of(word: str) -> str:
    """Return a folded word as it sounds to a Spanish ear: 'quesada' and 'kezada' are one."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _written(name: str) -> list[str]:
    name = re.sub(r"\(([A-ZÑ.]{2,10})\)", _aside, name)
    text = re.sub("['’`´]", "", fold(re.sub("[&+]", " y ", name)))
    return re.findall(r"[^\W_]+\.?", text)


def _aside(found: re.Match[str]) -> str:
    """Drop the initials that some write behind a name: '(ACS)'; a place stays."""
    bare = found[1].replace(".", "").casefold()
    return found[0] if bare in words() or bare in places() else " "


def _joined_initials(written: list[str]) -> list[str]:
    """Join letters that stand alone: 's. a. de c. v.' gives 'sa de cv'."""
    found: list[str] = []
    run = ""
    for token in [*written, ""]:
        bare = token.rstrip(".")
        if len(bare) == 1 and bare.isalpha() and bare != "y":
            run += bare
            continue
        found += [run] if run else []
        found += [token] if token else []
        run = ""
    return found


def _without_forms(written: list[str]) -> list[str]:
    """Drop legal forms: at the end any, within the name those of several words; the first word is never one."""
    forms, found, at = legal_forms(), list(written), 1
    bare = [token.rstrip(".") for token in found]
    while at < len(found):
        for form in forms.get(bare[at], ()):
            ends = at + len(form)
            if tuple(bare[at:ends]) == form and (len(form) > 1 or ends == len(bare)):
                del found[at:ends], bare[at:ends]
                at = 0
                break
        at += 1
    return found


def _place(written: list[str], at: int) -> tuple[str, int]:
    for form, place in places().get(written[at].rstrip("."), ()):
        if tuple(token.rstrip(".") for token in written[at : at + len(form)]) == form:
            return place, len(form)
    return "", 1


# Names are all different, their words are not: an import reads each of them once.
@lru_cache(maxsize=20_000)
def _word(token: str) -> Word:
    bare = token.rstrip(".")
    if bare.isdecimal():
        return Word(bare.lstrip("0") or "0", bare, "number")
    text, kind = words().get(bare, ("", "word"))
    if not text:
        text = bare[:-1] if len(bare) >= PLURAL and bare.endswith("s") else bare
        if bare.isalnum() and any(sign.isdigit() for sign in bare):
            return Word(text, text, "number")
    return Word(text, sound_of(text), kind, short=token.endswith(".") and len(bare) > 1)
