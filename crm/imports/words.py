"""What is said of imports: states, outcomes, what became of a row."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

STATES: Final = {
    "uploaded": _l("file to be looked at"), "read": _l("columns to be matched"), "checking": _l("being checked"),
    "checked": _l("checked, not imported"), "running": _l("being imported"), "done": _l("imported"),
    "undoing": _l("being undone"), "undone": _l("undone"), "expired": _l("never imported"),
}  # fmt: skip
#: Said after a number of rows; outcomes stand in the order in which they are told, before and after the run.
Counted = Mapping[str, Callable[[int], Any]]
PLANNED: Final[Counted] = {
    "create": lambda rows: ngettext("row to be added", "rows to be added", rows),
    "update": lambda rows: ngettext("row to be changed", "rows to be changed", rows),
    "same": lambda rows: ngettext("row left as it is", "rows left as they are", rows),
    "skip": lambda rows: ngettext("row skipped", "rows skipped", rows),
    "error": lambda rows: ngettext("row can't be taken", "rows can't be taken", rows),
}
DONE: Final[Counted] = {
    "create": lambda rows: ngettext("row added", "rows added", rows),
    "update": lambda rows: ngettext("row changed", "rows changed", rows),
    "same": lambda rows: ngettext("row left as it is", "rows left as they are", rows),
    "skip": lambda rows: ngettext("row skipped", "rows skipped", rows),
    "error": lambda rows: ngettext("row not taken", "rows not taken", rows),
}
UNDONE_ROWS: Final[Counted] = {
    "undone": lambda rows: ngettext("row undone", "rows undone", rows),
    "kept": lambda rows: ngettext("row kept: changed since", "rows kept: changed since", rows),
}
#: Of one row.
OUTCOMES: Final = {
    "create": _l("new"), "update": _l("changes"), "same": _l("as it is"), "skip": _l("skipped"),
    "error": _l("not taken"),
}  # fmt: skip
OUTCOME_KINDS: Final = {"create": "ok", "update": "trade", "same": "", "skip": "warn", "error": "bad"}
UNDONE: Final = {"undone": _l("undone"), "kept": _l("kept: changed since")}
ORDERS: Final = {"dmy": _l("day, month, year"), "mdy": _l("month, day, year"), "ymd": _l("year, month, day")}
DECIMALS: Final = {".": _l("point: 1,234.50"), ",": _l("comma: 1.234,50")}
PHONES: Final = {
    "MX": _l("Mexico"), "US": _l("the United States"), "none": _l("unknown: do not take them"),
}  # fmt: skip
