"""Which clients of the firm texts name: what leaves the firm names none but the one that it is for."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import sqlalchemy as sa

from crm.clients.models.client import Client
from crm.core.bulk import among
from crm.core.db import db
from crm.core.text import fold

#: Words of the longest name of a client that is looked for.
LONGEST: Final = 8
_EDGES: Final = ".,;:!?()[]\"'“”‘’«»*_-–—"
_WORDS: Final = re.compile(r"[^\s/]+")


def clients_named(texts: Iterable[str], but: int | None) -> frozenset[str]:
    """Return the folded names of clients that stand in these texts, without the client whose id is `but`.

    Also of clients that the reader may not see, and of those that left: these least of all may be told of. Nothing of
    a client is returned that the texts do not say themselves. One statement.
    """
    runs = {run for text in texts for run in _runs(fold(text)) if run}
    query = sa.select(Client.name_key).where(among(Client.name_key, sorted(runs)), Client.id != (but or 0))
    return frozenset(db.session.execute(query).scalars()) if runs else frozenset()


def _runs(text: str) -> Iterator[str]:
    """Yield every run of up to LONGEST words of a folded text, with the signs around it and without."""
    words = _WORDS.findall(text)
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
            run = " ".join(words[start:end])
            yield run
            yield run.strip(_EDGES).removesuffix("'s").removesuffix("’s")
