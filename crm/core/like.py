"""Records that a new one resembles: its form asks here, a higher feature answers, where there is one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import request

from crm.core.feature import registry

#: Asked with (kind, reader, values of the form); answered with a sequence of `Alike`.
QUESTION: Final = "record.like"
#: What a form says once its author was shown the likes of it: `seen-12-15`, or anything else for all.
SAID: Final = "duplicate_ok"


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that the reader may see and that may be the same: its place, why it looks so, its address."""

    id: int
    name: str
    place: str
    why: str
    url: str


def like_new(kind: str, user: Any, values: Mapping[str, Any]) -> Sequence[Alike]:
    """Return what a new record resembles; nothing once its author has seen these and saves it all the same."""
    said = request.form.get(SAID, "")
    if said and not said.startswith("seen-"):
        return ()
    found: Sequence[Alike] = registry().ask(QUESTION, kind, user, values) or ()
    seen = set(re.findall(r"\d+", said))
    return found if any(str(each.id) not in seen for each in found) else ()
