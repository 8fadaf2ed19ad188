"""Clients as an importable kind of record."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.clients.importing.change import present, update
from crm.clients.importing.fields import fields
from crm.clients.importing.match import keys, match
from crm.clients.importing.settle import settle
from crm.clients.importing.write import archive, create, hold
from crm.core.importing import ImportKind


def _url(client_id: int) -> str:
    return url_for("clients.show", client_id=client_id)


KIND = ImportKind(
    "clients", _l("Clients"), Permission.CLIENT_WRITE, fields, settle, match, keys, present, create, update, hold,
    archive, _url,
)  # fmt: skip
