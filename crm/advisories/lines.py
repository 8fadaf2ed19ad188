"""What the page of an advisory says of each client."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.advisories.addresses import Contact, problem_of
from crm.advisories.models import Advisory, AdvisoryClient
from crm.clients.models.client import Client
from crm.core.text import fold
from crm.notices.models import Mail


@dataclass(frozen=True, slots=True)
class Line:
    """One client: language, to whom, why it can't go there (''), and its mail and engagement once it went out."""

    client: Client
    language: str
    name: str
    address: str
    problem: str
    mail: Mail | None
    engagement_id: int | None


def lines_of(
    item: Advisory, rows: Sequence[AdvisoryClient], contacts: Mapping[int, Contact]
) -> list[Line]:  # fmt: skip
    """Return a line for each client; what went out is told as it went."""
    return [_line(item, row, contacts.get(row.client_id, Contact())) for row in rows]


def _line(item: Advisory, row: AdvisoryClient, contact: Contact) -> Line:
    if row.engagement_id is not None:
        return Line(row.client, row.language, row.name, row.address, "", row.mail, row.engagement_id)
    problem = row.skipped or problem_of(item, row.client, contact)
    return Line(row.client, row.client.report_language, contact.name, contact.address, problem, None, None)


def named_in(item: Advisory, rows: Sequence[AdvisoryClient]) -> list[str]:
    """Return the names of clients of an advisory that stand in its texts: all the others would read them."""
    text = fold(f"{item.title_en}\n{item.body_en}\n{item.title_es}\n{item.body_es}")
    names = [row.client.name for row in rows] if len(rows) > 1 else []
    return [name for name in names if re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", text)]
