"""Text folded for search and sorting, the same on every database engine."""

import unicodedata
from functools import lru_cache


class _Bare(dict[int, int | None]):
    """Maps each code point to itself and combining marks to nothing; remembers what it was asked."""

    def __missing__(self, code: int) -> int | None:
        kept = None if unicodedata.combining(chr(code)) else code
        self[code] = kept
        return kept


_BARE = _Bare()


def fold(text: str) -> str:
    """Return text without accents or case, white space collapsed: 'PEÑA  Nieto' gives 'pena nieto'."""
    # Most words are ASCII, which has no marks to take off.
    bare = text if text.isascii() else unicodedata.normalize("NFKD", text).translate(_BARE)
    return " ".join(bare.casefold().replace("\x00", " ").split())


def search_words(query: str, limit: int = 8) -> list[str]:
    """Return the folded words of a query, at most `limit`, each at most 64 characters."""
    return [word[:64] for word in fold(query[:512]).split()][:limit]


def like_pattern(word: str) -> str:
    """Return a LIKE pattern (escape character backslash) that finds the word anywhere."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def word_spans(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Return where folded words stand in a text, as (start, end) without overlaps, in order."""
    folded = [_folded(sign) for sign in text]
    places = [index for index, bare in enumerate(folded) for _each in bare]
    joined = "".join(folded)
    found = sorted((at, at + len(word)) for word in words if word for at in _occurrences(joined, word))
    spans: list[tuple[int, int]] = []
    for start, end in found:
        first, last = places[start], places[end - 1] + 1
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    bare = (each for each in unicodedata.normalize("NFKD", sign).casefold() if not unicodedata.combining(each))
    return "".join(" " if each.isspace() else each for each in bare)


def _occurrences(text: str, word: str) -> list[int]:
    places, at = [], text.find(word)
    while at >= 0:
        places.append(at)
        at = text.find(word, at + len(word))
    return places


def initials(name: str) -> str:
    """Return up to two initials of a person's name."""
    words = [word for word in name.split() if word[:1].isalpha()]
    return "".join(word[0] for word in words[:2]).upper()


def clean(text: str | None) -> str:
    """Return typed text trimmed, with NUL and lone surrogates removed and line ends made one sign."""
    kept = (text or "").replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    return kept.replace("\r\n", "\n").replace("\r", "\n").strip()
