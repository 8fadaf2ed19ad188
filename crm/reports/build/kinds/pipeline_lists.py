"""The lists of a pipeline review: open opportunities, moves, decisions with their reasons, what does not move."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext as _

from crm.core.i18n import language
from crm.pipeline.labels import LOST_REASONS, NO_MOVE_DAYS, chance, sums_text, value_text
from crm.pipeline.models import Opportunity
from crm.pipeline.stages import stages_by_id
from crm.reports.build.kinds.facts.pipeline import Pipeline
from crm.reports.build.kinds.grid import NONE, Cell, column, count, grid, on_day, said, table_section, tally
from crm.reports.document import Block, Section


def open_section(facts: Pipeline) -> Section:
    """Return every open opportunity, the expected first."""
    columns = (
        column(_("Opportunity"), 2.6), column(_("Client"), 1.8), column(_("Stage"), 1.3),
        column(_("Value"), 1.1, "right"), tally(_("Probability")), column(_("Expected"), 0),
    )  # fmt: skip
    rows = [
        (item.title, item.client.name, stages_by_id()[item.stage_id].title(language()),
         (value_text(item) or NONE, item.value_amount), (f"{chance(item)}%", chance(item)), on_day(item.expected_on))
        for item in facts.open
    ]  # fmt: skip
    return table_section(_("Open opportunities"), columns, rows, _("No opportunity is open."), cut=facts.cut)


def moved_section(facts: Pipeline) -> Section:
    """Return the moves of the period in order."""
    stages = stages_by_id()
    columns = (column(_("Date"), 0), column(_("Opportunity"), 2.6), column(_("Client"), 1.6),
               column(_("From stage"), 1.3), column(_("To stage"), 1.3))  # fmt: skip
    rows = [
        (on_day(facts.day(move.at)), move.opportunity.title, move.opportunity.client.name,
         stages[move.from_stage_id].title(language()) if move.from_stage_id else _("added"),
         stages[move.to_stage_id].title(language()))
        for move in facts.moves
    ]  # fmt: skip
    return table_section(_("What moved"), columns, rows, _("Nothing moved in this period."))


def decided_section(facts: Pipeline) -> Section:
    """Return what was signed and what was not won, with the reasons."""
    won, lost = facts.of_kind("signed"), facts.of_kind("lost")
    blocks: list[Block] = []
    head = (column(_("Date"), 0), column(_("Opportunity"), 2.4), column(_("Client"), 1.6),
            column(_("Value"), 1.1, "right"))  # fmt: skip
    if won:
        rows = [_decision(item, facts) for item in won]
        blocks.append(grid((*head, column(_("Account lead"), 1.4)),
                           [(*row, item.account_lead.name) for row, item in zip(rows, won, strict=True)],
                           _("Signed: %(sum)s", sum=sums_text(_added(won)))))  # fmt: skip
    if lost:
        blocks.append(grid((*head, column(_("Reason"), 1.9)),
                           [(*_decision(item, facts), _reason(item)) for item in lost],
                           _("Not won: %(sum)s", sum=sums_text(_added(lost)))))  # fmt: skip
    return said(_("Signed and not won"), blocks, _("Nothing was signed or given up in this period."))


def _decision(item: Opportunity, facts: Pipeline) -> list[Cell]:
    closed = facts.day(item.closed_at) if item.closed_at else None
    return [on_day(closed), item.title, item.client.name, (value_text(item) or NONE, item.value_amount)]


def _reason(item: Opportunity) -> str:
    """Return why it was not won, with the remark."""
    label = str(LOST_REASONS.get(item.lost_reason, "")) or _("no reason given")
    return f"{label}: {item.lost_note}" if item.lost_note else label


def _added(items: Sequence[Opportunity]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for item in items:
        if item.value_amount is not None:
            sums[item.value_currency] = sums.get(item.value_currency, Decimal(0)) + item.value_amount
    return sums


def idle_section(facts: Pipeline) -> Section:
    """Return what has not moved for long, the longest first."""
    columns = (column(_("Opportunity"), 2.4), column(_("Client"), 1.6), column(_("Stage"), 1.1), tally(_("Days")),
               column(_("Account lead"), 1.3), column(_("Next step"), 2))  # fmt: skip
    rows = [
        (item.title, item.client.name, stages_by_id()[item.stage_id].title(language()), count(days),
         item.account_lead.name, item.next_step)
        for item, days in facts.idle()
    ]  # fmt: skip
    heading = _("No move for %(days)s days", days=NO_MOVE_DAYS)
    return table_section(heading, columns, rows, _("Every open opportunity moved within %(days)s days.",
                                                   days=NO_MOVE_DAYS))  # fmt: skip
