"""Everything that one report says, read once: the same facts for the document, the CSV and the readiness panel."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.commitments.models import Commitment
from crm.core.firm import firm_settings
from crm.core.text import fold
from crm.engagements.models import Engagement
from crm.indicators.choice import Profile
from crm.institutions.models import Institution, PostHolder
from crm.people.models import Person
from crm.reports import queries, queries_client, queries_met
from crm.reports.build.asked import Asked
from crm.reports.build.client_words import Voice, texts_of
from crm.reports.build.kinds.asks.discreet import clients_named
from crm.reports.build.matters import IssueFacts, MandateFacts, issues_of, mandates_of
from crm.reports.build.period import Period
from crm.reports.build.series_facts import SeriesFigures, read_figures
from crm.reports.document import Language
from crm.tasks.models import Task
from crm.tasks.queries import closed_in, open_of_record

AHEAD: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the reader may see of a client's period; `cut` says that there is more than `most` of something.

    `planned` are those of the next 90 days, `forgotten` those whose day in the period is past. `about` are the ids of
    the client's issues by engagement, `due` the first day on which an open follow-up of one is due.
    """

    asked: Asked
    client: Client
    reader: User
    say: Voice
    firm: dict[str, Any]
    held: Sequence[Engagement]
    planned: Sequence[Engagement]
    forgotten: Sequence[Engagement]
    closed: Sequence[Task]
    open: Sequence[Task]
    commitments: Sequence[Commitment]
    issues: Sequence[IssueFacts]
    about: Mapping[int, Sequence[int]]
    due: Mapping[int, date]
    mandates: MandateFacts
    bodies: Mapping[int, Institution]
    changes: Sequence[PostHolder]
    profile: Profile
    figures: tuple[SeriesFigures, ...]
    held_sources: frozenset[str]
    held_files: Sequence[Any]
    most: int
    cut: bool

    @property
    def today(self) -> date:
        return self.asked.today

    @property
    def period(self) -> Period:
        return self.asked.period

    @property
    def language(self) -> Language:
        return self.asked.language

    @property
    def shown(self) -> tuple[SeriesFigures, ...]:
        """Return the figures that are printed: of an approved report those alone whose meaning somebody wrote."""
        return tuple(item for item in self.figures if item.meaning or not self.asked.approved_by)

    def institutions(self) -> int:
        """Return how many institutions were met, spelling apart from accents and case."""
        return len({fold(name) for engagement in self.held for name in self.say.institutions(engagement)})

    def kept(self) -> int:
        """Return how many commitments were kept in the period, of everybody."""
        return sum(item.state == "kept" for item in self.commitments)

    def people(self) -> Mapping[int, Person]:
        """Return the people of the mandates whom the reader may see, by id."""
        return self.mandates.people


def gather(asked: Asked, reader: User) -> Facts:
    """Read the facts of a report for a client that the reader may see, at most `asked.most` rows of a kind."""
    if asked.client is None:
        raise ValueError("this report is about a client")
    client, period, today, most = asked.client, asked.period, asked.today, asked.most
    held = queries.engagements(reader, client.id, period, "held", most + 1)
    closed = closed_in(reader, client.id, period.start, period.end)
    waiting = open_of_record("client", reader, client.id, most + 1)
    promises = queries_client.commitments(reader, client.id, period, most + 1)
    issues = issues_of(reader, client.id, period)
    profile, figures = read_figures(asked)
    past = min(period.end, today - timedelta(days=1))
    bodies = queries_met.institutions_met(reader, client.id, period)
    ours = {each.issue.id for each in issues}
    about = queries_met.issues_of(reader, client.id, period)
    sources, files = queries_client.held_for_checking()
    facts = Facts(
        asked=asked, client=client, reader=reader, say=Voice("public", client.id, asked.language), firm=firm_settings(),
        held=held[:most],
        planned=queries.engagements(reader, client.id, Period(today, today + AHEAD), "planned", most, whole=False),
        forgotten=queries.engagements(reader, client.id, Period(period.start, past), "planned", most, whole=False)
        if past >= period.start else (),
        closed=closed[:most], open=waiting[:most], commitments=promises[:most], issues=issues,
        about={key: [each for each in ids if each in ours] for key, ids in about.items()},
        due=queries_met.due_days(reader, client.id, period),
        mandates=mandates_of(reader, client.id, period), bodies=bodies,
        changes=queries_met.changes_of_holder(reader, list(bodies), period), profile=profile, figures=figures,
        held_sources=sources, held_files=files, most=most,
        cut=max(len(held), len(closed), len(waiting), len(promises)) > most,
    )  # fmt: skip
    return replace(facts, say=_voice(asked, client, _told(facts)))


def _voice(asked: Asked, client: Client, records: Iterable[Any]) -> Voice:
    """Return who says all this; outside the firm it first looks for names of clients in all that might be said."""
    plan, level = asked.plan, asked.plan.level
    if level == "internal":
        return Voice(level, client.id, asked.language)
    own = sorted({fold(client.name), fold(client.legal_name)} - {""}, key=len, reverse=True)
    written = (plan.letter, plan.signed_by, plan.at_risk, plan.needed, plan.planned, *(f.meaning for f in plan.figures))
    hushed = clients_named((*written, *texts_of(records)), client.id)
    return Voice(level, client.id, asked.language, tuple(own), hushed)


def _told(facts: Facts) -> Iterator[Any]:
    """Yield every record whose text a report might print."""
    given = facts.mandates
    for item in (*facts.held, *facts.planned):
        yield item
        yield from (link.institution for link in item.institutions)
    yield from (link for item in facts.held for link in item.persons)
    for each in facts.issues:
        yield from (each.link, each.issue, *each.updates, *each.issue.citations)
    yield from (*facts.closed, *facts.open, *facts.commitments)
    yield from (*given.mandates, *given.objectives, *given.deliverables, *given.results, *given.introductions)
