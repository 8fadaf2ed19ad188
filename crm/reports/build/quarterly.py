"""The engagement report of a client and a period, after the firm's outline, as a neutral document."""

from dataclasses import replace
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.i18n import spoken
from crm.reports.build import cover, printed
from crm.reports.build.annexes import bodies_annex, follow_ups_annex, log_section
from crm.reports.build.asked import Asked, Built
from crm.reports.build.facts import Facts, gather
from crm.reports.build.figures import figures_section
from crm.reports.build.outline import CLIENT, EVERYBODY, Part, sections
from crm.reports.build.readiness import gaps
from crm.reports.build.sections.calendar import calendar_section
from crm.reports.build.sections.closing import plan_section
from crm.reports.build.sections.contacts import engagements_section
from crm.reports.build.sections.issues import issues_section
from crm.reports.build.sections.mandate import (
    introductions_section,
    objectives_section,
    results_section,
    retainer_section,
)
from crm.reports.build.sections.opening import brief_section, letter_section
from crm.reports.build.sections.promises import commitments_section
from crm.reports.build.sources import sources_section
from crm.reports.build.table import engagement_rows
from crm.reports.document import Document

PARTS: Final[tuple[Part[Facts], ...]] = (
    Part("letter", _l("Letter from your account lead"), letter_section, CLIENT),
    Part("brief", _l("The quarter in brief"), brief_section, EVERYBODY),
    Part("objectives", _l("Progress against your objectives"), objectives_section, CLIENT),
    Part("results", _l("Results obtained"), results_section, CLIENT),
    Part("issues", _l("Issues we follow for you"), issues_section, EVERYBODY),
    Part("engagements", _l("Engagements by issue"), engagements_section, CLIENT),
    Part("commitments", _l("Commitments"), commitments_section, CLIENT),
    Part("figures", _l("Your trade in figures"), figures_section, EVERYBODY),
    Part("introductions", _l("Introductions and opportunities"), introductions_section, CLIENT),
    Part("calendar", _l("Calendar: the next 90 days"), calendar_section, EVERYBODY),
    Part("plan", _l("Plan for next quarter and what we need from you"), plan_section, CLIENT),
    Part("retainer", _l("Use of the retainer"), retainer_section, CLIENT, usual=False),
    Part("log", _l("Annex A. Log of engagements"), log_section, CLIENT),
    Part("follow-ups", _l("Annex B. Follow-up actions"), follow_ups_annex, CLIENT),
    Part("sources", _l("Annex C. Sources of figures"), sources_section, EVERYBODY),
    Part("bodies", _l("Annex D. Institutions and posts"), bodies_annex, EVERYBODY),
)


def build(asked: Asked, reader: User) -> Built:
    """Return the report of a client that the reader may see, as far as the reader may see its records."""
    with spoken(asked.language):
        facts = gather(asked, reader)
        document = replace(document_of(facts), data=engagement_rows(facts))
    return Built(document, gaps(facts), printed.records(facts), printed.figures(facts))


def document_of(facts: Facts) -> Document:
    """Word the facts in the report's language."""
    with spoken(facts.language):
        title = _("Quarterly engagement report") if facts.period.is_quarter else _("Engagement report")
        subtitle = _("Engagements with government and business, commitments and published figures")
        return cover.document(facts, title, subtitle, sections(PARTS, facts.asked.plan, facts))
