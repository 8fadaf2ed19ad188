"""The files of an issue."""

from flask import abort, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.files.page import files_values
from crm.issues import queries
from crm.issues.page import page_values
from crm.issues.views.updates import blueprint

__all__ = ["blueprint"]


@blueprint.get("/issues/<int:issue_id>/files")
@needs(Permission.FILE_READ)
def show_files(issue_id: int) -> str:
    """Show the files of an issue."""
    issue = queries.get(issue_id) or abort(404)
    return render_template(
        "issues/files.html",
        **files_values(current_user, "issue", issue_id, request.args),
        **page_values(current_user, issue, "issues.show_files"),
    )
