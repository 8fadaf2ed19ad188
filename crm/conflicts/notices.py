"""One notice for whoever may decide a conflict check that found something."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.accounts.queries import names_by_id, people_by_id
from crm.clients.models.client import Client
from crm.conflicts.models import ConflictCheck
from crm.conflicts.visibility import visible_to
from crm.core.db import db
from crm.core.offers import NoticeKind, NoticeText
from crm.notices.actions import tell


def ask_for_decision(work: Session, actor: User, check: ConflictCheck) -> None:
    """Tell those who may decide, but for the one who ran it, that a check is open."""
    deciders = [key for key, user in people_by_id().items() if user.may(Permission.CONFLICT_DECIDE) and key != actor.id]
    tell(work, "conflict.open", check.id, deciders, "open")


def _texts(user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    query = sa.select(ConflictCheck.id, ConflictCheck.run_by_id, Client.name).join(
        Client, Client.id == ConflictCheck.client_id
    )
    names = names_by_id()
    return {
        row.id: NoticeText(
            _("A conflict check waits for a decision: %(client)s", client=row.name),
            url_for("conflicts.show", conflict_check_id=row.id),
            _("Run by %(name)s", name=names.get(row.run_by_id, "")),
        )
        for row in db.session.execute(query.where(ConflictCheck.id.in_(ids), visible_to(user)))
    }


NOTICES: Final = (
    NoticeKind("conflict.open", _l("Conflict check to decide"), "shield-exclamation", 16, _texts, way="now"),
)
