"""How trade splits by port and state, as tables with the concentration said in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.core.i18n import language
from crm.core.money import dollars, number, percent_change
from crm.indicators import words
from crm.indicators.crosses import concentration, part_label, split_period, split_source
from crm.indicators.derive import change
from crm.indicators.queries.profile import place_names
from crm.indicators.queries.splits import Part, Split
from crm.reference.queries import chapters_by_code
from crm.reports.build.kinds.facts.sector import Concentration
from crm.reports.build.kinds.grid import NONE, Cell, column, grid
from crm.reports.document import Block, Paragraph

#: Rows before the rest is added up.
ROWS: Final = 6
WAYS: Final[Mapping[str, Any]] = {
    "hs_code": _l("HS chapters"), "port_code": _l("By port"), "us_state": _l("By US state"),
    "mx_state": _l("By Mexican state of destination"),
}  # fmt: skip


def split_blocks(found: Concentration) -> list[Block]:
    """Return the largest parts of a split with their share, the rest added up, and how concentrated it is."""
    split, names, speaks = found.split, place_names(), language()
    shown, rest = split.parts[:ROWS], split.parts[ROWS:]
    rows: list[list[Cell]] = [
        [
            _label(split.way, part.code, names),
            _value(part.value, speaks),
            _change(part),
            _share(split, part),
        ]
        for part in shown
    ]  # fmt: skip
    if rest:
        # Where one of them has no figure their sum has none either.
        values = [part.value for part in rest if part.value is not None]
        left = Part("", sum(values, Decimal(0)) if len(values) == len(rest) else None, None)
        told = ngettext("%(num)s other", "%(num)s others", len(rest))
        rows.append([told, _value(left.value, speaks), (NONE, None), _share(split, left)])
    columns = (column(str(WAYS[split.way]), 2), column(_("Value"), 1.2, "right"),
               column(_("Change on the year"), 1, "right"), column(_("Share"), 0.8, "right"))  # fmt: skip
    scope = _("all goods") if found.whole else _("chapters of the sector")
    caption = f"{words.FLOWS[found.flow]} · {WAYS[split.way]} · {scope} · {split_period(split)}"
    source = _("Source: %(source)s", source=split_source(split))
    if split.way == "hs_code":
        return [grid(columns, rows, caption), Paragraph(source)]
    how = concentration(split) or _("Concentration: not known, since a part was not published")
    return [grid(columns, rows, caption), Paragraph(f"{how}. {source}")]


def _label(way: str, code: str, names: Mapping[str, str]) -> str:
    if way == "hs_code":
        return f"{code} {chapters_by_code()[code].short(language())}"
    return part_label(way, code, names)


def _value(value: Decimal | None, speaks: str) -> Cell:
    return (dollars(value, speaks), value) if value is not None else (_("not published"), None)


def _change(part: Part) -> Cell:
    known = part.value is not None and part.before is not None
    percent = change(part.value, part.before).percent if known else None  # type: ignore[arg-type]
    return (percent_change(percent), percent.quantize(Decimal("0.000001"))) if percent is not None else (NONE, None)


def _share(split: Split, part: Part) -> Cell:
    share = split.share(part)
    if share is None:
        return (NONE, None)
    return f"{number(share, 1)}%", share.quantize(Decimal("0.000001"))
