"""The annexes: every contact and every follow-up of the period, a line each."""

from typing import Final

from flask_babel import gettext as _

from crm.core.dates import long_date
from crm.engagements.labels import CHANNELS
from crm.engagements.models import Engagement
from crm.reports.build import client_words
from crm.reports.build.facts import Facts
from crm.reports.build.sections import task_row
from crm.reports.document import Column, Note, Section, Table
from crm.reports.words import WORDS

#: A log no longer than this follows the body on its page.
_SHORT: Final = 10


def log_section(facts: Facts) -> Section:
    """Return Annex A: the contacts of the period in order of time, with the numbers that the body cites."""
    heading = _("Annex A. Log of engagements")
    if not facts.held:
        return Section(heading, (Note(_("No engagements were held in this period.")),))
    columns = (
        Column(_("No."), 0), Column(_("Date"), 0), Column(_("Track"), 1.3), Column(_("Channel"), 1.2),
        Column(_("Institution"), 2.2), Column(_("Summary"), 3),
    )  # fmt: skip
    table = Table(columns, tuple(_log_row(engagement, facts) for engagement in facts.held))
    return Section(heading, (table,), new_page=len(facts.held) > _SHORT)


def _log_row(engagement: Engagement, facts: Facts) -> tuple[str, ...]:
    client_id, words = facts.client.id, WORDS[facts.language]
    return (
        engagement.number,
        long_date(engagement.starts_wall.date(), facts.language),
        words.diplomatic if engagement.track == "diplomatic" else words.trade,
        str(CHANNELS[engagement.channel]),
        client_words.institution(engagement, client_id, facts.language) or "–",
        client_words.summary(engagement, client_id, facts.language) or _("Summary to follow"),
    )


def follow_ups_annex(facts: Facts) -> Section:
    """Return Annex B: what was closed in the period and all that is still open."""
    heading = _("Annex B. Follow-up actions")
    if not facts.closed and not facts.open:
        return Section(heading, (Note(_("No follow-up was closed in this period and none is open.")),))
    columns = (
        Column(_("Action"), 4), Column(_("Responsible"), 1.4), Column(_("Due"), 0), Column(_("Status"), 0),
    )  # fmt: skip
    rows = tuple(task_row(task, facts) for task in (*facts.closed, *facts.open))
    return Section(heading, (Table(columns, rows),))
