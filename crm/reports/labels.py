"""The words of a report's state, of who reads it and of how it went out."""

from typing import Final

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

#: Masculine in Spanish, as the word for a report.
STATES: Final = {
    "draft": lazy_pgettext("report", "Draft"), "waiting": lazy_pgettext("report", "Waiting for approval"),
    "returned": lazy_pgettext("report", "Sent back"), "approved": lazy_pgettext("report", "Approved"),
}  # fmt: skip
#: Feminine in Spanish, as the word for a version.
VERSION_STATES: Final = {
    "waiting": lazy_pgettext("version", "Waiting for approval"), "returned": lazy_pgettext("version", "Sent back"),
    "taken_back": lazy_pgettext("version", "Taken back"), "approved": lazy_pgettext("version", "Approved"),
    "replaced": lazy_pgettext("version", "Replaced by a later one"),
}  # fmt: skip
_KINDS: Final = {"draft": "warn", "waiting": "warn", "returned": "warn", "approved": "ok"}
LEVELS: Final = {
    "internal": _l("Us alone: with internal notes"), "client": _l("The client"), "public": _l("Anybody"),
}  # fmt: skip
WAYS: Final = {"link": _l("A link, opened with a code sent to the same address"), "file": _l("The PDF attached")}


def init_app(app: Flask) -> None:
    """Let every template say them: {{ report.state|report_state }}."""
    app.jinja_env.filters.update(
        report_state=lambda code: str(STATES[code]),
        report_kind=lambda code: _KINDS.get(code, ""),
        version_state=lambda code: str(VERSION_STATES[code]),
        report_level=lambda code: str(LEVELS[code]),
    )
