"""What is said of a report: its subject, its file's name."""

import re

from flask import url_for
from flask_babel import gettext as _

from crm.core.i18n import language
from crm.core.text import fold
from crm.reports.kinds import KINDS
from crm.reports.models import Planned, Report
from crm.reports.report_queries import period_of


def subject_name(report: Planned, speaks: str = "") -> str:
    """Return the name of what a report is about, in a language (else the reader's)."""
    speaks = speaks or language()
    client = report.client.name if report.client is not None else ""
    if report.institution is not None:
        name = report.institution.name(speaks)
    elif report.issue is not None:
        name = report.issue.title(speaks)
    elif report.sector is not None:
        name = report.sector.title(speaks)
    else:
        name = report.mission
    return " · ".join(part for part in (name, client) if part) or _("The whole firm")


def subject_of(report: Planned) -> tuple[str, str]:
    """Return the name of what a report is about and its page ("" where it has none)."""
    url = ""
    if report.institution is not None:
        url = url_for("institutions.show", institution_id=report.institution.id)
    elif report.issue is not None:
        url = url_for("issues.show", issue_id=report.issue.id)
    elif report.sector is not None:
        url = url_for("indicators.sector", code=report.sector.code)
    elif report.client is not None:
        url = url_for("clients.show", client_id=report.client.id)
    return subject_name(report), url


def file_name(report: Report, ending: str) -> str:
    """Return 'Puente_agricola-valle-del-yaqui_2026-Q3_es.pdf': plain letters, for any system."""
    name = re.sub(r"[^a-z0-9]+", "-", fold(subject_name(report, report.language))).strip("-")[:60] or "report"
    kind = "" if report.kind == "quarterly" else f"_{report.kind}"
    return f"Puente_{name}{kind}_{period_of(report).slug}_{report.language}.{ending}"


def title_of(report: Planned) -> str:
    """Return 'Quarterly client report: Agrícola Valle del Yaqui'."""
    return f"{KINDS[report.kind].label}: {subject_name(report)}"
