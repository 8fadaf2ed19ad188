"""One report as it was asked for, and what building it gives: knows no row of a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from crm.clients.models.client import Client
from crm.institutions.models import Institution
from crm.issues.models import Issue
from crm.reference.models import Sector
from crm.reports.build.period import Period
from crm.reports.build.plan import Plan
from crm.reports.document import Document, Language

#: More of one kind nobody reads on a screen, and it is set within seconds.
MOST_ROWS: Final = 1_500


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is about: a kind has the one subject that it is of, or none for the whole firm.

    `today` is the document's own day; `version` is already worded ("Version 2 of 27 November 2026", "Draft of …");
    `approved_by` is "" until a partner approves, and the document is marked a draft so long. `since` is the report day
    of the last one that was sent for the same subject and kind: revisions since then are named.
    """

    kind: str
    period: Period
    language: Language
    today: date
    prepared_by: str
    plan: Plan = field(default_factory=Plan)
    client: Client | None = None
    institution: Institution | None = None
    issue: Issue | None = None
    sector: Sector | None = None
    #: The name of a trade mission, fair or event.
    mission: str = ""
    #: The engagements of a mission, chosen by hand; () those that name it.
    engagement_ids: tuple[int, ...] = ()
    version: str = ""
    approved_by: str = ""
    since: date | None = None
    #: Rows of one kind that it reads; what goes on is said.
    most: int = MOST_ROWS


@dataclass(frozen=True, slots=True)
class Place:
    """Where to write what is missing."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing `count` times; `places` are the first of them.

    A gap that `stops` keeps the report from being sent, not from being made as a draft. `parts` are those of the
    outline that it is about: where none of them is printed nothing is missing; () whatever is printed.
    """

    label: str
    count: int
    places: Sequence[Place]
    stops: bool = True
    parts: tuple[str, ...] = ()

    @property
    def more(self) -> int:
        return self.count - len(self.places)


@dataclass(frozen=True, slots=True)
class Built:
    """The document, what is still missing, and the ids of the records that it prints, by kind.

    `records` has "client", "engagement", "task", "commitment", "issue", "opportunity", "mandate" …: who may not see
    every one of them may not read the finished report. `figures` are (series key, period, vintage) of what it prints.
    """

    document: Document
    gaps: Sequence[Gap]
    records: Mapping[str, frozenset[int]]
    figures: frozenset[tuple[str, date, date]] = frozenset()
