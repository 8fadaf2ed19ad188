"""What an answer's status says, in one sentence; how each source says that a key is wrong is with that source."""

import json
from typing import Any, Final

from flask_babel import gettext as _

from crm.indicators.parsers.shapes import NoFigures
from crm.sources.http import Answer

OK: Final = 200
NOTHING: Final = 204
REDIRECTS: Final = range(300, 400)
FORBIDDEN: Final = frozenset({401, 403})
GONE: Final = frozenset({404, 410})


def status_told(answer: Answer, publisher: str) -> str | None:
    """Return what is wrong by the status alone; None where the body is to be read. Raises NoFigures for 204."""
    if answer.status == NOTHING:
        raise NoFigures(publisher)
    if answer.status == OK:
        return None
    if answer.status in REDIRECTS:
        return str(_("%(publisher)s sends to another address; Puente follows none. Look whether it has moved.",
                 publisher=publisher))  # fmt: skip
    if answer.status in FORBIDDEN:
        return str(_("%(publisher)s refuses this server (%(status)s). Download the file in a browser and hand it in.",
                 publisher=publisher, status=answer.status))  # fmt: skip
    if answer.status in GONE:
        return str(_("%(publisher)s has nothing at this address any more (%(status)s).",
                 publisher=publisher, status=answer.status))  # fmt: skip
    return str(_("%(publisher)s refuses the request (%(status)s): %(said)s",
             publisher=publisher, status=answer.status, said=first_line(answer.body)))  # fmt: skip


def key_told(publisher: str, setting: str) -> str:
    """Return the sentence for a key that is missing or wrong."""
    return str(_("%(publisher)s does not accept the key: set %(setting)s to a valid one.",
                 publisher=publisher, setting=setting))  # fmt: skip


def json_object(body: bytes) -> dict[str, Any]:
    """Return the object that an error's body is, empty where it is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def first_line(body: bytes) -> str:
    """Return the beginning of an error's text; of a web page only that it is one."""
    text = body[:2000].decode("utf-8", "replace").strip()
    return str(_("a web page")) if text[:1] == "<" else " ".join(text.split())[:160]
