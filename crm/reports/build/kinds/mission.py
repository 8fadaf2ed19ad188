"""The summary of a trade mission or fair: whom the delegation met, what came of it, what is still to do."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.i18n import language, spoken
from crm.engagements.models import Engagement
from crm.mandates.labels import INTRODUCTION_STATES
from crm.pipeline.labels import value_text
from crm.pipeline.stages import stages_by_id
from crm.reports.build.asked import Asked, Built
from crm.reports.build.kinds.facts.mission import Mission, gather
from crm.reports.build.kinds.frame import framed
from crm.reports.build.kinds.gaps import gaps
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
from crm.reports.build.kinds.told import commitments_table, entry
from crm.reports.build.outline import CLIENT, Part, sections
from crm.reports.document import Block, Bullets, Count, CountStrip, Note, Section


def _brief(facts: Mission) -> Section:
    government = sum(item.track == "diplomatic" for item in facts.held)
    counts = [
        Count(_("Engagements held"), str(len(facts.held))), Count(_("With government"), str(government)),
        Count(_("In trade"), str(len(facts.held) - government)),
        Count(_("Institutions and businesses met"), str(len([name for name in facts.met() if name]))),
        Count(_("Commitments"), str(len(facts.commitments))),
        Count(_("Follow-ups open"), str(sum(task.done_at is None for task in facts.follow_ups))),
    ]  # fmt: skip
    if not facts.held:
        return said(_("The mission in brief"), [], _nothing(facts))
    blocks: list[Block] = [*cut_note(facts.cut), CountStrip(tuple(counts))]
    lines = [_("For us: %(names)s", names=", ".join(facts.delegation) or NONE)]
    if facts.voice.inside:
        lines.append(_("For: %(names)s", names=", ".join(facts.clients.values()) or NONE))
    blocks.append(Bullets(tuple(lines)))
    if facts.planned:
        blocks.append(Note(_("Still planned and not in these counts: %(number)s.", number=len(facts.planned)), "info"))
    return Section(_("The mission in brief"), tuple(blocks))


def _nothing(facts: Mission) -> str:
    if facts.name:
        return str(_("No engagement held in this period names “%(name)s”.", name=facts.voice.said(facts.name)))
    return str(_("None of the chosen engagements was held."))


def _met(facts: Mission) -> Section:
    columns = [column(_("Whom we met"), 2.2), column(_("Officials"), 2), column(_("Dates"), 0)]
    columns += [column(_("Clients"), 1.6)] if facts.voice.inside else []
    rows = []
    for name, items in facts.met().items():
        officials = dict.fromkeys(filter(None, (facts.voice.officials(item) for item in items)))
        days = dict.fromkeys(item.starts_wall.date() for item in items)
        cells = [on_day(day) for day in days]
        row: list[Cell] = [name or _("No institution named"), "\n".join(officials) or NONE,
                           ("\n".join(cell[0] for cell in cells), next(iter(days)))]  # fmt: skip
        names = sorted({link.client.name for item in items for link in item.clients})
        rows.append([*row, "\n".join(names) or NONE] if facts.voice.inside else row)
    return table_section(_("Whom the delegation met"), columns, rows, _nothing(facts))


def _outcomes(facts: Mission) -> Section:
    return said(_("What came of it"), [entry(item, facts.voice) for item in facts.held], _nothing(facts))


def _commitments(facts: Mission) -> Section:
    blocks = [commitments_table(facts.commitments, facts.voice, facts.today, "")] if facts.commitments else []
    return said(_("Commitments"), blocks, _("Nothing was promised in these engagements."))


def _introductions(facts: Mission) -> Section:
    columns = [column(_("Date"), 0)]
    columns += [column(_("Client"), 1.5)] if facts.voice.inside else []
    columns += [column(_("Introduced to"), 2.2), column(_("Status"), 1), column(_("Outcome"), 2.2)]
    rows = []
    for item in facts.introductions:
        to = facts.voice.said(facts.introduced_to(item)) or _("Not named in this report")
        who: list[Cell] = [item.mandate.client.name] if facts.voice.inside else []
        rows.append([on_day(item.made_on), *who, to, str(INTRODUCTION_STATES[item.state]),
                     facts.voice.said(item.outcome)])  # fmt: skip
    nothing = _("No introduction was made in these days and the week after.")
    return table_section(_("Introductions"), columns, rows, nothing)


def _follow_ups(facts: Mission) -> Section:
    columns = [column(_("Action"), 3), column(_("Responsible"), 1.4)]
    columns += [column(_("Clients"), 1.5)] if facts.voice.inside else []
    columns += [column(_("Due"), 0), column(_("Closed on"), 0), tally(_("Days late"))]
    rows = []
    for task in facts.follow_ups:
        names: list[Cell] = ["\n".join(sorted(link.client.name for link in task.clients)) or NONE]
        late: Cell = (NONE, None) if task.done_at else late_by(task.due_on, facts.today)
        rows.append([facts.voice.said(task.title) or _("Wording to follow"), task.assignee.name,
                     *(names if facts.voice.inside else []), on_day(task.due_on, _("No date")),
                     on_day(facts.day(task.done_at) if task.done_at else None), late])  # fmt: skip
    return table_section(_("Follow-up actions"), columns, rows, _("No follow-up came of these engagements."))


def _by_client(facts: Mission) -> Section:
    """Return what each client has of it: for readers inside the firm alone."""
    columns = (column(_("Client"), 2), tally(_("Engagements held")), column(_("Whom we met"), 2.6),
               tally(_("Commitments")), tally(_("Follow-ups open")), tally(_("Introductions")))  # fmt: skip
    mine: dict[int, list[Engagement]] = defaultdict(list)
    for item in facts.held:
        for link in item.clients:
            mine[link.client_id].append(item)
    promised = Counter(link.client_id for item in facts.commitments for link in item.clients)
    waiting = Counter(link.client_id for task in facts.follow_ups if task.done_at is None for link in task.clients)
    made = Counter(item.mandate.client_id for item in facts.introductions)
    rows = [
        (name, count(len(mine[key])), "\n".join(dict.fromkeys(filter(None, map(facts.voice.bodies, mine[key])))),
         count(promised[key]), count(waiting[key]), count(made[key]))
        for key, name in facts.clients.items()
    ]  # fmt: skip
    return table_section(_("By client"), columns, rows, _("These engagements were for no client."))


def _opportunities(facts: Mission) -> Section:
    columns = (column(_("Opportunity"), 2.6), column(_("Client"), 1.6), column(_("Stage"), 1.1),
               column(_("Value"), 1.1, "right"))  # fmt: skip
    rows = [
        (item.title, item.client.name, stages_by_id()[item.stage_id].title(language()),
         (value_text(item) or NONE, item.value_amount))
        for item in facts.opportunities
    ]  # fmt: skip
    nothing = _("No opportunity of these clients names this mission as its source.")
    return table_section(_("Opportunities that came of it"), columns, rows, nothing)


PARTS: tuple[Part[Mission], ...] = (
    Part("brief", _l("The mission in brief"), _brief, CLIENT),
    Part("met", _l("Whom the delegation met"), _met, CLIENT),
    Part("clients", _l("By client"), _by_client),
    Part("outcomes", _l("What came of it"), _outcomes, CLIENT),
    Part("commitments", _l("Commitments"), _commitments, CLIENT),
    Part("introductions", _l("Introductions"), _introductions, CLIENT),
    Part("follow_ups", _l("Follow-up actions"), _follow_ups, CLIENT),
    Part("opportunities", _l("Opportunities that came of it"), _opportunities),
)


def build(asked: Asked, reader: User) -> Built:
    """Return the summary of `asked.mission` or of `asked.engagement_ids`; for a client what concerns it alone."""
    with spoken(asked.language):
        facts = gather(asked, reader)
        client = facts.voice.client
        subject = facts.voice.said(facts.name) or _("Trade mission")
        what = _("For %(client)s", client=client.name) if client else _("Meetings, outcomes and follow-ups")
        made = framed(asked, _("Trade mission summary"), subject, sections(PARTS, asked.plan, facts), what)
    return Built(made, gaps(asked, facts.voice, facts.held), _records(facts))


def _records(facts: Mission) -> Mapping[str, frozenset[int]]:
    clients = {link.client_id for item in facts.held for link in item.clients}
    clients |= {link.client_id for item in facts.commitments for link in item.clients}
    clients |= {link.client_id for task in facts.follow_ups for link in task.clients}
    if facts.voice.client is not None:
        clients.add(facts.voice.client.id)
    return {
        "engagement": frozenset(item.id for item in (*facts.held, *facts.planned)),
        "commitment": frozenset(item.id for item in facts.commitments),
        "task": frozenset(task.id for task in facts.follow_ups),
        "mandate": frozenset(item.mandate_id for item in facts.introductions),
        "opportunity": frozenset(item.id for item in facts.opportunities),
        "client": frozenset(clients),
    }
