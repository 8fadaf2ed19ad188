"""The one-page monthly note of a client: the period in brief, what is overdue, the next ninety days."""

from dataclasses import replace
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.i18n import spoken
from crm.reports.build import cover, printed
from crm.reports.build.asked import Asked, Built
from crm.reports.build.facts import Facts, gather
from crm.reports.build.outline import CLIENT, EVERYBODY, Part, sections
from crm.reports.build.readiness import gaps
from crm.reports.build.sections.calendar import calendar_section
from crm.reports.build.sections.opening import brief_section
from crm.reports.build.sections.promises import overdue_section
from crm.reports.document import Block, Document, Note, Section, Table

#: Rows of one table that leave the note on its page.
MOST_ROWS: Final = 10


def _short(section: Section) -> Section:
    """Return a section whose tables stop where the page would; what is left out is counted."""
    blocks: list[Block] = []
    for block in section.blocks:
        if isinstance(block, Table) and len(block.rows) > MOST_ROWS:
            left = len(block.rows) - MOST_ROWS
            blocks += [
                replace(block, rows=block.rows[:MOST_ROWS], raw=block.raw[:MOST_ROWS]),
                Note(_("And %(number)s more.", number=left)),
            ]
        else:
            blocks.append(block)
    return replace(section, blocks=tuple(blocks))


PARTS: Final[tuple[Part[Facts], ...]] = (
    Part("brief", _l("The period in brief"), brief_section, EVERYBODY),
    Part("commitments", _l("Commitments"), lambda facts: _short(overdue_section(facts)), CLIENT),
    Part("calendar", _l("Calendar: the next 90 days"), lambda facts: _short(calendar_section(facts)), EVERYBODY),
)


def build(asked: Asked, reader: User) -> Built:
    """Return the note of a client that the reader may see."""
    with spoken(asked.language):
        facts = gather(asked, reader)
        document = document_of(facts)
    return Built(document, gaps(facts), printed.records(facts), printed.figures(facts))


def document_of(facts: Facts) -> Document:
    """Word the facts in the note's language."""
    with spoken(facts.language):
        return cover.document(facts, _("Monthly note"), "", sections(PARTS, facts.asked.plan, facts))
