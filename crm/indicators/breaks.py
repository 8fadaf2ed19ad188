"""Where a publisher began to count otherwise: what stands on either side is not compared.

Both are found in the published files. Ysleta has rows of its own from March 2020 on, and El Paso falls then by as much.
Loaded truck containers jump in January 2024 (Laredo from 177,325 to 387,554, the border from 6.2 million in 2023 to
10.7 million in 2024) while trucks stay as they were; that the counting changed is our reading.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.indicators.derive import next_period
from crm.indicators.models import Series
from crm.indicators.parsers.shapes import Frequency


@dataclass(frozen=True, slots=True)
class Break:
    """The first month that is counted otherwise, where, and what is said about it."""

    month: date
    ports: tuple[str, ...]
    measure: str
    told: Any


BREAKS: Final = (
    Break(date(2020, 3, 1), ("2401", "2402"), "",
          _l("Ysleta was counted in El Paso until February 2020; changes across that month are not shown.")),
    Break(date(2024, 1, 1), (), "truck-containers-loaded",
          _l("BTS's loaded truck containers jump in January 2024 while trucks do not: by our reading they are counted "
             "otherwise since. Changes across that month are not shown.")),
)  # fmt: skip


def breaks_of(series: Series) -> list[Break]:
    """Return the breaks that a series has."""
    return [each for each in BREAKS if _concerns(each, series.port_code or "", series.measure or "")]


def comparable(series: Series, then: date, now: date) -> bool:
    """Tell whether the periods from `then` to `now` are counted one way."""
    rhythm: Frequency = "year" if series.frequency == "year" else "day" if series.frequency == "day" else "month"
    return counted_alike(series.port_code or "", series.measure or "", then, next_period(now, rhythm))


def counted_alike(port: str, measure: str, then: date, until: date) -> bool:
    """Tell the same of a measure at a port, from the first day of a period to the day after the last one."""
    return not any(_concerns(each, port, measure) and then < each.month < until for each in BREAKS)


def since(day: date) -> list[Break]:
    """Return the breaks after a day."""
    return [each for each in BREAKS if each.month > day]


def _concerns(each: Break, port: str, measure: str) -> bool:
    return (not each.ports or port in each.ports) and (not each.measure or each.measure == measure)
