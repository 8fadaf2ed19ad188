"""Says of a file what a reader wants to know: its kind and its size in words."""

from decimal import Decimal

from flask_babel import gettext as _

from crm.core.money import number
from crm.files.kinds import LABELS


def kind_words(media_type: str) -> str:
    """Return the kind of a file in words: 'PDF document'."""
    return str(LABELS.get(media_type, media_type))


def size_words(size: int) -> str:
    """Return a size short enough for a table: '312 kB', '4.2 MB' (1 kB is 1,000 bytes)."""
    if size < 1000:  # noqa: PLR2004 - the unit
        return str(_("%(size)s bytes", size=number(size)))
    if size < 10**6:
        return f"{number(Decimal(size) / 1000, 0)} kB"
    return f"{number(Decimal(size) / 10**6, 1)} MB" if size < 10**9 else f"{number(Decimal(size) / 10**9, 1)} GB"
