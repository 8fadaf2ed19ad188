"""Clients as an importable kind of record."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.importing.change import present, update
from crm.clients.importing.fields import fields
from crm.clients.importing.match import keys, match
from crm.clients.importing.settle import settle
from crm.clients.importing.write import archive, create, hold
from crm.clients.person_roles import still_there
from crm.core.importing import ImportKind


def _url(client_id: int) -> str:
    return url_for("clients.show", client_id=client_id)


def holds_back(user: User, ids: Sequence[int]) -> dict[int, str]:
    """Return clients where listed people are: they would stand there alone."""
    return dict.fromkeys(still_there(user, ids), _("People are there: undo their import first. It is kept."))


KIND = ImportKind(
    "clients", _l("Clients"), Permission.CLIENT_WRITE, fields, settle, match, keys, present, create, update, hold,
    archive, _url, holds_back=holds_back,
)  # fmt: skip
