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

#: Rows of a table that leave the note on its page: what is overdue, and what is coming.
OVERDUE_ROWS: Final = 5
AHEAD_ROWS: Final = 8


def _short(section: Section, most: int) -> Section:
    """Return a section whose tables stop after `most` rows; what is left out is counted."""
    blocks: list[Block] = []
    for block in section.blocks:
        if isinstance(block, Table) and len(block.rows) > most:
            left = len(block.rows) - most
            blocks += [
                replace(block, rows=block.rows[:most], raw=block.raw[:most]),
                Note(_("And %(number)s more.", number=left)),
            ]
        else:
            blocks.append(block)
    return replace(section, blocks=tuple(blocks))


PARTS: Final[tuple[Part[Facts], ...]] = (
    Part("brief", _l("The period in brief"), brief_section, EVERYBODY),
    Part("commitments", _l("Overdue commitments"), lambda facts: _short(overdue_section(facts), OVERDUE_ROWS), CLIENT),
    Part(
        "calendar",
        _l("Calendar: the next 90 days"),
        lambda facts: _short(calendar_section(facts), AHEAD_ROWS),
        EVERYBODY,
    ),
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
