"""What is said of a report: its subject, its file's name."""

import re

from flask import url_for
from flask_babel import gettext as _

from crm.core.i18n import language
from crm.core.text import fold
from crm.reports.kinds import KINDS
from crm.reports.models import Planned, Report
from crm.reports.report_queries import period_of


def subject_of(report: Planned) -> tuple[str, str]:
    """Return the name of what a report is about, in the reader's language, and its page ("" where it has none)."""
    if report.client is not None:
        return report.client.name, url_for("clients.show", client_id=report.client.id)
    if report.institution is not None:
        return report.institution.name(language()), url_for("institutions.show", institution_id=report.institution.id)
    if report.issue is not None:
        return report.issue.title(language()), url_for("issues.show", issue_id=report.issue.id)
    if report.sector is not None:
        return report.sector.title(language()), url_for("indicators.sector", code=report.sector.code)
    return report.mission or _("The whole firm"), ""


def file_name(report: Report, ending: str) -> str:
    """Return 'Puente_agricola-valle-del-yaqui_2026-Q3_es.pdf': plain letters, for any system."""
    name = re.sub(r"[^a-z0-9]+", "-", fold(subject_of(report)[0])).strip("-")[:60] or "report"
    kind = "" if report.kind == "quarterly" else f"_{report.kind}"
    return f"Puente_{name}{kind}_{period_of(report).slug}_{report.language}.{ending}"


def title_of(report: Planned) -> str:
    """Return 'Quarterly client report: Agrícola Valle del Yaqui'."""
    return f"{KINDS[report.kind].label}: {subject_of(report)[0]}"
