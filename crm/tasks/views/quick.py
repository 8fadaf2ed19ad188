"""Quick adding: one line in plain words; what was understood is shown before it is saved."""

from flask import render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.core.access import needs, own_path
from crm.tasks.forms import TaskForm
from crm.tasks.quick_add import summary, understand
from crm.tasks.views.buttons import blueprint

__all__ = ["blueprint"]


@blueprint.get("/tasks/quick")
@needs(Permission.TASK_WRITE)
def quick() -> str:
    """Show what a line (`text`) means: a page to correct and save it, or (`part`) the part below the box."""
    told = understand(request.args.get("text", "").replace("\x00", ""), current_user)
    back = own_path(request.args.get("back", "")[:2000], "")
    form = TaskForm(formdata=None, data=told.values)
    template = "tasks/_quick_told.html" if request.args.get("part") else "tasks/quick.html"
    return render_template(template, told=told, summary=summary(told), form=form, back=back)
