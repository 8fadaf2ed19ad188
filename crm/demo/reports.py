"""The demo firm's reports of the last quarter: one approved and sent, one before a partner, one still being written."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.dates import today_in
from crm.demo.report_words import written
from crm.notices.speaking import speaking_to
from crm.reports import actions, sending
from crm.reports import report_queries as queries
from crm.reports.addresses import addressees
from crm.reports.build.period import presets
from crm.reports.making import freeze, make
from crm.reports.models import Report, ReportVersion, figures_text

PARTNER: Final = "partner@example.com"
#: Client, language, how far it is.
_REPORTS: Final = (
    ("baja-wire-harness", "en", "sent"),
    ("agricola-valle-yaqui", "es", "waiting"),
    ("saguaro-microdevices", "en", "draft"),
)


def add_reports(work: Session, users: Mapping[str, User], clients: Mapping[str, Client]) -> None:
    """Write the reports in the name of each client's lead, and keep the first as a definition; flushes."""
    by_id, partner = {user.id: user for user in users.values()}, users[PARTNER]
    for slug, language, state in _REPORTS:
        client = clients[slug]
        lead = by_id[client.account_lead_id] if client.account_lead_id else partner
        work.info["actor_id"] = lead.id
        period = presets(today_in(lead.time_zone))["last-quarter"]
        about = {"kind": "quarterly", "client_id": client.id} | _plan(slug, language)
        report = actions.request_report(work, lead, about, period, language)
        if state == "draft":
            continue
        version = _frozen(work, lead, report)
        if state == "sent":
            _send(work, lead, partner, report, version)


def _plan(slug: str, language: str) -> dict[str, str]:
    texts = written(slug, language)
    if texts is None:
        return {}
    return {
        "figures": figures_text(texts.figures), "letter": texts.letter, "signed_by": texts.signed_by,
        "at_risk": texts.at_risk, "needed": texts.needed, "planned": texts.planned,
    }  # fmt: skip


def _frozen(work: Session, lead: User, report: Report) -> ReportVersion:
    with speaking_to(lead):
        found = queries.get_visible(lead, report.id)
        if found is None:
            raise RuntimeError("its own author sees a report")
        made = freeze(make(found, lead), 1)
    return actions.ask_for_approval(work, lead, report, made)


def _send(work: Session, lead: User, partner: User, report: Report, version: ReportVersion) -> None:
    """Approve it and hand it to the client's first person who can be written to."""
    work.info["actor_id"] = partner.id
    actions.approve(work, partner, report, version)
    work.info["actor_id"] = lead.id
    first = next((each for each in addressees(lead, report).values() if each.person_id), None)
    if first is not None:
        version.report = report
        sending.send(work, lead, version, [first], way="link", words="")
    actions.define(work, lead, report, "Quarterly report", "last-quarter", scheduled=True)
