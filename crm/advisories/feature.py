"""Declares client advisories."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.advisories.actions import SEND
from crm.advisories.labels import init_app
from crm.advisories.notices import NOTICES
from crm.advisories.sending import outgoing, send
from crm.advisories.views.states import blueprint
from crm.core.feature import Feature, NavItem, PageLink
from crm.jobs.declared import JobKind

_WRITE = Permission.ADVISORY_WRITE

FEATURE = Feature(
    "advisories",
    blueprint=blueprint,
    nav=[NavItem(_l("Client advisories"), "advisories.index", "send", 62, Permission.ADVISORY_READ)],
    links=[PageLink(page, _l("Client advisory"), "advisories.new", "send", _WRITE, 70) for page in ("issue", "series")],
    jobs=[
        JobKind(SEND, _l("Client advisory"), send, _WRITE, back=lambda payload: f"/advisories/{payload['advisory']}")
    ],
    notices=NOTICES,
    answers={"mail.advisory": outgoing},
    init_app=init_app,
)
