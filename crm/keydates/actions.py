"""Opens follow-ups from a key date: one a client, once. Flushes within an open unit of work."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.core.db import insert_or
from crm.core.offers import KeyDate
from crm.keydates import queries
from crm.keydates.models import KeyDateTask
from crm.keydates.page import CHECK
from crm.tasks import actions as tasks
from crm.tasks.forms import assignee_choices
from crm.tasks.queries import hidden_clients


def open_follow_ups(
    work: Session, actor: User, entry: KeyDate, client_ids: Collection[int], values: Mapping[str, Any]
) -> list[int]:
    """Add a follow-up for each of these clients that has none from this entry yet; returns those clients.

    `values`: title, due_on, and assignee_id or None for the account lead of each. The clients are visible to `actor`.
    """
    wanted = _claim(work, entry.entry, client_ids)
    chosen = values["assignee_id"]
    who = dict.fromkeys(wanted, chosen) if chosen else assignees(actor, wanted)
    for client_id in wanted:
        task = tasks.create(work, actor, {
            "title": values["title"], "due_on": values["due_on"], "assignee_id": who[client_id],
            "notes": _notes(entry), "clients": [client_id],
        })  # fmt: skip
        place = sa.and_(KeyDateTask.entry == entry.entry, KeyDateTask.client_id == client_id)
        work.execute(sa.update(KeyDateTask).where(place).values(task_id=task.id))
    return wanted


def _claim(work: Session, entry: str, client_ids: Collection[int]) -> list[int]:
    """Take the places of these clients; who asks at the same time waits on PostgreSQL, then finds them taken."""
    if not client_ids:
        return []
    rows = [{"entry": entry, "client_id": client_id} for client_id in sorted(set(client_ids))]
    taken = insert_or(KeyDateTask).values(rows).on_conflict_do_nothing().returning(KeyDateTask.client_id)
    return sorted(work.execute(taken).scalars())


def assignees(actor: User, client_ids: Collection[int]) -> dict[int, int]:
    """Return who gets the follow-up of each client: its account lead, or the actor where the lead cannot take it."""
    able = {user_id for user_id, _name in assignee_choices()}
    of_lead: dict[int, list[int]] = defaultdict(list)
    for client_id, lead in queries.leads(client_ids).items():
        of_lead[lead if lead in able else actor.id].append(client_id)
    who: dict[int, int] = {}
    for lead, led in of_lead.items():
        hidden = hidden_clients(people_by_id()[lead], led) if lead != actor.id else set()
        who |= {client_id: actor.id if client_id in hidden else lead for client_id in led}
    return who


def _notes(entry: KeyDate) -> str:
    source = _("Source: %(source)s", source=entry.source)
    return "\n".join(part for part in (entry.detail, source, str(CHECK.get(entry.certainty, ""))) if part)
