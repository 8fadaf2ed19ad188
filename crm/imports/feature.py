"""Declares imports: their pages and their jobs."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, ListLink, NavItem
from crm.imports import actions
from crm.imports.checking import check
from crm.imports.cleaning import clean
from crm.imports.kinds import allowed_kinds
from crm.imports.undoing import undo
from crm.imports.views.undo import blueprint
from crm.imports.writing import run
from crm.jobs.declared import JobKind


def _back(payload: Mapping[str, Any]) -> str:
    ids = payload.get("batch_ids") or [payload["batch_id"]]
    return url_for("imports.show", batch_id=ids[0]) if len(ids) == 1 else url_for("imports.index")


FEATURE = Feature(
    "imports",
    blueprint=blueprint,
    nav=[NavItem(_l("Import"), "imports.index", "upload", 75, Permission.RECORD_IMPORT, section="firm")],
    list_links=[ListLink(_l("Import"), "imports.new", "upload", lambda user, page: page in allowed_kinds(user))],
    jobs=[
        JobKind(actions.CHECK, _l("Dry run of an import"), check, Permission.RECORD_IMPORT, back=_back),
        JobKind(actions.RUN, _l("Import"), run, Permission.RECORD_IMPORT, back=_back),
        JobKind(actions.UNDO, _l("Undoing of an import"), undo, Permission.RECORD_IMPORT, back=_back),
        JobKind(actions.CLEAN, _l("Removal of old imports' details"), clean, every_minutes=1440),
    ],
)
