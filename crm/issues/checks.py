"""HS codes and links of an issue, checked and made the same."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from flask_babel import gettext as _

from crm.clients.checks import hs_digits

MOST_CODES = 60


def check_hs_codes(text: str, chapters: Collection[str]) -> list[str]:
    """Return the HS codes of a text (commas, semicolons, blanks or lines between), digits only, in order, each once.

    Raises ValueError with a sentence for one that has not 2, 4 or 6 digits or is of no chapter.
    """
    found = []
    for part in filter(None, re.split(r"[,;\s]+", text)):
        code = hs_digits(part)
        if not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}", code):
            raise ValueError(
                _("“%(code)s” is not an HS code: it has two, four or six digits, like 07, 0702 or 0702.00.", code=part)
            )
        if code[:2] not in chapters:
            raise ValueError(_("There is no HS chapter %(chapter)s.", chapter=code[:2]))
        found.append(code)
    if len(found) > MOST_CODES:
        raise ValueError(_("These are too many HS codes: name the chapter instead."))
    return sorted(set(found))


def check_link(text: str) -> str:
    """Return an https address. Raises ValueError with a sentence."""
    try:
        parts = urlsplit(text)
        sound = parts.scheme == "https" and "." in (parts.hostname or "").strip(".") and not parts.username
    except ValueError:
        sound = False
    if not sound or any(sign.isspace() or sign in "<>\"'\\" for sign in text):
        raise ValueError(_("This is not a link: it begins with https://."))
    return text
