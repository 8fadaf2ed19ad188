"""The report of an issue: how it stands and moved, where it is published, who says what, what we did, what comes."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.dates import long_date
from crm.core.i18n import language, spoken
from crm.issues.labels import KINDS, POSITIONS, SOURCES, STATES, hs_dotted, value_text
from crm.reference.queries import ports_by_id, sectors_by_id
from crm.reports.build.asked import Asked, Built
from crm.reports.build.kinds.dates import dates_section, issue_days, planned_days
from crm.reports.build.kinds.facts.issue import CHARTS, Matter, gather
from crm.reports.build.kinds.figures import charts, figures_table, used
from crm.reports.build.kinds.frame import framed
from crm.reports.build.kinds.gaps import gaps, issue_gaps
from crm.reports.build.kinds.grid import column, cut_note, fact_columns, grid, on_day, said, table_section
from crm.reports.build.kinds.pieces import colour_word, engagements_section, prose
from crm.reports.build.outline import CLIENT, Part, sections
from crm.reports.document import Block, Bullets, Count, CountStrip, Note, Paragraph, Section


def _brief(facts: Matter) -> Section:
    issue, latest = facts.issue, facts.latest
    strip = CountStrip((
        Count(_("Status"), str(STATES[issue.state])),
        Count(_("Color"), colour_word(latest.colour if latest else "")),
        Count(_("Updates in the period"), str(len(facts.updates))),
        Count(_("Engagements held"), str(len(facts.held))),
    ))  # fmt: skip
    lines = [trend(facts)]
    if latest and (text := facts.voice.noted(prose(latest.text))):
        day = long_date(facts.day(latest.at), language())
        lines.append(_("Latest update, %(date)s: %(text)s", date=day, text=text))
    blocks: list[Block] = [*cut_note(facts.cut), strip, Bullets(tuple(lines))]
    if recommendation := facts.voice.noted(prose(issue.recommendation)):
        blocks.append(Note(_("We recommend: %(text)s", text=recommendation), "info"))
    return Section(_("Where it stands"), tuple(blocks))


def trend(facts: Matter) -> str:
    """Return how the colour moved over the period, in words."""
    earlier = facts.earlier.colour if facts.earlier else ""
    colours = [colour for colour in (earlier, *(update.colour for update in facts.updates)) if colour]
    if not facts.updates:
        return str(_("Nothing was said of it in this period."))
    if len(colours) == 1:
        return str(_("%(colour)s: the first update of this issue.", colour=colour_word(colours[0])))
    first, last = colours[0], colours[-1]
    if first == last:
        return str(_("%(colour)s, as before the period.", colour=colour_word(last)))
    then = colour_word(first).lower()
    return str(_("%(now)s; it was %(then)s before.", now=colour_word(last), then=then))


def _about(facts: Matter) -> Section:
    issue, speaks = facts.issue, language()
    treaty = _("chapter %(number)s, %(title)s", number=issue.chapter.number, title=issue.chapter.title(speaks)) \
        if issue.chapter else ""  # fmt: skip
    article = _("article %(number)s", number=issue.usmca_article) if issue.usmca_article else ""
    ports = sorted((ports_by_id()[row.port_id] for row in issue.ports), key=lambda port: port.position)
    rows = [
        (_("Kind"), str(KINDS[issue.kind])), (_("USMCA"), ", ".join(filter(None, (treaty, article)))),
        (_("HS codes"), ", ".join(hs_dotted(row.hs_code) for row in issue.hs_codes)),
        (_("Sectors"), ", ".join(sorted(sectors_by_id()[row.sector_id].title(speaks) for row in issue.sectors))),
        (_("Ports"), ", ".join(port.label for port in ports)),
        # What is at stake may be one client's own figure.
        (_("At stake"), value_text(issue, speaks) if facts.voice.inside else ""),
        (_("What that is made of"), issue.value_note if facts.voice.inside else ""),
        (_("Institutions"), "\n".join(sorted(row.institution.name(speaks) for row in issue.institutions))),
        (_("Takes effect"), long_date(issue.effective_on, speaks) if issue.effective_on else ""),
        (_("Comments close"), long_date(issue.comments_due_on, speaks) if issue.comments_due_on else ""),
        (_("Who follows it"), issue.owner.name if issue.owner else ""),
    ]  # fmt: skip
    blocks: list[Block] = [grid(fact_columns(), [row for row in rows if row[1]])]
    if text := facts.voice.noted(prose(issue.description)):
        blocks.insert(0, Paragraph(text))
    return Section(_("What it is about"), tuple(blocks))


def _citations(facts: Matter) -> Section:
    columns = (column(_("Date"), 0), column(_("Publication"), 1.2), column(_("Citation"), 3), column(_("Link"), 2))
    rows = [
        (on_day(each.cited_on, _("no date")), str(SOURCES[each.source]), facts.voice.said(each.text), each.url)
        for each in facts.issue.citations
    ]
    return table_section(_("Publications"), columns, rows, _("No publication is cited yet."))


def _updates(facts: Matter) -> Section:
    columns = (column(_("Date"), 0), column(_("Color"), 0), column(_("What happened"), 4))
    rows = [
        (on_day(facts.day(update.at)), colour_word(update.colour),
         facts.voice.noted(prose(update.text)) or _("Wording to follow"))
        for update in facts.updates
    ]  # fmt: skip
    return table_section(_("Updates in the period"), columns, rows, _("Nothing was said of it in this period."))


def _positions(facts: Matter) -> Section:
    if facts.voice.client is not None:
        return _your_position(facts)
    columns = (column(_("Client"), 1.6), column(_("Position"), 0.9), column(_("What it asks for"), 3))
    rows = [(row.client.name, str(POSITIONS[row.position]), row.ask) for row in facts.positions]
    tally = [f"{POSITIONS[code]}: {number}" for code in POSITIONS
             if (number := sum(row.position == code for row in facts.positions))]  # fmt: skip
    blocks: list[Block] = [grid(columns, rows, ", ".join(tally))] if rows else []
    return said(_("Positions of our clients"), blocks, _("It touches no client that you may see."))


def _your_position(facts: Matter) -> Section:
    told = [Paragraph(". ".join(filter(None, (str(POSITIONS[row.position]), facts.voice.said(row.ask)))))
            for row in facts.positions]  # fmt: skip
    return said(_("Your position"), told, _("We have no position of yours on record."))


def _engagements(facts: Matter) -> Section:
    return engagements_section(_("Engagements held"), facts.held, facts.voice, cut=facts.cut)


def _dates(facts: Matter) -> Section:
    found = [*planned_days(facts.planned, facts.voice), *issue_days([facts.issue], facts.voice, facts.today)]
    return dates_section(_("Calendar: the next 90 days"), found, _("Nothing is planned or due in the next 90 days."))


def _figures(facts: Matter) -> Section:
    blocks: list[Block] = list(charts(facts.figures[:CHARTS], facts.plan, facts.today))
    if facts.figures:
        blocks.append(figures_table(facts.figures))
    nothing = _("The issue names no HS chapter or port of which figures are loaded.")
    return said(_("Figures of its chapters and ports"), blocks, nothing)


PARTS: tuple[Part[Matter], ...] = (
    Part("brief", _l("Where it stands"), _brief, CLIENT),
    Part("about", _l("What it is about"), _about, CLIENT),
    Part("citations", _l("Publications"), _citations, CLIENT),
    Part("updates", _l("Updates in the period"), _updates, CLIENT),
    Part("positions", _l("Positions"), _positions, CLIENT),
    Part("engagements", _l("Engagements held"), _engagements, CLIENT),
    Part("dates", _l("Calendar: the next 90 days"), _dates, CLIENT),
    Part("figures", _l("Figures of its chapters and ports"), _figures, CLIENT),
)


def build(asked: Asked, reader: User) -> Built:
    """Return the report of `asked.issue`; for a client (level "client") its own position and engagements alone."""
    with spoken(asked.language):
        facts = gather(asked, reader)
        client, issue = facts.voice.client, facts.issue
        subject = facts.voice.said(issue.title(asked.language)) or issue.number
        told = sections(PARTS, asked.plan, facts)
        subtitle = _("For %(client)s", client=client.name) if client else issue.number
        made = framed(asked, _("Issue report"), subject, told, subtitle)
    told_of = [*gaps(asked, facts.voice, facts.held, facts.figures), *issue_gaps(facts)]
    return Built(made, told_of, _records(facts), used(facts.figures))


def _records(facts: Matter) -> Mapping[str, frozenset[int]]:
    engagements = [*facts.held, *facts.planned]
    clients = {link.client_id for item in engagements for link in item.clients}
    if facts.voice.client is not None:
        clients.add(facts.voice.client.id)
    return {
        "issue": frozenset({facts.issue.id}),
        "engagement": frozenset(item.id for item in engagements),
        "client": frozenset(clients | {row.client_id for row in facts.positions}),
    }
