"""Numbers and addresses of a client, checked and made the same: tax ID, website, postal code, HS code."""

import re
from collections.abc import Collection
from datetime import date
from urllib.parse import urlsplit

from flask_babel import gettext as _
from stdnum.exceptions import ValidationError as WrongNumberError
from stdnum.mx import rfc
from stdnum.us import ein


def check_tax_id(text: str, country: str) -> str:
    """Return an RFC (Mexico) or EIN (United States) compact, another country's number as typed in capitals.

    The generic RFCs XAXX010101000 and XEXX010101000 pass. Raises ValueError with a sentence for the reader.
    """
    try:
        if country == "MX":
            return str(rfc.validate(text))
        if country == "US":
            return str(ein.validate(text))
    except WrongNumberError:
        raise ValueError(
            _("This is not an RFC: it has 12 or 13 letters and digits with a date inside.")
            if country == "MX"
            else _("This is not an EIN: it has nine digits, like 94-2404110.")
        ) from None
    return " ".join(text.upper().split())


def tax_id_text(tax_id: str, country: str) -> str:
    """Return a tax ID as people write it: an EIN with its hyphen."""
    return str(ein.format(tax_id)) if country == "US" and tax_id.isdecimal() else tax_id


def check_website(text: str) -> str:
    """Return a web address with its scheme (https where none was typed). Raises ValueError with a sentence."""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        sound = parts.scheme in {"http", "https"} and "." in host.strip(".") and not parts.username
    except ValueError:
        sound = False
    if not sound or any(sign.isspace() or sign in "<>\"'\\" for sign in address):
        raise ValueError(_("This is not a web address: write it like www.example.com."))
    return address


def website_text(website: str) -> str:
    """Return a web address as people say it, without scheme and last slash."""
    return website.split("://", 1)[-1].removeprefix("www.").rstrip("/")


def check_postal_code(text: str, country: str) -> str:
    """Return a postal code: five digits in Mexico, five or nine in the US; another country's as typed, in capitals.

    Raises ValueError with a sentence.
    """
    code = " ".join(text.upper().split())
    if country == "MX" and not re.fullmatch(r"[0-9]{5}", code):
        raise ValueError(_("A Mexican postal code has five digits, like 83000."))
    if country == "US":
        found = re.fullmatch(r"([0-9]{5})[- ]?([0-9]{4})?", code)
        if not found:
            raise ValueError(_("A ZIP code has five or nine digits, like 85001 or 85001-1234."))
        return "-".join(part for part in found.groups() if part)
    return code


def check_hs(text: str, chapters: Collection[str]) -> str:
    """Return an HS heading or subheading as four or six digits; dots and blanks are dropped.

    Raises ValueError with a sentence, also for a chapter that does not exist.
    """
    code = hs_digits(text)
    if not re.fullmatch(r"[0-9]{4}|[0-9]{6}", code):
        raise ValueError(_("An HS code has four or six digits, like 0702 or 0702.00."))
    if code[:2] not in chapters:
        raise ValueError(_("There is no HS chapter %(chapter)s.", chapter=code[:2]))
    return code


def twelve_months_after(first: date) -> date:
    """Return the last day of twelve months that begin on a day: 2026-01-01 gives 2026-12-31."""
    try:
        same = first.replace(year=first.year + 1)
    except ValueError:  # 29 February
        same = date(first.year + 1, 3, 1)
    return date.fromordinal(same.toordinal() - 1)


def hs_digits(text: str) -> str:
    """Return an HS code without the dots and blanks that people write in it."""
    return re.sub(r"[\s.]", "", text)
