"""Text folded for search and sorting, the same on every database engine."""

import unicodedata


def fold(text: str) -> str:
    """Return text without accents or case, white space collapsed: 'PEÑA  Nieto' gives 'pena nieto'."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("\x00", " ").split())


def search_words(query: str, limit: int = 8) -> list[str]:
    """Return the folded words of a query, at most `limit`, each at most 64 characters."""
    return [word[:64] for word in fold(query[:512]).split()][:limit]


def like_pattern(word: str) -> str:
    """Return a LIKE pattern (escape character backslash) that finds the word anywhere."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def initials(name: str) -> str:
    """Return up to two initials of a person's name."""
    words = [word for word in name.split() if word[:1].isalpha()]
    return "".join(word[0] for word in words[:2]).upper()


def clean(text: str | None) -> str:
    """Return typed text trimmed, with NUL and lone surrogates removed and line ends made one sign."""
    kept = (text or "").replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    return kept.replace("\r\n", "\n").replace("\r", "\n").strip()
