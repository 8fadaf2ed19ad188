"""Words anywhere in a folded text column, the same rows on both engines."""

from typing import Final

import sqlalchemy as sa

from crm.core.db import AnyText, Base, db, fts_rowids
from crm.core.text import like_pattern

#: FTS5's trigram tokenizer finds nothing shorter than this.
TRIGRAM: Final = 3
#: Up to this many rows an index of ids decides; above it they are common enough for a walk in the list's order.
RARE: Final = 400
#: Up to this many they are still sorted sooner than a long list is walked to find a page of them.
MANY: Final = 2000


def contains_words(
    model: type[Base], column: AnyText, words: list[str], *, names: bool = False
) -> sa.ColumnElement[bool]:
    """Return a WHERE that finds every word anywhere in a folded text column.

    On SQLite the trigram table `<table>_fts` narrows first where the words are long enough and rare; on PostgreSQL
    the column's trigram index serves the same LIKE. `names` says that the texts are short.
    """
    likes = sa.and_(*(column.like(like_pattern(word), escape="\\") for word in words))
    if db.engine.dialect.name != "sqlite":
        return likes
    table = str(sa.inspect(model).local_table.description)
    key = sa.inspect(model).primary_key[0]
    for parts, most in _tries(sorted({w for w in words if len(w) >= TRIGRAM}, key=len, reverse=True), names=names):
        rowids = fts_rowids(table, parts).limit(most + 1)
        found = db.session.execute(rowids).scalars().all()
        if len(found) <= most:
            # Few are named one by one, more stay inside the database.
            return sa.and_(key.in_(found), likes)
    return likes  # common words: the page's own order finds its rows sooner


def _tries(words: list[str], *, names: bool) -> list[tuple[list[str], int]]:
    """Return what to ask the trigram table, the longest word first, and how many rows are few each time."""
    if not words:
        return []
    if not names:
        # The two longest narrow enough; each further word would cost the index more than it saves.
        return [(words[:2], MANY)]
    # Of names any word may be the telling one: two common surnames, a rare given name.
    return [(_ends(words[:2]), RARE), (words, MANY)]


def _ends(words: list[str]) -> list[str]:
    """Return the first and the last trigram of each word: in short texts nearly as telling, and found much sooner."""
    return [end for word in words for end in (word[:TRIGRAM], word[-TRIGRAM:])]
