"""The words of engagements and commitments by reader level: a client's never name another, internal ones are whole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from crm.clients.models.client import Client
from crm.commitments.labels import PARTIES, maker, receiver, state_labels, state_of
from crm.commitments.models import Commitment
from crm.core.dates import clock, long_date, zone_place
from crm.core.text import fold
from crm.engagements.labels import CHANNELS
from crm.engagements.models import Engagement
from crm.engagements.present import met
from crm.reports.build import client_words as _words
from crm.reports.build.client_words import printable, speaks_of_clients
from crm.reports.build.kinds.asks.discreet import clients_named
from crm.reports.build.kinds.asks.promises import days_late
from crm.reports.build.kinds.grid import NONE, Cell, column, count, grid, on_day, tally
from crm.reports.build.plan import Level
from crm.reports.document import EngagementEntry, Language, Table, Track


@dataclass(frozen=True, slots=True)
class Voice:
    """In which language and for whom; `hushed` are folded names that stay unsaid.

    Engagements and commitments are told inside the firm, or to the one `client`: never to everybody.
    """

    language: Language
    client: Client | None = None
    hushed: frozenset[str] = frozenset()
    level: Level = "internal"

    @property
    def inside(self) -> bool:
        return self.level == "internal"

    def said(self, text: str) -> str:
        """Return a text, "" where it names a client that its reader must not hear of."""
        return printable(text, self.hushed)

    def noted(self, text: str) -> str:
        """Return a text that was written for the firm; outside it, "" where it speaks of clients at all.

        "Two drafts are with the clients" names nobody and yet tells one client that there are others.
        """
        return "" if not self.inside and speaks_of_clients(text) else self.said(text)

    def bodies(self, item: Engagement) -> str:
        """Return whom an engagement met."""
        return self._of("; ".join(met(item, self.language)), lambda key: _words.institution(item, key, self.language))

    def officials(self, item: Engagement) -> str:
        """Return the holders of posts who were met; to a client where the engagement lets reports name them."""
        whole = "; ".join(_people(item, self.language, in_post=True))
        return self._of(whole, lambda key: "; ".join(_words.officials(item, key, self.language)))

    def present(self, item: Engagement) -> str:
        """Return who was present beside us; to a client the officials alone."""
        return "; ".join(_people(item, self.language)) if self.inside else self.officials(item)

    def summary(self, item: Engagement) -> str:
        """Return the summary in this language; inside the firm in the other one where there is none."""
        both = (item.summary_en, item.summary_es) if self.language == "en" else (item.summary_es, item.summary_en)
        return self._of(both[0] or both[1], lambda key: _words.summary(item, key, self.language))

    def outcome(self, item: Engagement) -> str:
        """Return what came of it."""
        return self._of(item.outcome, lambda key: _words.outcome(item, key))

    def next_step(self, item: Engagement) -> str:
        """Return the next step."""
        return self._of(item.next_step, lambda key: _words.next_step(item, key))

    def _of(self, whole: str, for_client: Callable[[int], str]) -> str:
        """Return the whole inside the firm, to a client what it may read, to everybody nothing."""
        if self.inside:
            return whole.strip()
        return self.said(for_client(self.client.id)) if self.client is not None else ""


def _people(item: Engagement, speaks: str, *, in_post: bool = False) -> list[str]:
    links = sorted(item.persons, key=lambda link: (not link.in_post, link.person_id))
    return [", ".join(filter(None, (link.person.formal, link.held(speaks)))) for link in links
            if link.in_post or not in_post]  # fmt: skip


def voice_for(language: Language, client: Client | None, texts: Iterable[str], level: Level) -> Voice:
    """Return the voice of a report; below internal it first looks for names of clients in all that might be said."""
    if level == "internal":
        return Voice(language)
    own = fold(client.name) if client else ""
    found = clients_named(texts, client.id if client else None)
    # A client whose name is part of this one's ("Frutas" of "Frutas del Norte") cannot be told from it.
    return Voice(language, client, frozenset(name for name in found if name not in own), level)


def texts_of(items: Iterable[Engagement]) -> list[str]:
    """Return every text of engagements that a client might read."""
    return [
        text
        for item in items
        for text in (*met(item, "en"), *met(item, "es"), item.summary_en, item.summary_es, item.outcome, item.next_step)
    ]


def consultants(item: Engagement) -> str:
    """Return the names of those of us who took part."""
    return ", ".join(sorted(link.user.name for link in item.consultants))


def client_names(item: Engagement | Commitment) -> str:
    """Return the names of the clients: for readers inside the firm."""
    return "\n".join(sorted(link.client.name for link in item.clients))


def when(item: Engagement, language: str) -> str:
    """Return day, hour and place as its own place says them."""
    moment = item.starts_wall
    return f"{long_date(moment.date(), language)}, {clock(moment)} {zone_place(item.zone)}"


def entry(item: Engagement, voice: Voice) -> EngagementEntry:
    """Return one engagement as the report prints it, inside the firm by its subject; never with the internal note."""
    track: Track = "diplomatic" if item.track == "diplomatic" else "trade"
    bodies, ours, theirs = voice.bodies(item), consultants(item), voice.present(item)
    people = [_("With: %(names)s", names=theirs) if theirs else "", _("For us: %(names)s", names=ours) if ours else ""]
    if voice.inside and item.clients:
        people.insert(0, _("For: %(names)s", names=client_names(item).replace("\n", ", ")))
    channel, outcome = str(CHANNELS[item.channel]), voice.outcome(item)
    summary = voice.summary(item) or ("" if voice.inside and outcome else _("Summary to follow"))
    return EngagementEntry(
        item.number, when(item, voice.language), track, channel if bodies or voice.inside else "",
        item.subject if voice.inside else bodies or channel, institution=bodies if voice.inside else "",
        people="\n".join(filter(None, people)), summary=summary, outcome=outcome, next_step=voice.next_step(item),
    )  # fmt: skip


def commitments_table(items: Sequence[Commitment], voice: Voice, today: date, caption: str) -> Table:
    """Return commitments with day, state and days late; inside the firm with their clients."""
    labels = state_labels()
    columns = [column(_("What was promised"), 2.4), column(_("Made by"), 1.5), column(_("Made to"), 1.5)]
    if voice.inside:
        columns.append(column(_("Clients"), 1.4))
    columns += [column(_("Due"), 0), column(_("Status"), 0), tally(_("Days late"))]
    rows = []
    for item in items:
        late = days_late(item, today)
        row: list[Cell] = [voice.said(item.text) or _("Wording to follow"), party(item, voice, made=True),
                           party(item, voice, made=False)]  # fmt: skip
        if voice.inside:
            row.append(client_names(item))
        row += [on_day(item.due_on, _("No date")), labels[state_of(item, today)], count(late) if late else (NONE, 0)]
        rows.append(row)
    return grid(columns, rows, caption)


def party(item: Commitment, voice: Voice, *, made: bool) -> str:
    """Return who made a promise, or to whom it was made; a client's reader never reads another client's name."""
    kind, client_id = (item.maker_kind, item.maker_client_id) if made else (item.receiver_kind, item.receiver_client_id)
    if voice.client is not None and kind == "client" and client_id != voice.client.id:
        return str(PARTIES["client"])
    return maker(item) if made else receiver(item)
