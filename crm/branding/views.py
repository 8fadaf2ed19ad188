"""Settings → Documents: the firm's look, with a sample of what is saved."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.audit.queries import history
from crm.audit.words import describe
from crm.branding import actions
from crm.branding.colours import OURS
from crm.branding.forms import KEYS, BrandingForm
from crm.branding.logo import MOST_MB, take_logo
from crm.branding.queries import logo_bytes, logo_file
from crm.branding.words import LABELS, RESOLVERS
from crm.core.access import needs
from crm.core.db import StaleSaveError, UniqueTakenError, db, unit_of_work
from crm.core.feature import registry
from crm.core.firm import firm_settings, firm_settings_for_edit, forget_settings, settings_version
from crm.core.forms import differences
from crm.core.i18n import LANGUAGES, language
from crm.files.intake import Taken
from crm.files.one import RefusedFileError
from crm.files.preview import drawn
from crm.files.receiving import takes_files
from crm.files.setup import file_store

blueprint = Blueprint("branding", __name__)
Answer = str | AnyResponse | tuple[str, int]


@blueprint.get("/settings/documents")
@needs(Permission.SETTINGS_WRITE)
def settings() -> Answer:
    """Show what the firm's documents look like."""
    return _page(BrandingForm(formdata=None, settings=firm_settings()))


def _page(form: BrandingForm, status: int = 200, found: Any = None) -> tuple[str, int]:
    trail = history(actions.KIND, actions.RECORD, request.args.get("before", type=int))
    return render_template(
        "branding/settings.html", form=form, found=found, ours=OURS, most_mb=MOST_MB, logo=logo_file(),
        told=describe(trail.rows, LABELS, RESOLVERS), before=trail.before,
        stamp=settings_version(firm_settings(), KEYS),
    ), status  # fmt: skip


@blueprint.post("/settings/documents")
@needs(Permission.SETTINGS_WRITE)
@takes_files
def save_settings() -> Answer:
    """Save them; refused where somebody saved them after this form was opened."""
    form = BrandingForm(settings=firm_settings())
    if not form.validate():
        return _page(form, 422)
    try:
        logo = take_logo(form.upload) if form.upload else None
    except RefusedFileError as error:
        form.logo.errors = [str(error)]
        return _page(form, error.status)
    try:
        _save(form, logo)
    except (StaleSaveError, UniqueTakenError):
        forget_settings()
        saved = BrandingForm(formdata=None, settings=firm_settings())
        form.version.data, form.version.raw_data = saved.version.data, None
        del saved.logo, saved.remove_logo
        return _page(form, 409, differences(form, saved))
    flash(_("Saved."))
    return redirect(url_for("branding.settings"), 303)


def _save(form: BrandingForm, logo: Taken | None) -> None:
    """Save in one unit of work; the bytes of a logo that was not saved are removed."""
    try:
        with unit_of_work(current_user.id) as work:
            if settings_version(firm_settings_for_edit(work), KEYS) != form.version.data:
                raise StaleSaveError  # noqa: TRY301 - the unit of work must roll back
            actions.save(work, current_user, form.values(), logo, remove_logo=form.remove_logo.data)
    except (StaleSaveError, UniqueTakenError):
        if logo is not None:
            file_store().delete(logo.put.key)
        raise


@blueprint.get("/settings/documents/logo.png")
@needs(Permission.SETTINGS_WRITE)
def logo() -> Response:
    """Hand over the logo in use."""
    return Response(logo_bytes() or abort(404), content_type="image/png")


@blueprint.get("/settings/documents/preview.png")
@needs(Permission.SETTINGS_WRITE)
def preview() -> Response:
    """Draw the first page of a sample document, with what is saved."""
    return Response(_first_page(_sample(_wanted())), content_type="image/png")


@blueprint.get("/settings/documents/sample.pdf")
@needs(Permission.SETTINGS_WRITE)
def sample() -> Response:
    """Hand over a sample document, with what is saved."""
    wanted = _wanted()
    answer = Response(_sample(wanted), content_type="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"Puente_sample_{wanted}.pdf")
    return answer


def _wanted() -> str:
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else language()


def _sample(wanted: str) -> bytes:
    """Return the sample as PDF: it is made by the feature that writes documents."""
    make: Callable[[], bytes] = registry().ask("document.sample", wanted) or abort(404)
    # Typesetting takes a while: no transaction, not even one that only reads, stays open for it.
    db.session.close()
    return make()


@lru_cache(maxsize=4)
def _first_page(pdf: bytes) -> bytes:
    return drawn(pdf, "page")[1] or abort(404)
