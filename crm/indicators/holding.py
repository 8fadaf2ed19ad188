"""Holds figures that look like a slip, beside those that we have: see `crm.indicators.plausible` for the rules."""

from flask_babel import gettext as _

from crm.core.money import number
from crm.indicators.parsers.shapes import ParsedFile
from crm.indicators.plausible import Doubt, doubts, figures_of
from crm.indicators.queries.figures import known_values


class HeldError(Exception):
    """Figures that look like a slip: the message says which rules they break."""


def check(parsed: ParsedFile) -> None:
    """Raise HeldError where a file's figures look like a slip beside those that we have."""
    new = figures_of(parsed)
    found = doubts(new, known_values(list(new)))
    if found:
        raise HeldError(" ".join(_told(doubt) for doubt in found))


def _told(doubt: Doubt) -> str:
    where = _("(%(broken)s of %(judged)s series, %(example)s first)", broken=number(doubt.broken),
              judged=number(doubt.judged), example=doubt.example)  # fmt: skip
    return f"{doubt.rule.says} {where}"
