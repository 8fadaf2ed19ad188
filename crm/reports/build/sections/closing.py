"""Section 11: what the firm will do next quarter, and what it needs from the client."""

from flask_babel import gettext as _

from crm.reports.build.facts import Facts
from crm.reports.build.rows import Cell, day, empty, lines, more, table
from crm.reports.build.sections.promises import YOURS, side_of
from crm.reports.document import Block, Bullets, Column, Paragraph, Section
from crm.tasks.models import Task

#: Longer lists stand in the annex alone.
_BODY_TASKS = 10


def plan_section(facts: Facts) -> Section:
    """Return the actions with person and date, and the decisions and documents asked of the client."""
    heading = _("Plan for next quarter and what we need from you")
    blocks: list[Block] = []
    if planned := lines(facts.say.free(facts.asked.plan.planned)):
        blocks.append(Bullets(planned))
    if facts.open:
        columns = (Column(_("Action"), 4), Column(_("Responsible"), 2), Column(_("Due"), 0))
        blocks.append(
            table(columns, [_action(task, facts) for task in facts.open[:_BODY_TASKS]], _("Our next actions"))
        )
    if len(facts.open) > _BODY_TASKS:
        blocks.append(more(_BODY_TASKS, _("Annex B")))
    if needed := _needed(facts):
        blocks += [Paragraph(_("What we need from you")), Bullets(needed)]
    return Section(heading, tuple(blocks)) if blocks else empty(heading, _("Nothing is planned or asked of you yet."))


def _action(task: Task, facts: Facts) -> tuple[Cell, ...]:
    who = ", ".join(facts.say.ours([task.assignee]))
    return facts.say.task(task) or _("Wording to follow"), who, day(task.due_on, _("No date"))


def _needed(facts: Facts) -> tuple[str, ...]:
    """Return what a person wrote; without it what the client has promised and still owes."""
    if written := lines(facts.say.free(facts.asked.plan.needed)):
        return written
    open_ones = [item for item in facts.commitments if item.state == "open" and side_of(item, facts) == YOURS]
    return tuple(text for item in open_ones if (text := facts.say.commitment(item)))
