"""What is said of imports: states, outcomes, what became of a row."""

from typing import Final

from flask_babel import lazy_gettext as _l

STATES: Final = {
    "uploaded": _l("file to be looked at"), "read": _l("columns to be matched"), "checking": _l("being checked"),
    "checked": _l("checked, not imported"), "running": _l("being imported"), "done": _l("imported"),
    "undoing": _l("being undone"), "undone": _l("undone"),
}  # fmt: skip
#: Outcomes in the order in which they are told; before and after the run.
PLANNED: Final = {
    "create": _l("to be added"), "update": _l("to be changed"), "same": _l("left as they are"),
    "skip": _l("skipped"), "error": _l("can't be taken"),
}  # fmt: skip
DONE: Final = {
    "create": _l("added"), "update": _l("changed"), "same": _l("left as they are"), "skip": _l("skipped"),
    "error": _l("not taken"),
}  # fmt: skip
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
