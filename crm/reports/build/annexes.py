"""Annexes A, B and D: every contact, every follow-up, every body of the period, a line each."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import pgettext

from crm.core.dates import long_date
from crm.engagements.models import Engagement
from crm.institutions.labels import LEVELS
from crm.institutions.models import Institution, PostHolder
from crm.reference.queries import countries
from crm.reports.build.facts import Facts
from crm.reports.build.rows import Cell, day, empty, table
from crm.reports.build.sections.contacts import channel
from crm.reports.document import Block, Column, Section
from crm.reports.words import WORDS
from crm.tasks.models import Task

#: A log no longer than this follows the body on its page.
_SHORT: Final = 6


def log_section(facts: Facts) -> Section:
    """Return Annex A: the contacts of the period in order of time, with the numbers that the body cites."""
    heading = _("Annex A. Log of engagements")
    if not facts.held:
        return empty(heading, _("No engagements were held in this period."))
    columns = (
        Column(_("No."), 0), Column(_("Date"), 0), Column(_("Track"), 1.8), Column(_("Channel"), 1.4),
        Column(_("Institution"), 2.2), Column(_("Outcome"), 2.8),
    )  # fmt: skip
    rows = [_log_row(engagement, facts) for engagement in facts.held]
    return Section(heading, (table(columns, rows),), new_page=len(facts.held) > _SHORT)


def _log_row(engagement: Engagement, facts: Facts) -> tuple[Cell, ...]:
    words = WORDS[facts.language]
    return (
        engagement.number,
        day(engagement.starts_wall.date()),
        words.diplomatic if engagement.track == "diplomatic" else words.trade,
        channel(engagement),
        facts.say.institution(engagement),
        facts.say.outcome(engagement),
    )


def follow_ups_annex(facts: Facts) -> Section:
    """Return Annex B: what was closed in the period and all that is still open."""
    heading = _("Annex B. Follow-up actions")
    if not facts.closed and not facts.open:
        return empty(heading, _("No follow-up was closed in this period and none is open."))
    columns = (
        Column(_("Action"), 4), Column(_("Responsible"), 2), Column(_("Due"), 0), Column(_("Status"), 0),
    )  # fmt: skip
    return Section(
        heading,
        (table(columns, [_task_row(task, facts) for task in (*facts.closed, *facts.open)], sheet=_("Follow-ups")),),
    )


def _task_row(task: Task, facts: Facts) -> tuple[Cell, ...]:
    what = facts.say.task(task) or _("Wording to follow")
    who = ", ".join(facts.say.ours([task.assignee]))
    return what, who, day(task.due_on, _("No date")), _task_state(task, facts)


def _task_state(task: Task, facts: Facts) -> str:
    """Return 'Closed', 'Late' or 'Open' on the report's day."""
    if task.done_at is not None:
        return str(pgettext("follow-up", "Closed"))
    late = task.due_on is not None and task.due_on < facts.today
    return str(pgettext("follow-up", "Late") if late else pgettext("follow-up", "Open"))


def bodies_annex(facts: Facts) -> Section:
    """Return Annex D: the bodies met with the posts met there, and changes of office-holder in the period."""
    heading = _("Annex D. Institutions and posts")
    if not facts.bodies:
        return empty(heading, _("No institution of our register was met in this period."))
    columns = (
        Column(_("Institution"), 2.4), Column(_("Post"), 2.4), Column(_("Level"), 1), Column(_("Country"), 1),
    )  # fmt: skip
    names = {row.code: facts.say.told(row, f"title_{facts.language}") for row in countries()}
    rows = [_body_row(body, names, facts) for body in facts.bodies.values()]
    blocks: list[Block] = [table(columns, sorted(row for row in rows if row[0]), sheet=_("Institutions"))]
    if facts.changes and facts.say.may("post", "title_en"):
        moved = (Column(_("Institution"), 2.4), Column(_("Post"), 2.4), Column(pgettext("office-holder", "Change"), 2))
        blocks.append(table(moved, [_change(row, facts) for row in facts.changes], _("Changes of office-holder")))
    return Section(heading, tuple(blocks))


def _body_row(body: Institution, names: dict[str, str], facts: Facts) -> tuple[str, ...]:
    name = facts.say.told(body, f"name_{facts.language}")
    posts = {
        post.removesuffix(f", {name}")
        for item in facts.held
        if any(link.institution_id == body.id for link in item.institutions)
        for post in facts.say.posts(item)
        if post.endswith(name)
    }
    level = str(LEVELS.get(body.level, ""))
    return name, "\n".join(sorted(posts)), level, names.get(body.country or "", "") or _("Both countries")


def _change(row: PostHolder, facts: Facts) -> tuple[Cell, ...]:
    """Return a change by post and institution; names of office-holders stay inside the firm."""
    span = (facts.period.start, facts.period.end)
    began = row.from_on is not None and span[0] <= row.from_on <= span[1]
    when = row.from_on if began else row.to_on
    told = _("New holder since %(date)s") if began else _("Holder until %(date)s")
    text = told % {"date": long_date(when, facts.language) if when else ""}
    if began and row.acting:
        text = _("%(change)s, acting", change=text)
    name = f"{facts.say.person(row.person)}: " if facts.say.level == "internal" else ""
    body = facts.say.told(row.post.institution, f"name_{facts.language}")
    return body, facts.say.told(row.post, f"title_{facts.language}"), f"{name}{text}"
