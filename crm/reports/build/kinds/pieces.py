"""Tables that several of these reports have: engagements by month and each of them, issues."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from flask_babel import gettext as _

from crm.core.dates import month_name
from crm.core.i18n import language
from crm.engagements.labels import CHANNELS
from crm.engagements.models import Engagement
from crm.issues.labels import COLOURS, STATES
from crm.issues.models import Issue
from crm.reports.build.kinds.grid import NONE, Cell, column, count, cut_note, grid, on_day, said, tally
from crm.reports.build.kinds.told import Voice, client_names, consultants, entry
from crm.reports.document import Block, Section, Table
from crm.reports.words import WORDS

#: Longer lists are a table.
ENTRIES: Final = 12
#: Signs around words, not those within one (`snake_case`, 2*3).
_EMPHASIS: Final = re.compile(r"(?<!\w)[*_`]+(?=\S)|(?<=\S)[*_`]+(?!\w)")


def months_table(items: Iterable[Engagement]) -> Table:
    """Return how many engagements were held in each month, by track; months without one are left out."""
    found = Counter((item.starts_wall.date().replace(day=1), item.track) for item in items)
    months = sorted({month for month, _track in found})
    columns = (column(_("Month"), 2), tally(_("Engagements held")), tally(_("With government")), tally(_("In trade")))
    rows = []
    for month in months:
        ours = found[month, "diplomatic"], found[month, "trade"]
        rows.append(((month_name(month, language()), month), count(sum(ours)), count(ours[0]), count(ours[1])))
    return grid(columns, rows)


def engagements_table(items: Sequence[Engagement], voice: Voice) -> Table:
    """Return engagements in a line each: number, day, channel, whom for, what came of it."""
    columns = [column(_("No."), 0), column(_("Date"), 0), column(_("Track"), 1.2), column(_("Channel"), 1)]
    columns += [column(_("Clients"), 1.5)] if voice.inside else []
    columns += [column(_("Our people"), 1.2), column(_("Summary and outcome"), 3)]
    words = WORDS[voice.language]
    rows = []
    for item in items:
        row: list[Cell] = [item.number, on_day(item.starts_wall.date()),
                           words.diplomatic if item.track == "diplomatic" else words.trade,
                           str(CHANNELS[item.channel])]  # fmt: skip
        row += [client_names(item) or NONE] if voice.inside else []
        text = "\n".join(dict.fromkeys(filter(None, (voice.summary(item), voice.outcome(item)))))
        rows.append([*row, consultants(item) or NONE, text or _("Summary to follow")])
    return grid(columns, rows)


def engagements_section(heading: str, items: Sequence[Engagement], voice: Voice, *, cut: int) -> Section:
    """Return the engagements of a period by month, the first or all of them in full, and beyond that in a table."""
    if not items:
        return said(heading, [], _("No engagements were held in this period."))
    blocks: list[Block] = [*cut_note(cut), months_table(items)]
    if len(items) <= ENTRIES:
        return Section(heading, (*blocks, *(entry(item, voice) for item in items)))
    return Section(heading, (*blocks, engagements_table(items, voice)))


def issues_section(heading: str, issues: Sequence[Issue], told_on: Mapping[int, date], voice: Voice) -> Section:
    """Return issues with their state, their colour, and when they were last told of."""
    columns = (column(_("No."), 0), column(_("Issue"), 3), column(_("Status"), 1), column(_("Color"), 0),
               column(_("Last update"), 0))  # fmt: skip
    rows = [
        (issue.number, voice.said(issue.title(voice.language)) or _("Wording to follow"), str(STATES[issue.state]),
         colour_word(issue.colour), on_day(told_on.get(issue.id), _("none yet")))
        for issue in issues
    ]  # fmt: skip
    return said(heading, [grid(columns, rows)] if rows else [], _("No open issue."))


def colour_word(colour: str) -> str:
    """Return Red, Amber or Green in words."""
    return str(COLOURS[colour]) if colour in COLOURS else NONE


def prose(text: str) -> str:
    """Return a text written in Markdown as plain words: signs of emphasis, headings and lists are left out."""
    lines = (line.strip().lstrip("#>").strip() for line in text.replace("\r", "").split("\n"))
    told = (f"• {line[2:]}" if line[:2] in {"- ", "* "} else line for line in lines)
    return _EMPHASIS.sub("", "\n".join(told)).strip()
