"""Speaks HTTP for clients."""

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.clients import queries
from crm.core.access import needs
from crm.core.i18n import language

blueprint = Blueprint("clients", __name__)


@blueprint.get("/clients/pick")
@needs(Permission.CLIENT_READ)
def pick() -> Response:
    """Answer a picker: at most ten visible clients for what was typed."""
    found = queries.choices(current_user, request.args.get("q", ""), language())
    return jsonify(clients=[{"id": c.id, "name": c.name, "place": c.place} for c in found])
