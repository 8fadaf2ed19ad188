"""Cover, foot and notice of a client's report."""

from flask_babel import gettext as _

from crm.core.dates import long_date
from crm.core.firm import firm_offices
from crm.reports.build.facts import Facts
from crm.reports.document import Cover, Document, Footer, Section


def document(facts: Facts, title: str, subtitle: str, sections: tuple[Section, ...]) -> Document:
    """Return the document around the sections."""
    front = cover(facts)
    return Document(
        title=title, subtitle=subtitle, language=facts.language, cover=front, sections=sections,
        footer=Footer(front.client, front.period, front.version, front.confidentiality),
        dated=facts.today, author=front.firm, notice=notice(facts),
    )  # fmt: skip


def cover(facts: Facts) -> Cover:
    """Return the cover; without an approver it is marked a draft."""
    made, public = long_date(facts.today, facts.language), facts.say.level == "public"
    client = facts.say.told(facts.client, "legal_name") or facts.say.told(facts.client, "name")
    titles = [facts.say.told(mandate, "title") for mandate in facts.mandates.mandates if mandate.state != "ended"]
    marks = {"internal": _("Internal. Not for the client."), "public": _("For publication.")}
    return Cover(
        client=client,
        period=facts.period.name(facts.language),
        report_date=made,
        version=facts.asked.version or _("Draft of %(date)s", date=made),
        prepared_by="" if public else facts.asked.prepared_by,
        approved_by="" if public else facts.asked.approved_by,
        mandate="\n".join(filter(None, titles[:2])),
        firm=str(facts.firm["firm_name"]),
        offices=firm_offices(),
        confidentiality=marks.get(facts.say.level, "") or _("Confidential. For the use of the client named."),
        draft="" if facts.asked.approved_by else _("Draft, not approved"),
    )


def notice(facts: Facts) -> str:
    """Return the notice; that of a public document says nothing of confidence."""
    if facts.say.level == "public":
        return str(_("Prepared from our records. Not legal, tax, customs-brokerage or investment advice."))
    return str(
        _(
            "Prepared from our records for the client named. "
            "Not legal, tax, customs-brokerage or investment advice. Confidential."
        )
    )
