"""Phone numbers, checked and made the same: E.164 in the database, grouped on the screen."""

import re
from typing import Final

import phonenumbers
from flask_babel import gettext as _

#: Digits of a Mexican number since 2019; what older ones carried in front is dropped.
MEXICAN_DIGITS: Final = 10
OLD_MEXICAN_PREFIXES: Final = ("1", "44", "45")
MEXICO: Final = 52
#: Nearly every number here: ten digits that begin with no prefix of either plan. There is nothing to parse, which would
#: take most of a long export.
_USUAL: Final = re.compile(r"\+(52|1)([2-9][0-9]{9})", re.ASCII)


def check_phone(text: str, country: str) -> str:
    """Return a phone number in E.164; one without + is a number of that country.

    The 1 after +52 (and 044, 045, 01) of Mexican mobiles until 2019 is dropped. Raises ValueError with a sentence.
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise ValueError(_("This is not a phone number.")) from None
    if number.extension:
        raise ValueError(_("Leave the extension out: it has no place in an international number."))
    digits = str(number.national_number)
    if number.country_code == MEXICO and digits[:-MEXICAN_DIGITS] in OLD_MEXICAN_PREFIXES:
        number = phonenumbers.PhoneNumber(country_code=MEXICO, national_number=int(digits[-MEXICAN_DIGITS:]))
    if not phonenumbers.is_valid_number(number):
        raise ValueError(_("This is not a phone number of that country: start with + and the country's code."))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def phone_text(phone: str) -> str:
    """Return an E.164 number as people read it: '+52 662 123 4567'; other text as it is."""
    if match := _USUAL.fullmatch(phone):
        number = phonenumbers.PhoneNumber(country_code=int(match[1]), national_number=int(match[2]))
    else:
        try:
            number = phonenumbers.parse(phone, None)
        except phonenumbers.NumberParseException:
            return phone
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def whatsapp_url(phone: str) -> str:
    """Return the address that opens a chat with an E.164 number (wa.me takes the digits alone)."""
    return f"https://wa.me/{phone.removeprefix('+')}"
