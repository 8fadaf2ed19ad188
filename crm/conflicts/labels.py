"""Words for the coded values of conflict checks."""

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from crm.issues.labels import POSITIONS

STATES: Final = {
    "open": lazy_pgettext("conflict check", "To be decided"), "clear": lazy_pgettext("conflict check", "Clear"),
    "waived": lazy_pgettext("conflict check", "Waived"), "barrier": lazy_pgettext("conflict check", "With a barrier"),
    "declined": lazy_pgettext("conflict check", "Declined"),
}  # fmt: skip
STATE_KINDS: Final = {"open": "warn", "clear": "ok", "waived": "ok", "barrier": "ok", "declined": "bad"}
STATE_ICONS: Final = {
    "open": "hourglass-split", "clear": "check2-circle", "waived": "pen", "barrier": "shield-lock",
    "declined": "x-circle",
}  # fmt: skip
RELATIONS: Final = {
    "competitor": lazy_pgettext("adverse party", "Competitor"), "litigant": lazy_pgettext("adverse party", "Litigant"),
    "union": lazy_pgettext("adverse party", "Union"), "authority": lazy_pgettext("adverse party", "Authority"),
    "other": lazy_pgettext("adverse party", "Other"),
}  # fmt: skip
#: What each kind of hit says, as the heading of its card.
KINDS: Final = {
    "adverse": _l("A client of ours stands against this party"),
    "counterparty": _l("The matter stands against a client of ours"),
    "position": _l("Opposite positions on an issue"),
    "client": _l("It looks like a client that we have"),
    "parent": _l("Through a related business"),
}
WHY: Final = {
    "same_name": _l("Same name, but for spelling and legal form"), "like_name": _l("Nearly the same name"),
    "part_name": _l("One name stands within the other"), "tax_id": _l("Same tax ID"),
    "family": _l("Of the same family of businesses"), "position": _l("One is for, the other against"),
}  # fmt: skip
JUDGED: Final = {
    "open": lazy_pgettext("hit", "Not judged yet"), "confirmed": lazy_pgettext("hit", "Confirmed"),
    "dismissed": lazy_pgettext("hit", "Dismissed"),
}  # fmt: skip
JUDGED_KINDS: Final = {"open": "warn", "confirmed": "bad", "dismissed": ""}


def position(code: str) -> str:
    """Return a position in words; what is none stays as it is."""
    return str(POSITIONS.get(code, code))
