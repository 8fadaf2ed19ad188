"""Everything that one report says, read once: the same facts for the document, the CSV and the readiness panel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.dates import today_in
from crm.core.firm import firm_settings
from crm.core.text import fold
from crm.engagements.models import Engagement
from crm.indicators.choice import Profile, on_tiles
from crm.indicators.models import Series
from crm.indicators.queries.figures import Figures, Shown, history
from crm.indicators.queries.profile import chosen_for
from crm.reports import queries
from crm.reports.build.client_words import institutions
from crm.reports.build.period import Period
from crm.reports.document import Language
from crm.reports.models import Report
from crm.tasks.models import Task
from crm.tasks.queries import closed_in, open_of_record

#: More rows of one kind than this no client reads (3,000 take 20 seconds to typeset); the report says that it stops.
MOST_ROWS: Final = 1500
#: A spreadsheet takes more.
MOST_CSV_ROWS: Final = 100_000
MOST_CHARTS: Final = 4
AHEAD: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class SeriesFigures:
    """One series of the client with its published figures, oldest first; at least one."""

    series: Series
    figures: Figures

    @property
    def latest(self) -> Shown:
        return self.figures[-1]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the reader may see of a client's period; `cut` says that there is more than `most` of something.

    `planned` are those of the next 90 days, `forgotten` those whose day in the period is past.
    """

    report: Report
    reader: User
    today: date
    firm: dict[str, Any]
    held: Sequence[Engagement]
    planned: Sequence[Engagement]
    forgotten: Sequence[Engagement]
    closed: Sequence[Task]
    open: Sequence[Task]
    profile: Profile
    figures: tuple[SeriesFigures, ...]
    most: int
    cut: bool

    @property
    def client(self) -> Client:
        return self.report.client

    @property
    def period(self) -> Period:
        return Period(self.report.period_start, self.report.period_end)

    @property
    def language(self) -> Language:
        return "es" if self.report.language == "es" else "en"

    def institutions(self) -> int:
        """Return how many institutions were met, spelling apart from accents and case."""
        met = (institutions(engagement, self.client.id, self.language) for engagement in self.held)
        return len({fold(name) for names in met for name in names})


def gather(report: Report, reader: User, today: date | None = None, *, most: int = MOST_ROWS) -> Facts:
    """Read the facts of a report that the reader may see, at most `most` rows of a kind.

    `today` is the reader's own day unless given.
    """
    today = today or today_in(reader.time_zone)
    start, end, client_id = report.period_start, report.period_end, report.client_id
    held = queries.engagements(reader, client_id, Period(start, end), "held", most + 1)
    closed = closed_in(reader, client_id, start, end)
    waiting = open_of_record("client", reader, client_id, most + 1)
    profile, figures = _figures(report)
    past = min(end, today - timedelta(days=1))
    return Facts(
        report, reader, today, firm_settings(), held[:most],
        queries.engagements(reader, client_id, Period(today, today + AHEAD), "planned", most),
        queries.engagements(reader, client_id, Period(start, past), "planned", most) if past >= start else (),
        closed[:most], waiting[:most], profile, figures,
        most, cut=max(len(held), len(closed), len(waiting)) > most,
    )  # fmt: skip


def _figures(report: Report) -> tuple[Profile, tuple[SeriesFigures, ...]]:
    """Return the few series that say most to the client: one statement for each, and two to choose them."""
    profile, chosen = chosen_for(report.client, report.language)
    by_key = {item.choice.key: item.series for item in chosen}
    kept = [by_key[choice.key] for choice in on_tiles([item.choice for item in chosen], MOST_CHARTS)]
    read = [SeriesFigures(series, history(series)) for series in kept]
    return profile, tuple(item for item in read if item.figures)
