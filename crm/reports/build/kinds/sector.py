"""The sector brief: published figures and what moved, where they concentrate, issues, publications, dates, activity."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.clients.forms.client import STATUS_LABELS
from crm.core.i18n import language, spoken
from crm.indicators.boards import runs
from crm.issues.labels import SOURCES
from crm.reports.build.asked import Asked, Built
from crm.reports.build.figures import changed
from crm.reports.build.kinds.asks.activity import FEWEST_CLIENTS
from crm.reports.build.kinds.dates import dates_section, key_days
from crm.reports.build.kinds.facts.sector import Brief, gather
from crm.reports.build.kinds.figures import charts, figures_table, latest_period, latest_value, percent, used
from crm.reports.build.kinds.frame import framed
from crm.reports.build.kinds.gaps import gaps
from crm.reports.build.kinds.grid import Cell, column, count, cut_note, on_day, said, table_section, tally
from crm.reports.build.kinds.pieces import issues_section
from crm.reports.build.kinds.splits import split_blocks
from crm.reports.build.outline import CLIENT, EVERYBODY, Part, sections
from crm.reports.build.series_facts import SeriesFigures
from crm.reports.document import Block, Bullets, Count, CountStrip, Note, Section

#: Figures with a chart; all of them are in the table.
CHARTS: Final = 4
#: Changes told in words.
_MOVES: Final = 5


def _brief(facts: Brief) -> Section:
    told = sorted((each for each in facts.figures if percent(each) is not None), key=_size, reverse=True)[:_MOVES]
    lines = [
        _("%(title)s: %(value)s in %(period)s, %(change)s.", title=each.series.title(language()),
          value=latest_value(each), period=latest_period(each), change=changed(each))
        for each in told
    ]  # fmt: skip
    chapters = _("HS chapters: %(codes)s", codes=runs(facts.chapters)) if facts.chapters else \
        _("HS does not cover services: this sector is followed by crossings and the exchange rate.")  # fmt: skip
    partly = _("Only part of these belongs to the sector: %(codes)s.", codes=runs(facts.partly)) if facts.partly else ""
    blocks: list[Block] = [Note("\n".join(filter(None, (chapters, partly))), "info")]
    blocks.append(Bullets(tuple(lines)) if lines else Note(_("No figure can be compared with the year before.")))
    return Section(_("What moved"), tuple(blocks))


def _size(told: SeriesFigures) -> Decimal:
    return abs(percent(told) or Decimal(0))


def _figures(facts: Brief) -> Section | None:
    """Return the charts; None where the figures have no sentence yet and stand in their table alone."""
    blocks = charts(facts.figures[:CHARTS], facts.plan, facts.today)
    if facts.figures and not blocks:
        return None
    return said(_("Figures of the sector"), blocks, _("No figures of this sector are loaded."))


def _table(facts: Brief) -> Section:
    blocks = [figures_table(facts.figures)] if facts.figures else []
    return said(_("All figures with their sources"), blocks, _("No figures of this sector are loaded."))


def _concentration(facts: Brief) -> Section:
    blocks = [block for each in facts.splits for block in split_blocks(each)]
    nothing = _("No figures by port or state are loaded for this sector.")
    return said(_("Where it crosses and where it goes"), blocks, nothing)


def _issues(facts: Brief) -> Section:
    return issues_section(_("Issues of the sector"), facts.issues, facts.told_on, facts.voice)


def _publications(facts: Brief) -> Section:
    columns = (column(_("Date"), 0), column(_("Publication"), 1.2), column(_("Citation"), 3), column(_("Link"), 2))
    rows: list[tuple[Cell, ...]] = [
        (on_day(each.cited_on), str(SOURCES[each.source]), text, each.url)
        for each, _issue in facts.publications if (text := facts.voice.said(each.text))
    ]  # fmt: skip
    return table_section(_("Publications of the period"), columns, rows, _("No publication of this period is on file."))


def _dates(facts: Brief) -> Section:
    nothing = _("Nothing is planned or due in the next 90 days.")
    names = {key: name for key, name, _status in facts.clients}
    return dates_section(_("Calendar: the next 90 days"), key_days(facts.days, facts.voice, names), nothing)


def _activity(facts: Brief) -> Section | None:
    """Return what we did: inside the firm by client, to others one number, where it lets no client be recognised."""
    found = facts.activity
    if not facts.voice.inside:
        if not found.may_be_published:
            return None
        told = _("In this period we held %(number)s engagements in this sector, for at least %(clients)s clients.",
                 number=found.engagements, clients=FEWEST_CLIENTS)  # fmt: skip
        return Section(_("Our work in the sector"), (Note(told, "info"),))
    strip = CountStrip((
        Count(_("Engagements held"), str(found.engagements)),
        Count(_("With government"), str(found.of_track("diplomatic"))),
        Count(_("In trade"), str(found.of_track("trade"))), Count(_("Clients met"), str(found.clients)),
        Count(_("Clients in the sector"), str(len(facts.clients))),
    ))  # fmt: skip
    return Section(_("Our work in the sector"), (*cut_note(found.cut), strip))


def _clients(facts: Brief) -> Section:
    met = Counter(contact.client_id for contact in facts.activity.contacts)
    last = {contact.client_id: contact.day for contact in facts.activity.contacts}
    columns = (column(_("Client"), 2.4), column(_("Status"), 1), tally(_("Engagements held")),
               column(_("Last contact in the period"), 0))  # fmt: skip
    rows = [
        (name, str(STATUS_LABELS[status]), count(met[key]), on_day(last.get(key)))
        for key, name, status in facts.clients
    ]
    return table_section(_("Clients in the sector"), columns, rows, _("No client that you may see is in this sector."))


PARTS: tuple[Part[Brief], ...] = (
    Part("brief", _l("What moved"), _brief, EVERYBODY),
    Part("figures", _l("Figures of the sector"), _figures, EVERYBODY),
    Part("concentration", _l("Where it crosses and where it goes"), _concentration, EVERYBODY),
    Part("publications", _l("Publications of the period"), _publications, EVERYBODY),
    Part("issues", _l("Issues of the sector"), _issues, CLIENT),
    Part("dates", _l("Calendar: the next 90 days"), _dates, EVERYBODY),
    Part("activity", _l("Our work in the sector"), _activity, EVERYBODY),
    Part("clients", _l("Clients in the sector"), _clients),
    Part("sources", _l("All figures with their sources"), _table, EVERYBODY),
)


def build(asked: Asked, reader: User) -> Built:
    """Return the brief of `asked.sector`; for everybody figures, publications and dates, of us one number at most."""
    with spoken(asked.language):
        facts = gather(asked, reader)
        told = sections(PARTS, asked.plan, facts)
        what = _("For %(client)s", client=facts.voice.client.name) if facts.voice.client else \
            _("Published figures, publications and dates")  # fmt: skip
        made = framed(asked, _("Sector brief"), facts.sector.title(asked.language), told, what)
    told_of = gaps(asked, facts.voice, (), facts.figures)
    return Built(made, told_of, _records(facts), used(facts.figures))


def _records(facts: Brief) -> Mapping[str, frozenset[int]]:
    """Return the records printed: below internal nothing of a client or an engagement is, the count least of all."""
    issues = frozenset(issue.id for issue in facts.issues)
    if not facts.voice.inside:
        return {"issue": issues}
    days = (key for day in facts.days for key in day.client_ids)
    return {
        "issue": issues,
        "engagement": frozenset(contact.id for contact in facts.activity.contacts),
        "client": frozenset({key for key, _name, _status in facts.clients} | set(days)
                            | {contact.client_id for contact in facts.activity.contacts if contact.client_id}),
    }  # fmt: skip
