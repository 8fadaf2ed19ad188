"""Loads what was fetched or handed in, and accounts for it."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm.indicators import actions
from crm.indicators.actions import Loaded
from crm.indicators.parsers.shapes import ParsedFile


def load_bytes(work: Session, parsed: ParsedFile, vintage: date, name: str, data: bytes, *, news_only: bool) -> Loaded:
    """Load a parsed file in the open unit of work; with `news_only` a figure that we have already makes no row."""
    return actions.load(work, parsed, vintage, name, hashlib.sha256(data).hexdigest(), news_only=news_only)


def account(parsed: ParsedFile, loaded: Loaded) -> dict[str, Any]:
    """Return what a load brought, as it is kept and told: counts by name, the label and the notes."""
    return {
        "label": parsed.source_label, "rows": parsed.rows_read, "series": len(parsed.series),
        "new_series": loaded.new_series, "added": loaded.added, "changed": loaded.changed, "same": loaded.same,
        "without_value": loaded.without_value, "left_out": loaded.left_out, "notes": list(parsed.notes),
    }  # fmt: skip


def together(parts: Iterable[Loaded]) -> dict[str, int]:
    """Return what several loads brought in all."""
    names = ("new_series", "added", "changed", "same")
    found = list(parts)
    return {name: sum(getattr(part, name) for part in found) for name in names}
