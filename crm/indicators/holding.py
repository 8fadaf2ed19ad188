"""Holds figures that look like a slip, beside those that we have: see `crm.indicators.plausible` for the rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from crm.core.money import number
from crm.indicators.parsers.shapes import ParsedFile
from crm.indicators.plausible import Doubt, doubts, figures_of
from crm.indicators.queries.figures import known_values


class HeldError(Exception):
    """Figures that look like a slip: the message says which rules they break, `told` the same as plain data."""

    def __init__(self, message: str, told: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.told = [dict(each) for each in told]


def check(parsed: ParsedFile) -> None:
    """Raise HeldError where a file's figures look like a slip beside those that we have."""
    new = figures_of(parsed)
    found = doubts(new, known_values(list(new)))
    if found:
        raise HeldError(" ".join(_told(doubt) for doubt in found), [_plain(doubt) for doubt in found])


def _plain(doubt: Doubt) -> dict[str, Any]:
    """Return a doubt as it is kept until somebody has decided: numbers as text, days as ISO dates."""
    return {
        "rule": doubt.rule.name, "measured": f"{doubt.measured:.4g}", "broken": doubt.broken, "judged": doubt.judged,
        "series": doubt.example,
        "rows": [
            [when.isoformat(), *(None if value is None else str(value) for value in (before, now))]
            for when, before, now in doubt.rows
        ],
    }  # fmt: skip


def _told(doubt: Doubt) -> str:
    where = _("(%(broken)s of %(judged)s series, %(example)s first)", broken=number(doubt.broken),
              judged=number(doubt.judged), example=doubt.example)  # fmt: skip
    return f"{doubt.rule.says} {where}"
