"""Words for what a person is at a client."""

from typing import Final

from flask_babel import lazy_gettext as _l

ROLE_KINDS: Final = {
    "contact": _l("Contact"), "director": _l("Management"), "legal": _l("Legal representative"),
    "trade": _l("Customs and trade"), "finance": _l("Finance"), "other": _l("Other"),
}  # fmt: skip
