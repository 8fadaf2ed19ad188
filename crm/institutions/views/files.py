"""The files of an institution."""

from flask import abort, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.files.page import files_values
from crm.institutions import queries
from crm.institutions.page import page_values
from crm.institutions.views.posts import blueprint

__all__ = ["blueprint"]


@blueprint.get("/institutions/<int:institution_id>/files")
@needs(Permission.FILE_READ)
def show_files(institution_id: int) -> str:
    """Show the files of an institution."""
    body = queries.get(institution_id) or abort(404)
    return render_template(
        "institutions/files.html",
        **files_values(current_user, "institution", institution_id, request.args),
        **page_values(current_user, body, "institutions.show_files"),
    )
