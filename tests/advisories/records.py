"""Advisories for tests, made by the feature's own actions."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import selectinload

from crm.advisories import actions
from crm.advisories.models import Advisory, AdvisoryClient
from crm.clients.models.depth import ClientPerson
from crm.core.db import db, unit_of_work
from crm.engagements.models import Engagement, EngagementClient
from tests.calendar.records import counterpart
from tests.clients.firm import add_client
from tests.tasks.firm import user

WORDS = {"title_en": "New wait times", "body_en": "It takes longer.", "title_es": "Nuevos tiempos",
         "body_es": "Tarda más."}  # fmt: skip


def add_with_contact(app: Flask, name: str, address: str, **values: Any) -> int:
    """Add a client with a main contact at an address ('': who is not to be contacted); returns its id."""
    client = add_client(app, name, **values)
    person = counterpart(app, address or "gone@example.org", "es", do_not_contact=not address)
    with app.app_context(), unit_of_work(None) as work:
        work.add(ClientPerson(client_id=client, person_id=person, is_primary=True))
    return client


def add_advisory(app: Flask, clients: list[int], by: str = "alice", state: str = "draft", **more: Any) -> int:
    """Add an advisory; approved by charlie where `state` says so."""
    with app.app_context():
        actor = user(by)
        with unit_of_work(actor.id) as work:
            item = actions.create(work, actor, WORDS | {"clients": clients} | more)
            if state != "draft":
                actions.ask_for_approval(work, actor, item)
            if state == "approved":
                actions.approve(work, user("charlie"), item)
            return item.id


def read(app: Flask, advisory_id: int) -> Advisory:
    """Return an advisory as it is stored, with its clients."""
    with app.app_context():
        query = sa.select(Advisory).where(Advisory.id == advisory_id).options(selectinload(Advisory.clients))
        return db.session.execute(query).scalar_one()


def logged(app: Flask, client_id: int) -> list[Engagement]:
    """Return the engagements of a client."""
    with app.app_context():
        query = sa.select(Engagement).join(EngagementClient, EngagementClient.engagement_id == Engagement.id)
        return list(db.session.execute(query.where(EngagementClient.client_id == client_id)).scalars())


def rows(app: Flask, advisory_id: int) -> dict[int, AdvisoryClient]:
    """Return the client rows of an advisory by client."""
    return {row.client_id: row for row in read(app, advisory_id).clients}
