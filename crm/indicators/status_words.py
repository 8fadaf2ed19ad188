"""What stands in a place of a series, in the reader's language: published, provisional, revised, or why it is empty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext

from crm.indicators import words
from crm.indicators.derive import Figure, dense, year_before
from crm.indicators.models import Series
from crm.indicators.shown import Blank, Figures, Shown
from crm.indicators.statuses import CONFLICT, MISSING, PROVISIONAL, PUBLISHED, SUPPRESSED

REVISED: Final = "revised"
ZERO: Final = "zero"
#: One word, or as few as there are, as tables and files have it.
WORDS: Final[dict[str, Any]] = {
    PUBLISHED: lazy_pgettext("figure", "published"), PROVISIONAL: lazy_pgettext("figure", "provisional"),
    REVISED: lazy_pgettext("figure", "revised"), MISSING: lazy_pgettext("figure", "not published"),
    SUPPRESSED: lazy_pgettext("figure", "suppressed"), CONFLICT: lazy_pgettext("figure", "two values published"),
}  # fmt: skip
#: What a newer publication said of a figure that stays.
_LATER: Final[dict[str, Any]] = {
    SUPPRESSED: _l("suppressed in a later publication"), CONFLICT: _l("two values in a later publication"),
}  # fmt: skip
_WHY: Final[dict[str, Any]] = {
    MISSING: _l("%(period)s was not published"), SUPPRESSED: _l("%(period)s was suppressed by its publisher"),
    CONFLICT: _l("%(period)s was published with two values"),
    "": _l("there is no figure for %(period)s"),
}  # fmt: skip
_MEANS: Final[dict[str, Any]] = {
    PROVISIONAL: _l("The publisher will still revise it. Census months are revised each June of the year after."),
    REVISED: _l("A later publication changed it: the newest value stands here, the one before is told beside it."),
    MISSING: _l("There is no figure for the period. It is not counted as zero, and no sum or change is made with it."),
    SUPPRESSED: _l("The publisher withholds the figure, so as not to disclose single firms or for want of quality."),
    CONFLICT: _l("One publication gives two values for the place, and we cannot tell which is right: neither stands."),
    ZERO: _l("A zero is a figure like any other: it was published as 0."),
}  # fmt: skip
#: Bases whose tables have no row where nothing was traded or crossed.
_LEAVE_ZEROS_OUT: Final = frozenset({"crossing", "transborder"})
_NAMED: Final = 2

Gap = tuple[date, str]


@dataclass(frozen=True, slots=True)
class Place:
    """One period of a table: its figure, or None, and what is said of it."""

    period: date
    figure: Shown | None
    status: str


def places(series: Series, figures: Sequence[Shown]) -> list[Place]:
    """Return every period from the first place to the last, those that were skipped too, oldest first."""
    known = {figure.period: figure for figure in figures}
    blanks = figures.blanks if isinstance(figures, Figures) else {}
    return [
        Place(when, known.get(when), _status(known.get(when), blanks.get(when)))
        for when, _value in dense(named(figures), words.frequency(series))
    ]


def named(figures: Sequence[Shown]) -> Sequence[Shown | Blank]:
    """Return every place that was published, with a figure or without one."""
    return figures.places() if isinstance(figures, Figures) else figures


def _status(figure: Shown | None, blank: Blank | None) -> str:
    if figure is None:
        return str(WORDS[blank.status if blank is not None else MISSING])
    return standing(figure)


def standing(figure: Shown) -> str:
    """Return 'provisional, revised' of a figure."""
    said = [WORDS[PROVISIONAL]] if figure.status == PROVISIONAL else []
    said += [WORDS[REVISED]] if figure.before is not None else []
    said += [_LATER[figure.later]] if figure.later in _LATER else []
    return ", ".join(map(str, said or [WORDS[PUBLISHED]]))


def published(figure: Shown) -> str:
    """Return 'as published in October 2026', and 'provisional' where it is."""
    said = [words.published(figure.vintage)]
    said += [WORDS[PROVISIONAL]] if figure.status == PROVISIONAL else []
    said += [_LATER[figure.later]] if figure.later in _LATER else []
    return ", ".join(map(str, said))


def gaps(figures: Sequence[Figure], periods: Iterable[date]) -> tuple[Gap, ...]:
    """Return these periods with why they have no figure."""
    told = figures if isinstance(figures, Figures) else Figures()
    return tuple((when, told.status_at(when)) for when in periods)


def word(figures: Sequence[Figure], periods: Iterable[date]) -> str:
    """Return the word for the first of these periods without a figure."""
    return next((str(WORDS[status or MISSING]) for _when, status in gaps(figures, periods)), "")


def why(found: Sequence[Gap], *, monthly: bool = True) -> str:
    """Return 'June 2024 was not published' of periods without a figure; '' where there are none."""
    said = [
        str(_WHY[status] % {"period": words.month_in_full(when) if monthly else f"{when.year}"})
        for when, status in found[:_NAMED]
    ]
    if more := len(found) - len(said):
        said.append(ngettext("and %(num)s more", "and %(num)s more", more))
    return ", ".join(said)


def why_no_change(series: Series, figures: Sequence[Shown], period: date) -> str:
    """Return why a figure is not compared with the year before; '' where the series did not begin by then."""
    ((then, status),) = gaps(figures, [year_before(period)])
    return why_of(series, figures, [then]) if status else ""


def why_of(series: Series, figures: Sequence[Figure], periods: Iterable[date]) -> str:
    """Return the same of periods of a series."""
    found = gaps(figures, periods)
    if series.frequency != "day":
        return why(found, monthly=series.frequency == "month")
    return ", ".join(str(_WHY[status] % {"period": words.period(series, when)}) for when, status in found[:_NAMED])


def legend(series: Series) -> list[tuple[str, str]]:
    """Return (mark, what it means) of all marks, and of what a gap may be on the basis of a series."""
    told = {str(word): str(_MEANS[mark]) for mark, word in WORDS.items() if mark in _MEANS}
    if series.basis in _LEAVE_ZEROS_OUT:
        more = _("Tables of this publisher may leave out rows of zero: a gap may be one, and is not taken for one.")
        told[str(WORDS[MISSING])] += f" {more}"
    return [*told.items(), ("0", str(_MEANS[ZERO]))]
