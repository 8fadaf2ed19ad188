"""What a report of an institution is made of: the body, its posts, what we did with it, what stands between us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.accounts.models import User
from crm.commitments.models import Commitment
from crm.commitments.queries import KeptRate, kept_rates
from crm.engagements.models import Engagement
from crm.institutions.models import Institution, PostHolder
from crm.institutions.posts import Seat, in_post, seats
from crm.institutions.queries import family
from crm.issues.models import Issue, IssueClient
from crm.issues.queries import latest_updates
from crm.reports.build.asked import Asked
from crm.reports.build.kinds.asks import held, matters, promises
from crm.reports.build.kinds.asks.ahead import AHEAD
from crm.reports.build.kinds.frame import reader_of
from crm.reports.build.kinds.grid import cut_at
from crm.reports.build.kinds.told import Voice, texts_of, voice_for
from crm.reports.build.period import Period

#: The day, the post, who; whether they took it up (else they left it).
Change = tuple[date, Seat, PostHolder, bool]


@dataclass(frozen=True, slots=True)
class Body:
    """What the reader may see of a body; for a client (`voice.client`) what concerns this client and no other."""

    body: Institution
    above: Sequence[Institution]
    below: Sequence[Institution]
    seats: Sequence[Seat]
    held: Sequence[Engagement]
    planned: Sequence[Engagement]
    commitments: Sequence[Commitment]
    issues: Sequence[Issue]
    #: By issue the day on which it was last told of.
    told_on: Mapping[int, date]
    touched: Sequence[IssueClient]
    kept: KeptRate | None
    voice: Voice
    period: Period
    today: date
    #: So many rows of a kind are printed, where there are more; else 0.
    cut: int

    @property
    def inside(self) -> bool:
        return self.voice.inside

    def holders(self, seat: Seat) -> list[PostHolder]:
        """Return who holds a post on the report's day."""
        return [holder for holder in (*seat.now, *seat.before) if in_post(holder, self.today)]

    def changes(self) -> list[Change]:
        """Return (day, post, holder, took it up?) of the period, in order."""
        found = [
            (day, seat, holder, began)
            for seat in self.seats
            for holder in (*seat.now, *seat.before)
            for day, began in ((holder.from_on, True), (holder.to_on, False))
            if day and self.period.start <= day <= self.period.end
        ]
        return sorted(found, key=lambda change: (change[0], change[1].post.position, change[2].id, change[3]))

    def made_by(self, kind: str) -> list[Commitment]:
        """Return the commitments of one side: institution, us or client."""
        return [item for item in self.commitments if item.maker_kind == kind]


def gather(asked: Asked, reader: User) -> Body:
    """Read the facts. Raises ValueError where no institution was asked for."""
    if asked.institution is None:
        raise ValueError("a report of an institution needs the institution")
    client = reader_of(asked)
    body, mine, most = asked.institution, client.id if client else None, asked.most
    place = ("institution", body.id)
    ahead = Period(asked.today, asked.today + AHEAD)
    found = held.of_place(reader, place, asked.period, ("held",), mine, most=most)
    planned = held.of_place(reader, place, ahead, ("planned", "requested"), mine, most=most)[:most]
    promised = promises.of_institution(reader, body.id, asked.period, mine, most)
    issues = matters.of_institution(reader, body.id, mine)
    touched = () if client else matters.touching(reader, [issue.id for issue in issues], most)
    above, below = family(body)
    told = latest_updates([issue.id for issue in issues])
    return Body(
        body, above, below, seats(reader, body.id)[:most], found[:most], planned, promised[:most], issues,
        {key: rows[0].at.date() for key, rows in told.items()},
        touched[:most],
        None if client else kept_rates(reader, [body.id]).get(body.id),
        voice_for(asked.language, client, _texts((*found, *planned), promised, issues), asked.plan.level),
        asked.period, asked.today, cut_at(most, len(found), len(promised), len(touched)),
    )  # fmt: skip


def _texts(found: Sequence[Engagement], promised: Sequence[Commitment], issues: Sequence[Issue]) -> list[str]:
    """Return what a client's reader might be told, to be looked through for other clients' names."""
    titles = [text for issue in issues for text in (issue.title_en, issue.title_es)]
    return [*texts_of(found), *(item.text for item in promised), *titles]
