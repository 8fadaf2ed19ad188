"""The words of an advisory's state, of the rules that choose its clients, and of why one got nothing."""

from typing import Final

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

#: Masculine in Spanish, as the word for an advisory.
STATES: Final = {
    "draft": lazy_pgettext("advisory", "Draft"), "waiting": lazy_pgettext("advisory", "Waiting for approval"),
    "returned": lazy_pgettext("advisory", "Sent back"), "approved": lazy_pgettext("advisory", "Approved"),
    "sent": lazy_pgettext("advisory", "Sent"),
}  # fmt: skip
_KINDS: Final = {"waiting": "warn", "returned": "warn", "approved": "ok", "sent": "ok"}
RULES: Final = {
    "series": _l("Those that the series touches"), "issue": _l("Those of the issue"), "sector": _l("Those of a sector"),
    "none": _l("By hand"),
}  # fmt: skip
PROBLEMS: Final = {
    "no_text": _l("The text in its language is missing."), "no_contact": _l("It has no main contact."),
    "no_address": _l("The main contact has no e-mail address."),
    "no_wish": _l("The main contact does not want to be contacted."), "archived": _l("The client is archived."),
}  # fmt: skip


def init_app(app: Flask) -> None:
    """Let every template say them: {{ item.state|advisory_state }}."""
    app.jinja_env.filters.update(
        advisory_state=lambda code: str(STATES[code]),
        advisory_kind=lambda code: _KINDS.get(code, ""),
        advisory_problem=lambda code: str(PROBLEMS[code]),
    )
