"""The engagement report of a client and a period, after the firm's outline, as a neutral document."""

from datetime import date

from flask_babel import gettext as _

from crm.accounts.models import User
from crm.core.dates import long_date
from crm.core.i18n import spoken
from crm.reports.build.annexes import follow_ups_annex, log_section
from crm.reports.build.facts import Facts, gather
from crm.reports.build.figures import figures_section, sources_section
from crm.reports.build.sections import brief_section, calendar_section, engagements_section, follow_ups_section
from crm.reports.document import Cover, Document, Footer
from crm.reports.models import Report


def build(report: Report, reader: User, today: date | None = None) -> Document:
    """Return the report's document as this reader may see it; `today` is the reader's own day unless given."""
    return document_of(gather(report, reader, today))


def document_of(facts: Facts) -> Document:
    """Word the facts in the report's language."""
    with spoken(facts.language):
        cover = _cover(facts)
        return Document(
            title=_title(facts),
            subtitle=_("Engagements with government and business, follow-ups and published figures"),
            language=facts.language,
            cover=cover,
            sections=(
                brief_section(facts), engagements_section(facts), follow_ups_section(facts), figures_section(facts),
                calendar_section(facts), log_section(facts), follow_ups_annex(facts), sources_section(facts),
            ),
            footer=Footer(cover.client, cover.period, cover.version, cover.confidentiality),
            dated=facts.today,
            author=cover.firm,
            notice=_(
                "Prepared from our records for the client named. "
                "Not legal, tax, customs-brokerage or investment advice. Confidential."
            ),
        )  # fmt: skip


def _title(facts: Facts) -> str:
    return str(_("Quarterly engagement report")) if facts.period.is_quarter else _("Engagement report")


def _cover(facts: Facts) -> Cover:
    made = long_date(facts.today, facts.language)
    return Cover(
        client=facts.client.legal_name or facts.client.name,
        period=facts.period.name(facts.language),
        report_date=made,
        # Nobody approves a report yet, and its words are those of the day it is made.
        version=_("Draft of %(date)s", date=made),
        prepared_by=facts.report.prepared_by.name,
        firm=str(facts.firm["firm_name"]),
        offices=tuple(line.strip() for line in str(facts.firm["offices"]).splitlines() if line.strip()),
        confidentiality=_("Confidential. For the use of the client named."),
        draft=_("Draft, not approved"),
    )
