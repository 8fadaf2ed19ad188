"""The portfolio review for partners: every client in a line, those that need a partner first."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.accounts.models import User
from crm.accounts.queries import names_by_id
from crm.core.i18n import language, spoken
from crm.issues.models import Issue
from crm.mandates.labels import OBJECTIVE_STATES
from crm.reports.build.asked import Asked, Built
from crm.reports.build.kinds.facts.portfolio import Line, Portfolio, gather, reasons
from crm.reports.build.kinds.frame import framed
from crm.reports.build.kinds.grid import (
    NONE,
    Cell,
    column,
    count,
    cut_note,
    late_by,
    on_day,
    said,
    table_section,
    tally,
)
from crm.reports.build.outline import Part, sections
from crm.reports.document import Block, Count, CountStrip, Note, Section

#: Clients told of in words before the table of all.
FIRST: Final = 12


def _brief(facts: Portfolio) -> Section:
    lines = facts.lines
    strip = CountStrip((
        Count(_("Clients followed"), str(len(lines))),
        Count(_("Need a partner"), str(len(facts.needy()))),
        Count(_("No recent contact"), str(sum(line.quiet for line in lines))),
        Count(_("Commitments overdue"), str(len({item.id for line in lines for item in line.overdue}))),
        Count(_("Objectives at risk or blocked"), str(sum(line.stuck for line in lines))),
        Count(_("Clients with an issue at red"), str(sum(bool(line.red) for line in lines))),
    ))  # fmt: skip
    return said(_("The portfolio in brief"), [*cut_note(facts.cut), strip] if lines else [], _nobody())


def _nobody() -> str:
    return str(_("The firm follows no client that you may see."))


def _first(facts: Portfolio) -> Section:
    needy, names = facts.needy(), names_by_id()
    columns = (column(_("Client"), 1.6), column(_("Account lead"), 1.2), column(_("Why"), 3))
    rows = [
        (line.client.name, names.get(line.client.lead_id or 0, ""), "\n".join(reasons(line, facts.today)))
        for line in needy[:FIRST]
    ]
    section = table_section(_("What needs a partner first"), columns, rows, _("No client needs a partner today."))
    return Section(section.heading, (*section.blocks, *_rest(FIRST, len(needy))))


def _rest(shown: int, found: int) -> list[Block]:
    if found <= shown:
        return []
    told = ngettext(
        "%(num)s more client needs one: the table of all clients has it in this order.",
        "%(num)s more clients need one: the table of all clients has them in this order.",
        found - shown,
    )
    return [Note(told, "info")]


def _all(facts: Portfolio) -> Section:
    columns = (
        column(_("Client"), 2), column(_("Last contact"), 0), column(_("Objectives"), 1.5), tally(_("Overdue")),
        column(_("Term ends"), 0), tally(_("At red")), column(_("Report sent"), 0),
    )  # fmt: skip
    rows = [_row(line) for line in facts.lines]
    return table_section(_("All clients"), columns, rows, _nobody(), cut=facts.cut)


def _row(line: Line) -> list[Cell]:
    states = [f"{number} {str(OBJECTIVE_STATES[state]).lower()}"
              for state in OBJECTIVE_STATES if (number := line.objectives.get(state))]  # fmt: skip
    open_ended = _("open-ended") if line.retainer else NONE
    return [
        line.client.name, on_day(line.last, _("none yet")), "\n".join(states) or NONE,
        count(len(line.overdue)) if line.overdue else (NONE, 0),
        on_day(line.retainer.ends_on if line.retainer else None, open_ended),
        count(len(line.red)) if line.red else (NONE, 0), on_day(line.sent),
    ]  # fmt: skip


def _quiet(facts: Portfolio) -> Section:
    found = sorted((line for line in facts.lines if line.quiet), key=lambda line: line.meant - line.days)
    columns = (column(_("Client"), 2), column(_("Account lead"), 1.4), column(_("Last contact"), 0),
               tally(_("Days")), tally(_("Days meant")))  # fmt: skip
    names = names_by_id()
    rows = [(line.client.name, names.get(line.client.lead_id or 0, ""), on_day(line.last, _("none yet")),
             count(line.days), count(line.meant)) for line in found]  # fmt: skip
    return table_section(_("No recent contact"), columns, rows, _("Every client was met within the days meant for it."))


def _late(facts: Portfolio) -> Section:
    columns = (column(_("Client"), 1.5), column(_("What was promised"), 2.6), column(_("Made by"), 0.9),
               column(_("Due"), 0), tally(_("Days late")))  # fmt: skip
    late = sorted(((item, line) for line in facts.lines for item in line.overdue), key=lambda pair: str(pair[0].due_on))
    rows = [
        (line.client.name, item.text, _maker(item.maker), on_day(item.due_on), late_by(item.due_on, facts.today))
        for item, line in late
    ]
    return table_section(_("Commitments overdue"), columns, rows, _("No commitment is overdue."))


def _maker(kind: str) -> str:
    """Return who made a promise, as a column of a table says it."""
    return str({"us": _("Our firm"), "client": _("Client"), "institution": _("Institution")}[kind])


def _terms(facts: Portfolio) -> Section:
    ending = [(mandate, line) for line in facts.lines for mandate in line.mandates
              if mandate.ends_on and mandate.ends_on <= facts.soon]  # fmt: skip
    ending.sort(key=lambda pair: (pair[0].ends_on, pair[0].id))
    columns = (column(_("Client"), 1.8), column(_("Mandate"), 2.4), column(_("Ends on"), 0),
               column(_("Talk about renewal by"), 0))  # fmt: skip
    rows = [(line.client.name, mandate.title, on_day(mandate.ends_on), on_day(mandate.renewal_on))
            for mandate, line in ending]  # fmt: skip
    return table_section(_("Terms that end within 90 days"), columns, rows, _("No mandate ends within 90 days."))


def _red(facts: Portfolio) -> Section:
    by_issue: dict[int, tuple[Issue, list[str]]] = {}
    for line in facts.lines:
        for issue in line.red:
            by_issue.setdefault(issue.id, (issue, []))[1].append(line.client.name)
    columns = (column(_("No."), 0), column(_("Issue"), 3), column(_("Clients"), 2))
    rows = [(issue.number, issue.title(language()), "\n".join(sorted(names))) for issue, names in by_issue.values()]
    return table_section(_("Issues at red"), columns, rows, _("No issue that touches a client is at red."))


PARTS: tuple[Part[Portfolio], ...] = (
    Part("brief", _l("The portfolio in brief"), _brief),
    Part("first", _l("What needs a partner first"), _first),
    Part("clients", _l("All clients"), _all),
    Part("late", _l("Commitments overdue"), _late),
    Part("quiet", _l("No recent contact"), _quiet),
    Part("terms", _l("Terms that end within 90 days"), _terms),
    Part("red", _l("Issues at red"), _red),
)


def build(asked: Asked, reader: User, sent_on: Mapping[int, date] | None = None) -> Built:
    """Return the review as it stands on `asked.today`; `sent_on`: by client the day its last report was sent."""
    with spoken(asked.language):
        facts = gather(reader, asked.today, sent_on or {}, asked.most)
        made = framed(
            asked, _("Portfolio review"), _("All clients"), sections(PARTS, asked.plan, facts),
            _("Clients, contact, commitments, objectives and terms"),
        )  # fmt: skip
    return Built(made, (), _records(facts))


def _records(facts: Portfolio) -> Mapping[str, frozenset[int]]:
    lines = facts.lines
    return {
        "client": frozenset(line.client.id for line in lines),
        "commitment": frozenset(item.id for line in lines for item in line.overdue),
        "mandate": frozenset(mandate.id for line in lines for mandate in line.mandates),
        "issue": frozenset(issue.id for line in lines for issue in line.red),
    }
