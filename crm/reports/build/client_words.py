"""What of a record a report may print: what its reader level lists, and never a text that names another client."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crm.commitments.models import Commitment
from crm.core.text import fold
from crm.engagements.models import Engagement
from crm.reports import levels
from crm.reports.build.plan import Level
from crm.reports.document import Language
from crm.tasks.models import Task

#: Written for the firm, it tells one client that there are others.
_OF_CLIENTS = re.compile(r"\bclient(s|e|es)?\b")
#: Signs of Markdown, which a report does not draw.
_SIGNS = re.compile(r"\*\*|__|`|^#+\s*|^>\s*", re.MULTILINE)
_ITEM = re.compile(r"^\s*[-*]\s+", re.MULTILINE)


def printable(text: str, others: Iterable[str]) -> str:
    """Return the text, or "" where it names another client: one client never learns of another from us."""
    folded = fold(text)
    return "" if any(name and name in folded for name in others) else text.strip()


def plain(text: str) -> str:
    """Return Markdown as plain text: signs of emphasis and headings dropped, items of a list as lines."""
    return _ITEM.sub("• ", _SIGNS.sub("", text)).strip()


def speaks_of_clients(text: str) -> bool:
    """Tell whether a text of the firm speaks of clients at all: "two drafts are with the clients" counts them."""
    return bool(_OF_CLIENTS.search(fold(text)))


def texts_of(records: Iterable[Any]) -> Iterator[str]:
    """Yield every text of records that a client might read."""
    for record in records:
        yield from (str(getattr(record, column) or "") for column in levels.columns("client", record.__tablename__))


def other_names(record: Any, client_id: int) -> list[str]:
    """Return the folded names of the record's other clients."""
    return [fold(link.client.name) for link in record.clients if link.client_id != client_id]


@dataclass(frozen=True, slots=True)
class Voice:
    """Says records to the reader of one report.

    `hushed` are the folded names of other clients of the firm that stand in any text of the report; `own` the client's
    own names, which may hold another's.
    """

    level: Level
    client_id: int
    language: Language
    own: tuple[str, ...] = ()
    hushed: frozenset[str] = frozenset()

    def told(self, record: Any, column: str, others: Iterable[str] = ()) -> str:
        """Return a column's text as this reader may read it, "" where they may not."""
        return self.free(levels.told(self.level, record, column), others)

    def free(self, text: str, others: Iterable[str] = ()) -> str:
        """Return a text that a person wrote, "" where it names another client; inside the firm all is said."""
        return "" if self.level != "internal" and self.keeps_back(text, others) else text.strip()

    def keeps_back(self, text: str, others: Iterable[str] = ()) -> bool:
        """Tell whether a text names another client of ours (or one of `others`)."""
        if not text.strip():
            return False
        folded = fold(text)
        for name in self.own:
            folded = folded.replace(name, " ")
        return any(name and name in folded for name in (*others, *self.hushed))

    def noted(self, record: Any, column: str) -> str:
        """Return a text that was written for the firm, not for this client; "" outside where it speaks of clients."""
        text = self.told(record, column)
        return "" if self.level != "internal" and speaks_of_clients(text) else text

    def may(self, kind: str, column: str) -> bool:
        """Tell whether this reader may have a column at all."""
        return levels.may_print(self.level, kind, column)

    # Engagements

    def hidden_in(self, item: Engagement) -> list[str]:
        """Return what no text of an engagement may say: its other clients, and officials who are not to be named."""
        return [*other_names(item, self.client_id), *([] if item.name_officials else official_names(item))]

    def summary(self, item: Engagement, language: str = "") -> str:
        """Return the summary in the report's language, or the one named; "" where none may be printed."""
        column = "summary_es" if (language or self.language) == "es" else "summary_en"
        return self.told(item, column, self.hidden_in(item))

    def outcome(self, item: Engagement) -> str:
        return self.told(item, "outcome", self.hidden_in(item))

    def next_step(self, item: Engagement) -> str:
        return self.told(item, "next_step", self.hidden_in(item))

    def institutions(self, item: Engagement) -> list[str]:
        """Return the bodies and businesses that were met, without those that may not be printed."""
        hidden = self.hidden_in(item)
        column = f"name_{self.language}"
        names = [self.told(link.institution, column, hidden) for link in item.institutions]
        return [name for name in (*names, self.told(item, "institution", hidden)) if name]

    def institution(self, item: Engagement) -> str:
        """Return the bodies and businesses that were met as one text, "" where there is none."""
        return "; ".join(self.institutions(item))

    def posts(self, item: Engagement) -> list[str]:
        """Return the posts that were met; with the holder's name only where the engagement says so.

        Others who were present are not told: their business with us may be another client's affair.
        """
        hidden, column = self.hidden_in(item), f"held_{self.language}"
        found = []
        for link in sorted((link for link in item.persons if link.in_post), key=lambda link: link.person_id):
            held = self.told(link, column, hidden)
            name = self.person(link.person) if item.name_officials else ""
            if held:
                found.append(self.free(", ".join(filter(None, (name, held))), hidden))
        return list(dict.fromkeys(filter(None, found)))

    def person(self, person: Any) -> str:
        """Return a person's name with its title, "" for a reader who may not have names of people."""
        return str(person.formal) if self.may("person", "surname") else ""

    def ours(self, users: Iterable[Any]) -> list[str]:
        """Return the names of those of us, by name; none for a reader who may not have names of people."""
        return sorted(name for user in users if (name := levels.told(self.level, user, "name")))

    def task(self, task: Task) -> str:
        """Return what is to be done, "" where it may not be printed."""
        return self.told(task, "title", other_names(task, self.client_id))

    def commitment(self, item: Commitment) -> str:
        """Return what was promised, "" where it may not be printed."""
        return self.told(item, "text", other_names(item, self.client_id))

    def names_another(self, record: Any) -> bool:
        """Tell whether a text of a record that the client would read is kept back: it names another client."""
        hidden = other_names(record, self.client_id)
        return any(self.keeps_back(text, hidden) for text in _texts(record))

    def names_official(self, item: Engagement) -> bool:
        """Tell whether a text names an official whom the engagement says is not to be named."""
        return not item.name_officials and any(
            not printable(text, official_names(item)) for text in _own_texts(item) if text.strip()
        )


