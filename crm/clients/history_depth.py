"""The trail of what a client has, in words: products, certifications, addresses, states, tags, own fields, parent."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.audit.words import Resolver
from crm.clients import custom, queries
from crm.clients.labels import ADDRESS_KINDS, CERTIFICATION_KINDS, ORIGIN_RULES, PRODUCT_DIRECTIONS, hs_text
from crm.core.dates import long_date
from crm.core.i18n import language
from crm.reference.queries import fields_by_id, states_by_code, tags_by_id

LABELS: Final = {
    "products": _l("Products"), "certifications": _l("Certifications"), "addresses": _l("Addresses"),
    "values": _l("Own fields"), "merged_from": _l("Merged with"), "merged_into": _l("Merged into"),
    "apart_from": _l("Not the same as"),
}  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts these values into words for a reader."""
    speaks = language()
    return {
        "products": _each(_product),
        "certifications": _each(_certification),
        "addresses": _each(_address),
        "values": _each(_own),
        "partner_states": lambda _values: {code: row.title(speaks) for code, row in states_by_code().items()},
        "tags": lambda _values: {key: tag.name for key, tag in tags_by_id().items()},
        "parent_id": lambda values: _clients(user, values),
        "merged_into": lambda values: _clients(user, values),
        "apart_from": lambda values: _clients(user, values),
    }


def _each(tell: Callable[[str], str]) -> Resolver:
    return lambda values: {value: tell(str(value)) for value in values}


def _clients(user: User, values: Sequence[Any]) -> Mapping[Any, str]:
    known = {choice.id: choice.name for choice in queries.chosen(user, values, language())}
    return {value: known.get(value) or _("a client that is not open to you") for value in values}


def _product(text: str) -> str:
    """Tell '070200 northbound tariff_shift' as 'HS 0702.00 (Northbound (Mexico to US), Tariff shift)'."""
    code, _blank, rest = text.partition(" ")
    words = {**PRODUCT_DIRECTIONS, **ORIGIN_RULES}
    return _with(_("HS %(code)s", code=hs_text(code)), [str(words.get(part, part)) for part in rest.split()])


def _certification(text: str) -> str:
    """Tell 'immex 123-2006 2027-01-31' as 'IMMEX program (123-2006, Jan 31, 2027)'."""
    kind, _blank, rest = text.partition(" ")
    return _with(str(CERTIFICATION_KINDS.get(kind, kind)), [_dated(rest)] if rest else [])


def _address(text: str) -> str:
    kind, _blank, rest = text.partition(" ")
    return _with(str(ADDRESS_KINDS.get(kind, kind)), [" ".join(rest.split())] if rest else [])


def _own(text: str) -> str:
    """Tell '7 1250' as 'Employees in Mexico: 1,250'."""
    key, _blank, value = text.partition(" ")
    field = fields_by_id().get(int(key)) if key.isdecimal() else None
    if field is None or not value:
        return text
    return f"{field.title(language())}: {custom.said(field, value, language())}"


def _with(what: str, details: Sequence[str]) -> str:
    return _("%(what)s (%(detail)s)", what=what, detail=", ".join(details)) if details else what


def _dated(text: str) -> str:
    """Return a text with its ISO days as people write them."""
    return re.sub(r"\d{4}-\d{2}-\d{2}", lambda m: long_date(date.fromisoformat(m[0]), language()), text)
