"""What the page of figures shows: the figures in the firm's words, the same for the page and for its CSV."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.queries import names_by_id
from crm.core.dates import day_bounds, now, today_in
from crm.core.i18n import language
from crm.pipeline.figures import Period, Share, StageFigures, by_stage, signed_rates, unmoved
from crm.pipeline.filters import PipelineFilter
from crm.pipeline.labels import SOURCES
from crm.pipeline.models import Opportunity, Stage
from crm.pipeline.readings import MOST_UNMOVED, Groups, read_groups, read_histories, titled
from crm.pipeline.spells import Histories
from crm.pipeline.stages import stages_by_id
from crm.reference.queries import sectors_by_id, service_lines_by_id

#: Years back by name; None: all of the history.
PERIODS: Final[dict[str, int | None]] = {"year": 1, "two": 2, "five": 5, "all": None}
PERIOD_LABELS: Final = {
    "year": _l("Last 12 months"), "two": _l("Last 24 months"), "five": _l("Last 5 years"), "all": _l("All of it"),
}  # fmt: skip
GROUPS: Final = {
    "lead": _l("Account lead"), "sector": _l("Sector"), "source": _l("Source"), "service": _l("Service line"),
}  # fmt: skip
IDLE: Final = (30, 60, 90, 180)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is asked for beside the filter."""

    period: str
    idle: int


def read_asked(args: Mapping[str, str]) -> Asked:
    """Return the period and the days without a move of an address; what is odd is ignored."""
    idle = args.get("idle", "")
    period = args.get("period", "")
    return Asked(period if period in PERIODS else "year", int(idle) if idle in map(str, IDLE) else IDLE[0])


def first_day(period: str, today: date) -> date | None:
    """Return the first day of a period that ends today; None: the whole history."""
    years = PERIODS[period]
    if years is None:
        return None
    last = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year - years, day=last)


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage with its figures."""

    stage: Stage
    told: StageFigures


@dataclass(frozen=True, slots=True)
class RateRow:
    """One account lead, sector, source or service line with its signed rate."""

    name: str
    share: Share


@dataclass(frozen=True, slots=True)
class Idle:
    """An opportunity that has not moved for long."""

    item: Opportunity
    days: int
    lead: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All figures of one reader, filter and period."""

    since: date | None
    until: date
    count: int
    stages: Sequence[StageRow]
    together: Share
    groups: Mapping[str, Sequence[RateRow]]
    idle: Sequence[Idle]
    #: How many have not moved, those beyond the list too.
    idle_count: int


def figures_of(user: User, wanted: PipelineFilter, asked: Asked) -> Shown:
    """Return every figure of the page: three statements, four with a list of those without a move."""
    today = today_in(user.time_zone)
    since = first_day(asked.period, today)
    period = Period(day_bounds(since, user.time_zone)[0] if since else None, day_bounds(today, user.time_zone)[1])
    found, stages = read_histories(user, wanted), stages_by_id()
    told = by_stage(found, stages, period)
    idle = unmoved(found, stages, now() - timedelta(days=asked.idle))
    return Shown(
        since, today, len(found),
        [StageRow(stage, told[key]) for key, stage in stages.items() if _is_told(stage, told[key])],
        signed_rates(found, stages, period, lambda _key: None).get(None, Share()),
        _groups(found, period, read_groups(user, wanted)), _idle(user, idle[:MOST_UNMOVED]), len(idle),
    )  # fmt: skip


def _is_told(stage: Stage, told: StageFigures) -> bool:
    """Where signed or not won ones stay for good there is nothing to tell; archived stages only if they have some."""
    some = bool(told.entered or told.ended or told.lasting)
    return stage.kind in {"open", "hold"} and (stage.archived_at is None or some)


def _groups(found: Histories, period: Period, known: Mapping[int, Groups]) -> dict[str, list[RateRow]]:
    names: dict[str, Mapping[Any, str]] = {
        "lead": names_by_id(),
        "sector": {key: row.title(language()) for key, row in sectors_by_id().items()},
        "source": {key: str(label) for key, label in SOURCES.items()},
        "service": {key: row.title(language()) for key, row in service_lines_by_id().items()},
    }
    # What was added between two statements has no group yet: it is in the next page.
    known_ones = {key: spells for key, spells in found.items() if key in known}
    rows: dict[str, list[RateRow]] = {}
    for group in GROUPS:
        shares = signed_rates(known_ones, stages_by_id(), period, lambda key, group=group: getattr(known[key], group))  # type: ignore[misc]
        told = [RateRow(names[group].get(key) or _("not known"), share) for key, share in shares.items()]
        rows[group] = sorted(told, key=lambda row: (-row.share.of, row.name))
    return rows


def _idle(user: User, rows: Sequence[tuple[datetime, int]]) -> list[Idle]:
    if not rows:
        return []
    items, names = titled(user, [key for _at, key in rows]), names_by_id()
    return [
        Idle(items[key], (now() - at).days, names.get(items[key].account_lead_id, ""))
        for at, key in rows
        if key in items
    ]


def csv_columns() -> list[str]:
    """Return the headings of the CSV."""
    return ["figure", "name", "value", "unit", "part", "n", "not_counted", "from", "to"]


def csv_rows(shown: Shown) -> Iterator[Sequence[object]]:
    """Yield one line for each figure; its value is empty where there are too few to say."""
    ends = (shown.since, shown.until)
    for row in shown.stages:
        name, told = row.stage.title(language()), row.told
        if row.stage.kind == "open":
            yield (
                "went on",
                name,
                told.went_on.percent,
                "%",
                told.went_on.part,
                told.went_on.of,
                told.entered - told.went_on.of,
                *ends,
            )
            yield (
                "signed of those that entered",
                name,
                told.signed.percent,
                "%",
                told.signed.part,
                told.signed.of,
                told.undecided,
                *ends,
            )
        days = None if told.median_days is None else round(told.median_days, 1)
        yield "median days in stage", name, days, "days", "", len(told.ended), told.lasting, *ends
    for group, rows in [("all", [RateRow("", shown.together)]), *shown.groups.items()]:
        for rate in rows:
            yield (
                f"signed rate by {group}",
                rate.name,
                rate.share.percent,
                "%",
                rate.share.part,
                rate.share.of,
                "",
                *ends,
            )
