"""Writes what happens in every firm: a few records twice, for the queue of duplicates to show."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients import actions as client_actions
from crm.clients import role_changes
from crm.clients.models.client import Client
from crm.demo.content_files import read
from crm.people import actions as people_actions
from crm.reference.models import Sector

PLAIN = ("name", "business", "country", "state", "city")


def add_doubles(work: Session, users: Mapping[str, User], clients: Mapping[str, Client], writer: User) -> None:
    """Write a second row of some clients and people, as a colleague in a hurry does; flushes."""
    sectors: dict[str, int] = {row.code: row.id for row in work.execute(sa.select(Sector.code, Sector.id))}
    for row in read("doubles")["clients"]:
        lead, known = users[row["lead"]], clients[row["like"]]
        work.info["actor_id"] = lead.id
        values = {name: row[name] for name in PLAIN} | {name: getattr(known, name) for name in row["same"]}
        values |= {
            "status": "prospect",
            "account_lead_id": lead.id,
            "sectors": [sectors[code] for code in row["sectors"]],
        }
        client_actions.create(work, values, lead)
    for row in read("doubles")["people"]:
        work.info["actor_id"] = writer.id
        names = {name: row[name] for name in ("given_name", "surname", "second_surname")}
        person = people_actions.create(work, writer, names)
        role_changes.add(work, clients[row["client"]], person.id, {"title": row["title"]})