def official_names(item: Engagement) -> list[str]:
    """Return the folded names of the holders of posts who were met: full, and the two surnames together."""
    found: list[str] = []
    for link in item.persons:
        if link.in_post:
            person = link.person
            found.append(fold(f"{person.given_name} {person.surname}"))
            if person.surname and person.second_surname:
                found.append(fold(f"{person.surname} {person.second_surname}"))
            if person.surname and person.honorific:
                found.append(fold(f"{person.honorific} {person.surname}"))
    return [name for name in found if name.strip()]


def _own_texts(item: Engagement) -> tuple[str, ...]:
    return item.summary_en, item.summary_es, item.outcome, item.next_step


def _texts(record: Any) -> tuple[str, ...]:
    if isinstance(record, Engagement):
        bodies = (body.institution.name(speaks) for body in record.institutions for speaks in ("en", "es"))
        return (*_own_texts(record), record.institution, *bodies)
    return (record.title if isinstance(record, Task) else record.text,)


# The same of one engagement, for reports of other kinds


def summary(item: Engagement, client_id: int, language: Language) -> str:
    """Return the summary for a client in one language, "" where there is none that may be printed."""
    return Voice("client", client_id, language).summary(item)


def outcome(item: Engagement, client_id: int) -> str:
    """Return the outcome, "" where it may not be printed."""
    return Voice("client", client_id, "en").outcome(item)


def next_step(item: Engagement, client_id: int) -> str:
    """Return the next step, "" where it may not be printed."""
    return Voice("client", client_id, "en").next_step(item)


def institution(item: Engagement, client_id: int, language: Language) -> str:
    """Return the bodies and businesses that were met as one text."""
    return Voice("client", client_id, language).institution(item)


def officials(item: Engagement, client_id: int, language: Language) -> list[str]:
    """Return the posts that were met, with the holder's name where the engagement says so."""
    return Voice("client", client_id, language).posts(item)
