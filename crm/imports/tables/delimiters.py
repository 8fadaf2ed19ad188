"""Which sign parts the cells: each is tried with the csv module, so that quoted line ends and signs do not count."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from crm.imports.tables.shapes import DelimiterChoice

SIGNS: Final = (",", ";", "\t", "|")
#: csv wants a sign also where there is none: a code point that is no character.
NO_SIGN: Final = "\uffff"
#: Titles above the heading.
_TITLES: Final = 10
_SURE: Final = 0.9
_RIVAL: Final = 0.5
_NAMED: Final = re.compile(r"\ufeff?sep=(.)\r?\n?\Z", re.IGNORECASE)


def find_delimiters(sample: str, *, whole: bool) -> tuple[list[DelimiterChoice], bool]:
    """Return the signs that may part the cells of a beginning of a file, best first, and whether the first is sure.

    `whole`: the sample is the whole file; else its last row may be cut and does not count.
    """
    first = io.StringIO(sample, newline="").readline()
    named = _NAMED.match(first)
    if named:
        counts = _counts(sample[len(first) :], named[1], whole=whole)
        return [DelimiterChoice(named[1], counts[0] if counts else 1, 1.0, heading=2)], True
    tried = {sign: _counts(sample, sign, whole=whole) for sign in SIGNS}
    parted = [_judged(sign, counts) for sign, counts in tried.items() if any(count > 1 for count in counts)]
    one = DelimiterChoice("", 1, 1.0)
    if not parted:
        return [one], True
    parted.sort(key=lambda choice: (-_weight(choice), -choice.columns))
    best, rivals = parted[0], parted[1:]
    clear = (
        best.share >= _SURE
        and best.heading == 1
        and best.columns > 1
        and len(tried[best.sign]) > 1
        and all(rival.columns == 1 or rival.share < _RIVAL or rival.heading > 1 for rival in rivals)
        and not _reads_like_prose(sample, best)
    )
    choices = [one, *parted] if best.columns == 1 else [*parted, one]
    return choices, clear


def _weight(choice: DelimiterChoice) -> float:
    """A sign that is in no heading parts nothing."""
    return choice.share if choice.columns > 1 else 0.0


def _judged(sign: str, counts: list[int]) -> DelimiterChoice:
    """Return how well a sign parts; the heading is the first row that has as many cells as most."""
    most = Counter(counts).most_common(1)[0][0]
    start = next((at for at, count in enumerate(counts[:_TITLES]) if count == most and most > 1), 0)
    body = counts[start:]
    return DelimiterChoice(sign, body[0], sum(count == body[0] for count in body) / len(body), heading=start + 1)


def _counts(sample: str, sign: str, *, whole: bool) -> list[int]:
    """Return the number of cells of each row, without trailing rows that hold nothing."""
    counts = list(_widths(sample, sign))
    if not whole and len(counts) > 1:
        counts.pop()
    while counts and not counts[-1]:
        counts.pop()
    return [count or 1 for count in counts]


def _widths(sample: str, sign: str) -> Iterator[int]:
    """Yield the cells of each row; an empty line has none, and a row whose quotes are wrong has one."""
    rows = csv.reader(io.StringIO(sample.replace("\0", ""), newline=""), delimiter=sign, strict=True)
    while True:
        try:
            yield len(next(rows))
        except StopIteration:
            return
        except csv.Error:
            yield 1


def _reads_like_prose(sample: str, choice: DelimiterChoice) -> bool:
    """Tell whether the sign is always followed by a blank, as in 'Mora, Ana': it may be one column."""
    found = [sample[at.end() : at.end() + 1] for at in re.finditer(re.escape(choice.sign), sample)]
    return choice.sign in ",;" and all(sign == " " for sign in found)
