"""What is written: an engagement logged and edited, with the words of a lost race kept."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.clients.queries import chosen
from crm.core.access import needs
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences
from crm.core.i18n import language
from crm.core.once import sent_on
from crm.engagements import actions
from crm.engagements.confidential import LockedError
from crm.engagements.draft_actions import close
from crm.engagements.files import OWNER
from crm.engagements.form_data import new_data
from crm.engagements.forms import EngagementForm
from crm.engagements.models import Engagement
from crm.engagements.queries import one, parts
from crm.engagements.views.drafts import blueprint, draft_values, resumed
from crm.files.actions import add as add_files
from crm.files.intake import Refused, intake
from crm.files.receiving import takes_files
from crm.tasks.models import Task

__all__ = ["blueprint"]
#: Not compared on a lost race: rows that only this form adds.
_OWN = frozenset({"follow_ups", "finish", "files", "draft", "part", "part_readers"})


@blueprint.route("/engagements/new", methods=["GET", "POST"])
@needs(Permission.ENGAGEMENT_WRITE)
@takes_files
def new() -> str | Response | tuple[str, int]:
    """Log an engagement, by `?client=<id>` for one client (`institution`, `person`, `issue`: likewise)."""
    asked = {name: request.args.getlist(name, type=int)[:1] for name in ("client", "institution", "person", "issue")}
    clients = [c.id for c in chosen(current_user, asked["client"], language())]
    form = EngagementForm(
        current_user,
        data=new_data(current_user, clients=clients, **_beside(asked)),
        **resumed(None),
    )
    if not form.validate_on_submit():
        return form_page(form, None), 422 if form.is_submitted() else 200
    with intake(_files(form), whole=True) as found:
        if found.refused:
            return form_page(form, None, refused=found.refused), found.refused[0].status
        with unit_of_work(current_user.id) as work:
            item = actions.create(work, current_user, form.changes())
            add_files(work, current_user, OWNER, item.id, found.taken)
            close(work, current_user, form.draft.data, item.id)
            answer = sent_on(work, "engagements.show", engagement_id=item.id)
    say_saved(form)
    return answer


@blueprint.route("/engagements/<int:engagement_id>/edit", methods=["GET", "POST"])
@needs(Permission.ENGAGEMENT_WRITE)
@takes_files
def edit(engagement_id: int) -> str | Response | tuple[str, int]:
    """Edit an engagement."""
    item = one.get_visible(current_user, engagement_id) or abort(404)
    if request.method == "GET" and parts.is_locked(engagement_id):
        return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)
    form = _form_of(item, **resumed(engagement_id))
    if not form.validate_on_submit():
        return form_page(form, item), 422 if form.is_submitted() else 200
    try:
        with intake(_files(form), whole=True) as found:
            if found.refused:
                return form_page(form, item, refused=found.refused), found.refused[0].status
            with unit_of_work(current_user.id) as work:
                fresh = one.for_edit(current_user, engagement_id) or abort(404)
                check_version(fresh, form.version.data)
                actions.update(work, current_user, fresh, form.changes())
                add_files(work, current_user, OWNER, engagement_id, found.taken)
                close(work, current_user, form.draft.data, engagement_id)
                answer = sent_on(work, "engagements.show", engagement_id=engagement_id)
    except StaleSaveError:
        return _stale_page(engagement_id, form), 409
    except LockedError:
        return form_page(form, item), 409
    say_saved(form)
    return answer


def _beside(asked: dict[str, list[int]]) -> dict[str, list[int]]:
    """Return what the address names besides a client, under the names of the form's fields."""
    return {"institutions": asked["institution"], "persons": asked["person"], "issues": asked["issue"]}


def say_saved(form: EngagementForm) -> None:
    """Say that it is saved, and what its note became."""
    count = form.line_count
    if count:
        flash(ngettext("Engagement saved, with %(num)d follow-up of its note.",
                       "Engagement saved, with %(num)d follow-ups of its note.", count))  # fmt: skip
    else:
        flash(_("Engagement saved."))


def _files(form: EngagementForm) -> list[FileStorage]:
    return form.files.chosen if current_user.may(Permission.FILE_WRITE) else []


def _form_of(item: Engagement, **options: Any) -> EngagementForm:
    return EngagementForm(current_user, item, _linked(item), **options)


def _linked(item: Engagement) -> list[Task]:
    """Return the follow-ups that came of it and that the reader may see."""
    return one.follow_ups(current_user, [item.id])[item.id]


def _stale_page(engagement_id: int, form: EngagementForm) -> str:
    """Show what is saved now beside what was typed; the words stay in the form."""
    item = one.get_visible(current_user, engagement_id) or abort(404)
    found = [d for d in differences(form, _form_of(item, formdata=None)) if d.name not in _OWN]
    form.version.data = item.version
    return form_page(form, item, found=found)


def form_page(
    form: EngagementForm,
    item: Engagement | None,
    found: list[Difference] | None = None,
    refused: Sequence[Refused] = (),
    **more: Any,
) -> str:
    """Draw the form; a fold is open where something is typed or wrong in it."""
    if form.files.chosen:
        # No browser sends a chosen file twice.
        form.files.errors = [f"{each.name}: {each.reason}" for each in refused]
        form.files.errors.append(_("Choose the files again: your words are still here, the files are not."))

    def used(*names: str) -> bool:
        return any(form[name].errors or form[name].data for name in names)

    typed = any(row.form.title.data or row.form.errors for row in form.follow_ups)
    return render_template(
        "engagements/edit.html", form=form, item=item, found=found, linked=_linked(item) if item else [],
        open_summary=item is not None or used("summary_en", "summary_es"),
        open_details=item is not None or used(
            "outcome", "next_step", "institution", "people", "usmca", "minutes", "issues",
        ),
        lock=parts.lock_of(item.id) if item else None, open_confidential=used("limited", "part"),
        open_record=used("purpose", "place", "language", "sectors", "chapters", "our_role", "legal_texts"),
        open_follow_ups=item is not None or typed or bool(form.follow_ups.errors),
        **draft_values(form, item), **more,
    )  # fmt: skip
