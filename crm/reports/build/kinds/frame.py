"""What every report has around its sections: cover, footer, notice, the mark of a draft; by its reader level."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.clients.models.client import Client
from crm.core.dates import long_date
from crm.core.firm import firm_offices, firm_settings
from crm.reports.build.asked import Asked
from crm.reports.build.plan import Level
from crm.reports.document import Cover, Document, Footer, Section

CONFIDENTIALITY: Final[Mapping[Level, Any]] = {
    "internal": _l("Internal. Not for clients or third parties."),
    "client": _l("Confidential. For the use of the client named."),
    "public": _l("For publication."),
}
NOTICES: Final[Mapping[Level, Any]] = {
    "internal": _l("Prepared from the firm's records as its reader may see them. Internal: not for clients or third "
                   "parties. Not legal, tax, customs-brokerage or investment advice."),
    "client": _l("Prepared from our records for the client named. "
                 "Not legal, tax, customs-brokerage or investment advice. Confidential."),
    "public": _l("Prepared from published figures and publications, each with its source. "
                 "Not legal, tax, customs-brokerage or investment advice."),
}  # fmt: skip


def reader_of(asked: Asked) -> Client | None:
    """Return the client for whom a report is, None for one of the firm's own or for everybody.

    Raises ValueError for a client's report that names none: whose texts may be printed could not be told.
    """
    if asked.plan.level != "client":
        return None
    if asked.client is None:
        raise ValueError("a report for a client needs the client")
    return asked.client


def framed(
    asked: Asked, title: str, subject: str, sections: tuple[Section, ...], subtitle: str = ""
) -> Document:  # fmt: skip
    """Return the document; `subject` stands where other reports name the client. Within `spoken`."""
    made, period, firm = long_date(asked.today, asked.language), asked.period.name(asked.language), firm_settings()
    version = asked.version or _("Draft of %(date)s", date=made)
    confidentiality, name = str(CONFIDENTIALITY[asked.plan.level]), str(firm["firm_name"])
    return Document(
        title=title,
        subtitle=subtitle,
        language=asked.language,
        cover=Cover(
            client=subject, period=period, report_date=made, version=version, prepared_by=asked.prepared_by,
            firm=name, offices=firm_offices(),
            confidentiality=confidentiality, approved_by=asked.approved_by,
            draft="" if asked.approved_by else _("Draft, not approved"),
        ),
        sections=sections,
        footer=Footer(subject, period, version, confidentiality),
        dated=asked.today,
        author=name,
        notice=str(NOTICES[asked.plan.level]),
    )  # fmt: skip
