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
        return [DelimiterChoice(named[1], max(counts[:1], default=1), 1.0, heading=2)], True
    tried = {sign: _counts(sample, sign, whole=whole) for sign in SIGNS}
    parted = [_judged(sign, counts) for sign, counts in tried.items() if any(count > 1 for count in counts)]
    start = 1 + next((at for at, count in enumerate(tried[SIGNS[0]]) if count), 0)
    one = DelimiterChoice("", 1, 1.0, heading=start)
    if not parted:
        return [one], True
    parted.sort(key=lambda choice: (-_weight(choice), -choice.columns))
    best, rivals = parted[0], parted[1:]
    clear = (
        best.share >= _SURE
        and best.heading == start
        and best.columns > 1
        and sum(map(bool, tried[best.sign])) > 1
        and all(rival.columns == 1 or rival.share < _RIVAL or rival.heading > start for rival in rivals)
        and _names_columns(sample, best.sign)
    )
    choices = [one, *parted] if best.columns == 1 else [*parted, one]
    return choices, clear


def _weight(choice: DelimiterChoice) -> float:
    """A sign that is in no heading parts nothing."""
    return choice.share if choice.columns > 1 else 0.0


def _judged(sign: str, counts: list[int]) -> DelimiterChoice:
    """Return how well a sign parts; the heading is the first row that has as many cells as most."""
    most = Counter(filter(None, counts)).most_common(1)[0][0]
    first = next(at for at, count in enumerate(counts) if count)
    start = next((at for at, count in enumerate(counts[: first + _TITLES]) if count == most and most > 1), first)
    body = [count for count in counts[start:] if count]
    return DelimiterChoice(sign, body[0], sum(count == body[0] for count in body) / len(body), heading=start + 1)


def _counts(sample: str, sign: str, *, whole: bool) -> list[int]:
    """Return the number of cells of each row, 0 for an empty line."""
    counts = list(_widths(sample, sign))
    return counts if whole or len(counts) == 1 else counts[:-1]


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


def _names_columns(sample: str, sign: str) -> bool:
    """Tell whether the first row names columns: each name has a letter, no two are the same, and it is no prose.

    Prose has a blank after each sign, as in 'Mora, Ana': that may be one column.
    """
    rows = csv.reader(io.StringIO(sample.replace("\0", ""), newline=""), delimiter=sign)
    heading = next(row for row in rows if row)
    named = [cell for cell in heading if cell.strip()]
    lettered = all(any(letter.isalpha() for letter in cell) for cell in named)
    return len(set(named)) == len(named) and lettered and not all(cell.startswith(" ") for cell in heading[1:])
