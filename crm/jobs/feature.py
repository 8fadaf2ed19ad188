"""Declares background work: the worker, the pages of jobs, the removal of old ones."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem
from crm.jobs.commands import worker_command
from crm.jobs.declared import JobKind
from crm.jobs.sweep import forget
from crm.jobs.views import blueprint
from crm.jobs.words import told


def _init(app: Any) -> None:
    app.jinja_env.globals["job_told"] = told


FEATURE = Feature(
    "jobs",
    blueprint=blueprint,
    nav=[NavItem(_l("Jobs"), "jobs.index", "hourglass-split", 85, Permission.JOB_LOG, section="firm")],
    jobs=[JobKind("jobs.forget", _l("Removal of old jobs"), forget, every_minutes=1440)],
    commands=[worker_command],
    init_app=_init,
)
