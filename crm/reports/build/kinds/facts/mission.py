"""What a summary of a trade mission or fair is made of: its engagements, and all that came of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crm.accounts.models import User
from crm.commitments.models import Commitment
from crm.core.i18n import language
from crm.engagements.models import Engagement
from crm.mandates.models import Introduction
from crm.people.queries import names_of
from crm.pipeline.models import Opportunity
from crm.reports.build.asked import Asked
from crm.reports.build.kinds.asks import held, introduced, opportunities, promises
from crm.reports.build.kinds.frame import reader_of
from crm.reports.build.kinds.grid import cut_at
from crm.reports.build.kinds.told import Voice, texts_of, voice_for
from crm.reports.build.period import Period
from crm.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Mission:
    """What the reader may see of a mission; for a client (`voice.client`) what concerns this client alone."""

    name: str
    held: Sequence[Engagement]
    planned: Sequence[Engagement]
    commitments: Sequence[Commitment]
    introductions: Sequence[Introduction]
    follow_ups: Sequence[Task]
    opportunities: Sequence[Opportunity]
    people: Mapping[int, str]
    voice: Voice
    today: date
    zone: str
    #: So many rows of a kind are printed, where there are more; else 0.
    cut: int

    def day(self, at: datetime) -> date:
        """Return the day of an instant by the reader's calendar."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def clients(self) -> dict[int, str]:
        """Return the clients of its engagements by id, in order of their names."""
        names = {link.client_id: link.client.name for item in self.held for link in item.clients}
        return dict(sorted(names.items(), key=lambda pair: (pair[1], pair[0])))

    @property
    def delegation(self) -> list[str]:
        """Return the names of those of us who took part."""
        return sorted({link.user.name for item in self.held for link in item.consultants})

    def met(self) -> dict[str, list[Engagement]]:
        """Return the engagements by whom they met, in order of the first meeting; '' where it may not be told."""
        found: dict[str, list[Engagement]] = defaultdict(list)
        for item in self.held:
            found[self.voice.bodies(item)].append(item)
        return dict(found)

    def introduced_to(self, item: Introduction) -> str:
        """Return to whom: the person, the institution, or the name that was typed."""
        body = item.to_institution.name(language()) if item.to_institution else ""
        return ", ".join(filter(None, (self.people.get(item.to_person_id or 0, ""), body, item.to_name)))


def gather(asked: Asked, reader: User) -> Mission:
    """Read the facts. Raises ValueError where neither a name nor engagements were asked for."""
    if not asked.mission.strip() and not asked.engagement_ids:
        raise ValueError("a mission summary needs the mission's name or its engagements")
    client = reader_of(asked)
    mine, name, most = client.id if client else None, asked.mission.strip(), asked.most
    found = held.of_mission(reader, name, asked.engagement_ids, asked.period, mine, most=most)
    done = [item for item in found[:most] if item.state == "held"]
    ids = [item.id for item in done]
    clients = {mine} if mine else {link.client_id for item in done for link in item.clients}
    promised = promises.of_engagements(reader, ids, mine, most)
    tasks = introduced.follow_ups(reader, ids, mine, most)
    made = introduced.introductions(reader, clients, _days(done, asked.period), most)
    people = [item.to_person_id for item in made if item.to_person_id]
    texts = [*texts_of(found), *(item.text for item in promised), *(task.title for task in tasks), name,
             *(text for item in made for text in (item.to_name, item.outcome))]  # fmt: skip
    return Mission(
        name, done, [item for item in found[:most] if item.state == "planned"], promised[:most], made[:most],
        tasks[:most], () if client else opportunities.from_event(reader, name, clients, most)[:most],
        names_of(reader, people), voice_for(asked.language, client, texts, asked.plan.level), asked.today,
        reader.time_zone, cut_at(most, len(found), len(promised), len(made), len(tasks)),
    )  # fmt: skip


def _days(done: Sequence[Engagement], period: Period) -> Period:
    """Return the days in which introductions may be its own: from its first engagement to a week after the last."""
    days = [item.starts_wall.date() for item in done]
    return Period(min(days), max(days) + timedelta(days=7)) if days else period
