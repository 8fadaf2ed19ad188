"""Declares notices: their page and bell, the outbox, what looks for what is due, what sends mail."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem
from crm.jobs.declared import JobKind
from crm.notices.queries import counter
from crm.notices.sending import MOST, RESET, SEND, reset, send
from crm.notices.timed import EVERY, NAME, look
from crm.notices.views import blueprint


def _init(app: Any) -> None:
    app.jinja_env.globals["unread_notices"] = counter


FEATURE = Feature(
    "notices",
    blueprint=blueprint,
    nav=[NavItem(_l("Outbox"), "notices.outbox", "envelope", 86, Permission.JOB_LOG, section="firm")],
    jobs=[
        JobKind(NAME, _l("Reminders and digests"), look, every_minutes=EVERY),
        JobKind(SEND, _l("E-mail"), send, attempts=MOST),
        JobKind(RESET, _l("Lost password"), reset),
    ],
    init_app=_init,
)
