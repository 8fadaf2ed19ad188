"""The client's issues and mandates of a period, each with what happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from crm.accounts.models import User
from crm.institutions.models import Institution
from crm.institutions.posts import Held, posts_held
from crm.institutions.queries import with_ids
from crm.issues.models import Issue, IssueClient, IssueUpdate
from crm.mandates.models import Deliverable, Introduction, Mandate, Objective, Result
from crm.people.models import Person
from crm.reports import queries_client
from crm.reports.build.period import Period


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """An issue with the client's row on it, its updates of the period, the newest first, and the last one before."""

    link: IssueClient
    updates: Sequence[IssueUpdate]
    before: IssueUpdate | None

    @property
    def issue(self) -> Issue:
        return self.link.issue

    def next_date(self, today: date) -> tuple[date, str] | None:
        """Return the next day of the issue and what falls on it: "effective" or "comments"."""
        days = ((self.issue.comments_due_on, "comments"), (self.issue.effective_on, "effective"))
        return min(((day, kind) for day, kind in days if day is not None and day >= today), default=None)


def issues_of(user: User, client_id: int, period: Period) -> list[IssueFacts]:
    """Return the issues that are followed for a client; settled ones only where they moved in the period."""
    links = queries_client.issues(user, client_id)
    told: dict[int, list[IssueUpdate]] = {link.issue_id: [] for link in links}
    before: dict[int, IssueUpdate] = {}
    for update in queries_client.updates(list(told), period):
        if update.at.date() >= period.start:
            told[update.issue_id].append(update)
        else:
            before[update.issue_id] = update
    return [
        IssueFacts(link, told[link.issue_id], before.get(link.issue_id))
        for link in links
        if link.issue.state != "settled" or told[link.issue_id]
    ]


@dataclass(frozen=True, slots=True)
class MandateFacts:
    """The mandates that ran in the period with their rows; `minutes` worked in it by mandate.

    `people` are those of the rows whom the reader may see, `posts` what they hold or held.
    """

    mandates: Sequence[Mandate] = ()
    objectives: Sequence[Objective] = ()
    deliverables: Sequence[Deliverable] = ()
    results: Sequence[Result] = ()
    introductions: Sequence[Introduction] = ()
    minutes: Mapping[int, int] = field(default_factory=dict)
    people: Mapping[int, Person] = field(default_factory=dict)
    posts: Mapping[int, Sequence[Held]] = field(default_factory=dict)
    bodies: Mapping[int, Institution] = field(default_factory=dict)


def mandates_of(user: User, client_id: int, period: Period) -> MandateFacts:
    """Return a client's mandates of a period; results and introductions are those of the period alone."""
    mandates = queries_client.mandates(user, client_id, period)
    ids = [mandate.id for mandate in mandates]
    parts = queries_client.parts_of(ids)
    results = [row for row in parts["results"] if period.start <= row.happened_on <= period.end]
    # What began before and still goes on is told as well: who was introduced waits for the outcome.
    introductions = [
        row for row in parts["introductions"]
        if row.made_on <= period.end and (row.made_on >= period.start or row.state in {"made", "talking"})
    ]  # fmt: skip
    wanted = {row.confirmed_by_id for row in results} | {row.to_person_id for row in introductions}
    people = queries_client.people(user, [key for key in wanted if key])
    bodies = with_ids([row.to_institution_id for row in introductions if row.to_institution_id])
    return MandateFacts(
        mandates, parts["objectives"], parts["deliverables"], results, introductions,
        queries_client.minutes_used(ids, period), people, posts_held(list(people)),
        {body.id: body for body in bodies},
    )  # fmt: skip
