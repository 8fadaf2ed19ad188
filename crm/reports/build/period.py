"""The period of a report: what the form offers, how it is named, and whether it is a quarter."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from flask_babel import gettext as _

from crm.core.dates import LOCALES, long_date, skeleton

MONTHS_IN_QUARTER = 3
MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both days included."""

    start: date
    end: date

    @property
    def months(self) -> int:
        """Return how many whole calendar months it is; 0 where it is not made of whole ones."""
        if self.start.day != 1 or (self.end + timedelta(days=1)).day != 1:
            return 0
        return (self.end.year - self.start.year) * MONTHS_IN_YEAR + self.end.month - self.start.month + 1

    @property
    def is_quarter(self) -> bool:
        return self.months == MONTHS_IN_QUARTER and self.start.month % MONTHS_IN_QUARTER == 1

    def name(self, language: str) -> str:
        """Return 'July to September 2026', 'Julio a septiembre de 2026', '2026', or both days."""
        if not self.months:
            first, last = long_date(self.start, language), long_date(self.end, language)
            return str(_("%(first)s to %(last)s", first=first, last=last))
        if self.months == MONTHS_IN_YEAR and self.start.month == 1:
            return str(self.start.year)
        last = skeleton(self.end, "yMMMM", language)
        same_year = self.start.year == self.end.year
        whole = skeleton(self.start, "yMMMM", language)
        first = format_date(self.start, "LLLL", locale=LOCALES[language]) if same_year else whole
        text = last if self.months == 1 else _("%(first)s to %(last)s", first=first, last=last)
        return text[:1].upper() + text[1:]

    @property
    def slug(self) -> str:
        """Return '2026-Q3', '2026-09', '2026', or both days: for the name of a file."""
        if self.is_quarter:
            return f"{self.start.year}-Q{self.start.month // MONTHS_IN_QUARTER + 1}"
        if self.months == 1:
            return f"{self.start:%Y-%m}"
        if self.months == MONTHS_IN_YEAR and self.start.month == 1:
            return f"{self.start.year}"
        return f"{self.start.isoformat()}_{self.end.isoformat()}"


def quarter_of(day: date) -> Period:
    """Return the calendar quarter that a day lies in."""
    start = date(day.year, (day.month - 1) // MONTHS_IN_QUARTER * MONTHS_IN_QUARTER + 1, 1)
    after = (start + timedelta(days=95)).replace(day=1)
    return Period(start, after - timedelta(days=1))


def presets(today: date) -> dict[str, Period]:
    """Return the periods that the form offers, by name of the choice; the present ones end with their last day."""
    quarter = quarter_of(today)
    last_month = today.replace(day=1) - timedelta(days=1)
    return {
        "last-quarter": quarter_of(quarter.start - timedelta(days=1)),
        "this-quarter": quarter,
        "last-month": Period(last_month.replace(day=1), last_month),
        "year": Period(date(today.year, 1, 1), today),
    }
