"""The pipeline review: what is open and worth what, what moved, what was won or not, what does not move, the forecast.

Open opportunities and the forecast are those of the report's own day; moves and decisions those of its period.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.accounts.models import User
from crm.core.amounts import money
from crm.core.dates import long_date, skeleton
from crm.core.i18n import language, spoken
from crm.pipeline.figures import Share
from crm.pipeline.labels import NO_MOVE_DAYS, sums_text
from crm.pipeline.outlook import PAST, Span
from crm.pipeline.rates import Rate, in_dollars, why_not
from crm.pipeline.stages import stages_by_id
from crm.reports.build.asked import Asked, Built
from crm.reports.build.kinds.facts.pipeline import Pipeline, gather
from crm.reports.build.kinds.frame import framed
from crm.reports.build.kinds.grid import NONE, Cell, column, count, cut_note, grid, said, table_section, tally
from crm.reports.build.kinds.pipeline_lists import decided_section, idle_section, moved_section, open_section
from crm.reports.build.outline import Part, sections
from crm.reports.document import Block, Bullets, Column, Count, CountStrip, Section

_CURRENCIES: Final = ("USD", "MXN")


@dataclass(slots=True)
class StageSum:
    """What stands in one open stage: how many, how many without a value, sums and weighted sums by currency."""

    count: int = 0
    unvalued: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)
    weighted: dict[str, Decimal] = field(default_factory=dict)


def _brief(facts: Pipeline) -> Section:
    _spans, total = facts.spans("quarter")
    won, lost = facts.of_kind("signed"), facts.of_kind("lost")
    share = Share(len(won), len(won) + len(lost)).percent
    strip = CountStrip((
        Count(_("Open opportunities"), str(total.count)),
        Count(_("Signed in the period"), str(len(won))),
        Count(_("Not won in the period"), str(len(lost))),
        Count(_("Signed of %(number)s decided", number=len(won) + len(lost)), NONE if share is None else f"{share}%"),
        Count(_("No move for %(days)s days", days=NO_MOVE_DAYS), str(len(facts.idle()))),
        Count(_("Expected day is past"), str(sum(e.day is not None and e.day < facts.today for e in facts.expected))),
    ))  # fmt: skip
    told = [
        _("Open: %(value)s; weighted by probability %(weighted)s.", value=sums_text(total.sums),
          weighted=sums_text(total.weighted)),
        _in_dollars(total, facts.rate),
    ]  # fmt: skip
    if total.unvalued:
        told.append(ngettext("%(num)s open opportunity has no value yet: it is counted, and in no sum.",
                             "%(num)s open opportunities have no value yet: they are counted, and in no sum.",
                             total.unvalued))  # fmt: skip
    if share is None and facts.decided:
        told.append(_("Too few were decided in the period to say a share."))
    bullets = Bullets(tuple(filter(None, told)))
    nothing = not (total.count or facts.decided or facts.moves)
    return said(_("The pipeline in brief"), [] if nothing else [*cut_note(facts.cut), strip, bullets], _nothing())


def _nothing() -> str:
    return str(_("No opportunity is open, and none moved in this period."))


def _in_dollars(total: Span, rate: Rate | None) -> str:
    """Return both sums in US$ with rate and day, or why they stay apart; '' where no pesos are in them."""
    if not total.sums.get("MXN"):
        return ""
    whole, weighted = in_dollars(total.sums, rate), in_dollars(total.weighted, rate)
    if whole is None or weighted is None or rate is None:
        return why_not(rate)
    speaks = language()
    return str(_("Together %(value)s, weighted %(weighted)s, pesos converted %(rate)s.",
                 value=money(whole.quantize(Decimal(1)), "USD", speaks),
                 weighted=money(weighted.quantize(Decimal(1)), "USD", speaks), rate=rate.told()))  # fmt: skip


def _stages(facts: Pipeline) -> Section:
    totals: dict[int, StageSum] = {}
    for item in facts.expected:
        here = totals.setdefault(item.stage_id, StageSum())
        percent = stages_by_id()[item.stage_id].probability if item.probability is None else item.probability
        here.count += 1
        if item.amount is None:
            here.unvalued += 1
            continue
        for sums, amount in ((here.sums, item.amount), (here.weighted, item.amount * percent / 100)):
            sums[item.currency] = sums.get(item.currency, Decimal(0)) + amount
    columns = (column(_("Stage"), 1.8), tally(_("Probability")), tally(_("Opportunities")), tally(_("No value")),
               *_money_columns())  # fmt: skip
    rows = [
        (stage.title(language()), (f"{stage.probability}%", stage.probability), count(row.count), count(row.unvalued),
         *_sums(row.sums), *_sums(row.weighted))
        for key, stage in stages_by_id().items() if (row := totals.get(key))
    ]  # fmt: skip
    return table_section(_("Open opportunities by stage"), columns, rows, _("No opportunity is open."))


def _money_columns() -> tuple[Column, ...]:
    heads = [_("US$"), _("MXN"), _("Weighted, US$"), _("Weighted, MXN")]
    return tuple(column(head, 1.1, "right") for head in heads)


def _sums(sums: Mapping[str, Decimal]) -> list[Cell]:
    """Return a cell for each currency; a dash where nothing of it is there."""
    amounts = [sums.get(currency) for currency in _CURRENCIES]
    return [(NONE, None) if amount is None else count(amount.quantize(Decimal(1))) for amount in amounts]


def _forecast(facts: Pipeline) -> Section:
    heading = _("Forecast by expected signature")
    blocks: list[Block] = []
    for step, caption in (("quarter", _("By quarter")), ("month", _("By month"))):
        spans, total = facts.spans(step)
        if not total.count:
            return said(heading, [], _("No opportunity is open."))
        columns = (column(_("Expected"), 0), tally(_("Opportunities")), tally(_("No value")), *_money_columns())
        rows = [
            (_span_name(span, step), count(span.count), count(span.unvalued), *_sums(span.sums), *_sums(span.weighted))
            for span in spans
        ]
        blocks.append(grid(columns, rows, caption))
    return Section(heading, tuple(blocks))


def _span_name(span: Span, step: str) -> str:
    if span.first is None:
        return str(_("day is past") if span.key == PAST else _("without a day"))
    return skeleton(span.first, "yQQQ" if step == "quarter" else "yMMM", language())


PARTS: tuple[Part[Pipeline], ...] = (
    Part("brief", _l("The pipeline in brief"), _brief),
    Part("stages", _l("Open opportunities by stage"), _stages),
    Part("decided", _l("Signed and not won"), decided_section),
    Part("idle", _l("Opportunities without a move"), idle_section),
    Part("forecast", _l("Forecast by expected signature"), _forecast),
    Part("moved", _l("What moved"), moved_section),
    Part("open", _l("Open opportunities"), open_section),
)


def build(asked: Asked, reader: User) -> Built:
    """Return the review of a period, with what is open on `asked.today`."""
    with spoken(asked.language):
        facts = gather(asked, reader)
        made = framed(
            asked, _("Pipeline review"), _("All opportunities"), sections(PARTS, asked.plan, facts),
            _("Open on %(day)s; moves and decisions of the period", day=long_date(asked.today, asked.language)),
        )  # fmt: skip
    return Built(made, (), _records(facts))


def _records(facts: Pipeline) -> Mapping[str, frozenset[int]]:
    items = {item.id: item for item in (*facts.open, *facts.decided, *(move.opportunity for move in facts.moves))}
    return {"opportunity": frozenset(items), "client": frozenset(item.client_id for item in items.values())}
