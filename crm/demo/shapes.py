"""The demo firm as frozen values: no database, no Flask. People are named by e-mail, clients by slug."""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True)
class Office:
    """One office of the firm; `country` is ISO alpha-2."""

    name: str
    city: str
    country: str
    timezone: str


@dataclass(frozen=True)
class Person:
    """One account; `role` is admin, partner, consultant or analyst, `language` en or es."""

    email: str
    name: str
    role: str
    language: str
    timezone: str


@dataclass(frozen=True)
class ClientSpec:
    """A client business. The first sector is the primary one; `hs_chapters` pairs a chapter with its flow."""

    slug: str
    name: str
    legal_name: str
    country: str
    state: str
    city: str
    zone: str
    status: str
    sectors: tuple[str, ...]
    #: (chapter, flow): northbound is Mexico to US, southbound US to Mexico, both is both.
    hs_chapters: tuple[tuple[str, str], ...]
    ports: tuple[str, ...]
    account_lead: str
    team: tuple[str, ...]
    #: firm or team.
    access: str
    #: E-mails kept out by an information barrier.
    barred: tuple[str, ...]
    website: str
    #: An RFC for Mexico, an EIN for the United States.
    tax_id: str
    #: E.164.
    phone: str
    report_language: str
    description: str


@dataclass(frozen=True)
class EngagementSpec:
    """One contact. `start` is wall time in `zone`; `usmca` holds chapter numbers."""

    key: str
    clients: tuple[str, ...]
    track: str
    channel: str
    #: planned, held or cancelled.
    state: str
    cancel_reason: str
    start: datetime
    zone: str
    minutes: int
    subject: str
    note: str
    note_language: str
    summary_en: str
    summary_es: str
    outcome: str
    next_step: str
    consultants: tuple[str, ...]
    institution: str
    #: The shipped body of that name, "" where it is none.
    institution_code: str
    people: str
    usmca: tuple[int, ...]

    @property
    def day(self) -> date:
        """Return the wall date."""
        return self.start.date()

    @property
    def at(self) -> time:
        """Return the wall time."""
        return self.start.time()


@dataclass(frozen=True)
class PersonSpec:
    """Somebody in the register, made up; `language` en or es, `phone` E.164 or empty."""

    honorific: str
    given_name: str
    surname: str
    second_surname: str
    language: str
    email: str
    phone: str
    do_not_contact: bool
    consent_source: str
    consent_on: date


@dataclass(frozen=True)
class ContactSpec(PersonSpec):
    """Somebody at a client; `roles` are (client, title, last day or None)."""

    is_primary: bool
    roles: tuple[tuple[str, str, date | None], ...]


@dataclass(frozen=True)
class HolderSpec(PersonSpec):
    """Somebody who holds or held a post (by its English title) of a shipped body (by its code)."""

    institution: str
    post: str
    from_on: date
    to_on: date | None
    acting: bool


@dataclass(frozen=True)
class FollowUpSpec:
    """Something one of us must do by a day; open while `done_on` is None."""

    title: str
    client: str
    engagement: str
    due: date
    assignee: str
    #: normal or high.
    priority: str
    done_on: date | None


@dataclass(frozen=True)
class DemoFirm:
    """Everything the demo database is filled with."""

    name: str
    offices: tuple[Office, ...]
    people: tuple[Person, ...]
    clients: tuple[ClientSpec, ...]
    contacts: tuple[ContactSpec, ...]
    holders: tuple[HolderSpec, ...]
    #: In order of time.
    engagements: tuple[EngagementSpec, ...]
    #: In order of due day.
    follow_ups: tuple[FollowUpSpec, ...]
