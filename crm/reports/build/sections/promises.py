"""Section 7: commitments, theirs, ours and yours."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from crm.commitments.labels import state_labels, state_of
from crm.commitments.models import Commitment
from crm.reports.build.facts import Facts
from crm.reports.build.rows import Cell, day, days_late, empty, table
from crm.reports.document import Block, Column, Note, Section

THEIRS: Final = "theirs"
OURS: Final = "ours"
YOURS: Final = "yours"
#: Each table of the body.
_MOST: Final = 15
#: Place of the column of days late.
_LATE: Final = 4


def side_of(item: Commitment, facts: Facts) -> str:
    """Return whose it is to keep: the client's, ours, or that of others (another client's counts as others')."""
    if item.maker_kind == "client" and item.maker_client_id == facts.client.id:
        return YOURS
    return OURS if item.maker_kind == "us" else THEIRS


def overdue(facts: Facts) -> list[Commitment]:
    """Return the open ones whose day is past, the oldest first."""
    return [item for item in facts.commitments if state_of(item, facts.today) == "late"]


def commitments_section(facts: Facts) -> Section:
    """Return the three tables; yours first if any of yours is overdue."""
    heading, items = _("Commitments"), facts.commitments
    sides = {side: [item for item in items if side_of(item, facts) == side] for side in (THEIRS, OURS, YOURS)}
    late = any(side_of(item, facts) == YOURS for item in overdue(facts))
    # The three tables have the same columns.
    keep = (_LATE,) if any(row(item, facts)[_LATE] for item in items) else ()
    blocks: list[Block] = []
    for side in (YOURS, THEIRS, OURS) if late else (THEIRS, OURS, YOURS):
        shown, rest = sides[side][:_MOST], len(sides[side]) - _MOST
        if shown:
            rows = [row(item, facts) for item in shown]
            blocks.append(table(_columns(), rows, _captions()[side], sheet=_("Commitments"), keep=keep))
        if rest > 0:
            blocks.append(Note(ngettext("%(num)s more is on our list.", "%(num)s more are on our list.", rest), "info"))
    nothing = _("No commitments fell due in this period and none is open.")
    return Section(heading, tuple(blocks)) if blocks else empty(heading, nothing)


def overdue_section(facts: Facts) -> Section:
    """Return what is overdue alone, in one table, for the monthly note."""
    late = overdue(facts)
    if not late:
        return empty(_("Overdue commitments"), _("No commitment is overdue."))
    return Section(_("Overdue commitments"), (table(_columns(), [row(item, facts) for item in late]),))


def _captions() -> dict[str, str]:
    return {
        THEIRS: pgettext("commitments", "Theirs"), OURS: pgettext("commitments", "Ours"),
        YOURS: pgettext("commitments", "Yours"),
    }  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Commitment"), 4), Column(_("Maker and receiver"), 2.4), Column(_("Due"), 0), Column(_("Status"), 0),
        Column(_("Days late"), 0, "right"),
    )  # fmt: skip


def row(item: Commitment, facts: Facts) -> tuple[Cell, ...]:
    """Return what was promised, by whom to whom, until when, how it stands, and how late it is or was."""
    state = state_of(item, facts.today)
    ended = item.settled_on if item.state == "kept" and item.settled_on else facts.today
    late = days_late(item.due_on, ended) if state in {"late", "kept"} else 0
    return (
        " ".join(filter(None, (facts.say.commitment(item) or _("Wording to follow"), _cited(item, facts)))),
        _("%(maker)s to %(receiver)s", maker=_party(item, "maker", facts), receiver=_party(item, "receiver", facts)),
        day(item.due_on, _("No date")), state_labels()[state], (str(late), late) if late else "",
    )  # fmt: skip


def _cited(item: Commitment, facts: Facts) -> str:
    """Return the number of the engagement in which it was made, where Annex A has it."""
    held = {engagement.id: engagement.number for engagement in facts.held}
    return f"({held[item.engagement_id]})" if item.engagement_id in held else ""


def _party(item: Commitment, end: str, facts: Facts) -> str:
    """Return who it is in the client's eyes; another client is never named, nor told to be one."""
    kind = getattr(item, f"{end}_kind")
    if kind == "us":
        return str(facts.firm["firm_name"])
    client, body = getattr(item, f"{end}_client"), getattr(item, f"{end}_institution")
    if kind == "client" and client is not None:
        if client.id == facts.client.id or facts.say.level == "internal":
            return str(client.name)
        return str(_("a third party"))
    return facts.say.told(body, f"name_{facts.language}") if body is not None else str(_("a third party"))
