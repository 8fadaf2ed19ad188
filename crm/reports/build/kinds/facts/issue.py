"""What a report of an issue is made of: how it stands, what was said and done of it, whom it touches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from crm.accounts.models import User
from crm.core.dates import day_bounds
from crm.engagements.models import Engagement
from crm.indicators.choice import GOODS_MEASURES, chapter_key, crossing_key
from crm.issues import queries
from crm.issues.models import Issue, IssueClient, IssueUpdate
from crm.reference.queries import ports_by_id
from crm.reports.build.asked import Asked
from crm.reports.build.kinds.asks import held, matters
from crm.reports.build.kinds.asks.ahead import AHEAD
from crm.reports.build.kinds.figures import read
from crm.reports.build.kinds.frame import reader_of
from crm.reports.build.kinds.grid import cut_at
from crm.reports.build.kinds.told import Voice, texts_of, voice_for
from crm.reports.build.period import Period
from crm.reports.build.plan import Plan
from crm.reports.build.series_facts import SeriesFigures

#: Charts of one issue.
CHARTS = 4


@dataclass(frozen=True, slots=True)
class Matter:
    """What the reader may see of an issue; for a client (`voice.client`) its own position and engagements alone."""

    issue: Issue
    updates: Sequence[IssueUpdate]
    #: The last one before the period.
    earlier: IssueUpdate | None
    positions: Sequence[IssueClient]
    held: Sequence[Engagement]
    planned: Sequence[Engagement]
    figures: Sequence[SeriesFigures]
    voice: Voice
    plan: Plan
    today: date
    zone: str
    #: So many rows of a kind are printed, where there are more; else 0.
    cut: int

    @property
    def latest(self) -> IssueUpdate | None:
        """Return the update that says how it stood at the end of the period."""
        return self.updates[-1] if self.updates else self.earlier

    def day(self, at: datetime) -> date:
        """Return the day of an instant by the reader's calendar."""
        return at.astimezone(ZoneInfo(self.zone)).date()


def gather(asked: Asked, reader: User) -> Matter:
    """Read the facts. Raises ValueError where no issue was asked for."""
    issue = queries.get(asked.issue.id) if asked.issue is not None else None
    if issue is None:
        raise ValueError("a report of an issue needs the issue")
    client = reader_of(asked)
    mine, most = client.id if client else None, asked.most
    first, _end = day_bounds(asked.period.start, reader.time_zone)
    _start, after = day_bounds(asked.period.end, reader.time_zone)
    updates, earlier = matters.updates(issue.id, first, after)
    place, ahead = ("issue", issue.id), Period(asked.today, asked.today + AHEAD)
    found = held.of_place(reader, place, asked.period, ("held",), mine, most=most)
    planned = held.of_place(reader, place, ahead, ("planned", "requested"), mine, most=most)[:most]
    positions = matters.touching(reader, [issue.id], most)
    texts = [*_own_texts(issue), *(update.text for update in (*updates, earlier) if update), *texts_of(found),
             *texts_of(planned)]  # fmt: skip
    return Matter(
        issue, updates, earlier, [row for row in positions[:most] if mine in {None, row.client_id}], found[:most],
        planned, read(_keys(issue, asked.plan), asked.today),
        voice_for(asked.language, client, texts, asked.plan.level), asked.plan, asked.today, reader.time_zone,
        cut_at(most, len(found), 0 if client else len(positions)),
    )  # fmt: skip


def _own_texts(issue: Issue) -> list[str]:
    citations = [citation.text for citation in issue.citations]
    return [issue.title_en, issue.title_es, issue.description, issue.recommendation, issue.value_note, *citations]


def _keys(issue: Issue, plan: Plan) -> list[str]:
    """Return the series that a person chose, else those of its HS chapters in both directions and of its ports."""
    if plan.figures:
        return [chosen.key for chosen in plan.figures]
    chapters = sorted({row.hs_code[:2] for row in issue.hs_codes})
    ports = [ports_by_id()[row.port_id] for row in issue.ports]
    keys = [chapter_key(code, flow) for flow in ("imports", "exports") for code in chapters]
    return keys + [
        crossing_key(port.code, measure)
        for measure in GOODS_MEASURES
        for port in sorted(ports, key=lambda each: each.position)
    ]
