"""JSON as an agency's interface answers it, read strictly: a web page, a cut answer or another shape is refused."""

import json
from typing import Any

from crm.indicators.parsers.shapes import BadFile


def read_json(body: bytes, publisher: str) -> Any:
    """Return what the answer holds; BadFile with one sentence for what is none."""
    text = body.strip()
    if not text:
        raise BadFile(f"{publisher} answered with nothing.")
    if text[:1] == b"<":
        raise BadFile(f"{publisher} answered with a web page where figures were expected.")
    try:
        return json.loads(text)
    except RecursionError:
        raise BadFile(f"{publisher} answered with something that is no table of figures.") from None
    except ValueError:
        said = text[:120].decode("utf-8", "replace").split("\n")[0]
        if text[:1] in {b"[", b"{"}:
            raise BadFile(f"{publisher} answered with JSON that is cut short or damaged.") from None
        raise BadFile(f"{publisher} answered with text where figures were expected: {said!r}.") from None


def records(found: Any, publisher: str) -> list[dict[str, Any]]:
    """Return a list of objects, or raise BadFile."""
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise BadFile(f"{publisher} answered in a shape we do not know.")
    return found


def text_of(item: dict[str, Any], name: str) -> str:
    """Return a member as text, '' where it is missing; numbers as written."""
    value = item.get(name)
    return "" if value is None or isinstance(value, dict | list | bool) else str(value).strip()
