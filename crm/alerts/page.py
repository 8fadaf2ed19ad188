"""What the pages of alerts show, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.alerts import queries, words
from crm.alerts.judge import BaseRate, Condition, base_rate
from crm.alerts.models import AlertEvent, AlertRule
from crm.alerts.queries import NAMED, Opened
from crm.indicators.breaks import comparable
from crm.indicators.models import Series
from crm.indicators.queries.figures import figures_for
from crm.indicators.words import frequency, published, source, title


@dataclass(frozen=True, slots=True)
class Line:
    """A rule of the list."""

    rule: AlertRule
    title: str
    asked: str
    scope: str
    fired: str
    fired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a condition would have fired, in words."""

    asked: str
    often: str
    judged: str
    latest: Sequence[str]


@dataclass(frozen=True, slots=True)
class Fired:
    """One event of a rule's page; `asked` is '' where the rule still asks the same."""

    event: AlertEvent
    figure: str
    source: str
    asked: str
    opened: Sequence[Opened]
    #: There are more than are named.
    cut: bool


def lines(rules: Sequence[AlertRule]) -> list[Line]:
    """Return the rules of a page with what fired last: one statement, however many there are."""
    last = queries.last_events([rule.id for rule in rules])
    return [_line(rule, last.get(rule.id)) for rule in rules]


def _line(rule: AlertRule, event: AlertEvent | None) -> Line:
    return Line(
        rule, title(rule.series), words.asked(rule.series, rule), words.scope(rule),
        words.figure(rule.series, event) if event else "", event.at if event else None,
    )  # fmt: skip


def rate(series: Series, condition: Condition | None) -> Rate | None:
    """Return how often a condition would have fired on the newest published figures; None without a sound one."""
    if condition is None:
        return None
    found: BaseRate = base_rate(
        figures_for([series.id])[series.id], condition, frequency(series), partial(comparable, series)
    )
    latest = [words.figure(series, each) for each in found.latest]
    return Rate(words.asked(series, condition), words.rate(found), words.judged(series, found), latest)


def fired(user: User, rule: AlertRule) -> list[Fired]:
    """Return the newest events of a rule, each with the follow-ups that the reader may see."""
    events = queries.events_of(rule.id)
    opened = queries.follow_ups(user, [event.id for event in events])
    return [_fired(rule, event, opened.get(event.id, ())) for event in events]


def _fired(rule: AlertRule, event: AlertEvent, opened: Sequence[Opened]) -> Fired:
    same = (event.kind, event.bound) == (rule.kind, rule.bound)
    told = f"{source(rule.series, event.source)}, {published(event.vintage)}"
    asked = "" if same else words.asked(rule.series, event)
    return Fired(event, words.figure(rule.series, event), told, asked, opened[:NAMED], len(opened) > NAMED)


def names() -> dict[int, str]:
    """Return the names of those who may have a follow-up."""
    return {user.id: user.name for user in people_by_id().values()}
