"""The sources as data: what each is called, what it needs, how often it is asked, what is asked and how it is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.core.config import Config
from crm.sources import bts, census, fred, rates
from crm.sources.http import Wanted


@dataclass(frozen=True, slots=True)
class Asking:
    """What a source may ask of us when it makes its requests."""

    today: date
    key: str
    #: Newest period that we have, by publisher (`Observation.source`).
    newest: Mapping[str, date]
    #: HS headings and subheadings of clients' products, digits alone.
    headings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Source:
    """One source. `setting` names the key it needs ('' none); where the key is optional, `without_key` is True."""

    key: str
    label: Any
    about: Any
    #: As in `Observation.source`: what it loads.
    publishers: tuple[str, ...]
    make: Callable[[Asking], Sequence[Wanted]]
    every: timedelta
    #: Calls a day, well below what the source allows.
    quota: int
    #: As in `data/releases.toml` of the key dates; '' where it has no day worth a line.
    release: str = ""
    setting: str = ""
    sign_up: str = ""
    without_key: bool = True

    def key_of(self, config: Config) -> str:
        """Return the key that is set, '' where there is none or none is needed."""
        return config.keys.get(self.setting, "")


DAY: Final = timedelta(days=1)
SOURCES: Final = {
    source.key: source
    for source in (
        Source(
            "census-workbook", _l("Census country workbook"),
            _l("All goods with Mexico by month since 1985. No key is needed."), ("census-country-workbook",),
            lambda asking: census.workbook(asking.today), DAY, 12, release="census",
        ),
        Source(
            "census-api", _l("Census International Trade API"),
            _l("By HS chapter and heading, US state and port, by month, for Mexico, Canada and the world."),
            ("census-api",),
            lambda asking: census.api(asking.key, asking.today, asking.newest, asking.headings), DAY, 400,
            release="census", setting="CRM_CENSUS_KEY", sign_up="https://api.census.gov/data/key_signup.html",
            without_key=False,
        ),
        Source(
            "fred", _l("FRED"), _l("All goods with Mexico by month; the noon rate of the peso by day."),
            ("fred", "fed-h10"), lambda asking: fred.asks(asking.key), DAY, 60, release="census",
            setting="CRM_FRED_KEY", sign_up="https://fredaccount.stlouisfed.org/apikeys",
        ),
        Source(
            "bts-crossings", _l("BTS border crossings"),
            _l("Trucks, containers, trains and people northbound, by port and month. No key is needed."),
            ("bts-border-crossing",), lambda asking: bts.crossings(asking.newest), DAY, 12,
            release="bts-border-crossing",
        ),
        Source(
            "banxico", _l("Bank of Mexico, FIX rate"), _l("The FIX of each business day, and its monthly average."),
            ("banxico",), lambda asking: rates.fix(asking.key, asking.today, asking.newest),
            timedelta(hours=6), 40, setting="CRM_BANXICO_TOKEN",
            sign_up="https://www.banxico.org.mx/SieAPIRest/service/v1/token", without_key=False,
        ),
    )
}  # fmt: skip
