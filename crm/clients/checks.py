"""Numbers and addresses of a client, checked and made the same: tax ID, website."""

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
