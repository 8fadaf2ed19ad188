"""The files of a client."""

from flask import abort, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.clients import queries
from crm.clients.page import page_values
from crm.clients.views.settings import blueprint
from crm.core.access import needs
from crm.files.page import files_values

__all__ = ["blueprint"]


@blueprint.get("/clients/<int:client_id>/files")
@needs(Permission.FILE_READ)
def show_files(client_id: int) -> str:
    """Show the files of a client."""
    client = queries.get_full(current_user, client_id) or abort(404)
    return render_template(
        "clients/files.html",
        **files_values(current_user, "client", client_id, request.args),
        **page_values(current_user, client, "clients.show_files"),
    )
