"""Declares the search for duplicates: the queue, warnings in forms, Settings."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import WRITTEN, Feature, NavItem
from crm.core.like import QUESTION
from crm.duplicates.capture import install_capture, refresh
from crm.duplicates.commands import rebuild_command
from crm.duplicates.like import like
from crm.duplicates.rebuild import compare, seed_keys, settle_after
from crm.duplicates.views import blueprint
from crm.jobs.declared import JobKind


def _init(app: Any) -> None:
    with app.app_context():
        install_capture()
    app.after_request(settle_after)


FEATURE = Feature(
    "duplicates",
    blueprint=blueprint,
    nav=[NavItem(_l("Duplicates"), "duplicates.index", "intersect", 95, Permission.CLIENT_READ, section="firm")],
    answers={QUESTION: like},
    hears={WRITTEN: refresh},
    jobs=[JobKind("duplicates.compare", _l("Comparison of new records"), compare, every_minutes=5, rest=1.0)],
    commands=[rebuild_command],
    seed=seed_keys,
    init_app=_init,
)
