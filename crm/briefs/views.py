"""Speaks HTTP for meeting briefs: on screen and as PDF."""

import re

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.briefs.build.page import brief_of
from crm.briefs.document import Brief
from crm.briefs.writers.pdf import write_pdf
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.db import db
from crm.core.i18n import LANGUAGE_NAMES, LANGUAGES, language
from crm.core.text import fold
from crm.engagements.models import Engagement
from crm.engagements.queries import one
from crm.reports.brand import brand

blueprint = Blueprint("briefs", __name__)


@blueprint.get("/engagements/<int:engagement_id>/brief")
@needs(Permission.ENGAGEMENT_READ)
def show(engagement_id: int) -> str:
    """Show the brief of an engagement, by `?lang=en|es` in a language."""
    item, brief = _asked(engagement_id)
    return render_template("briefs/show.html", item=item, brief=brief, languages=LANGUAGE_NAMES)


@blueprint.get("/engagements/<int:engagement_id>/brief.pdf")
@needs(Permission.ENGAGEMENT_READ)
def pdf(engagement_id: int) -> Response:
    """Hand over the brief as one page of PDF."""
    item, brief = _asked(engagement_id)
    name, dated = file_name(item, brief.language), today_in(current_user.time_zone)
    look = brand(brief.language)
    # Typesetting takes a while: no transaction, not even one that only reads, stays open for it.
    db.session.close()
    answer = Response(write_pdf(brief, dated, look), content_type="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _asked(engagement_id: int) -> tuple[Engagement, Brief]:
    item = one.get_visible(current_user, engagement_id) or abort(404)
    wanted = request.args.get("lang", "")
    return item, brief_of(current_user, item, wanted if wanted in LANGUAGES else language())


def file_name(item: Engagement, language: str) -> str:
    """Return 'Puente_G-2026-0147_consul-general_es.pdf': plain letters, for any system."""
    subject = re.sub(r"[^a-z0-9]+", "-", fold(item.subject)).strip("-")[:50].strip("-") or "brief"
    return f"Puente_{item.number}_{subject}_{language}.pdf"
