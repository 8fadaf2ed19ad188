"""Clients for tests, made through the product's own actions."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.clients import actions, queries
from crm.clients.models.client import Client, ClientMember
from crm.core.db import db, unit_of_work
from crm.reference.models import Port, Sector

PLAIN: dict[str, Any] = {"status": "active", "access": "firm", "country": "MX", "report_language": "en"}
#: What a form of a client posts at the least.
POSTED: dict[str, Any] = {"name": "Agrícola Peña", **PLAIN}


def user_id(app: Flask, name: str) -> int:
    with app.app_context():
        return db.session.execute(sa.select(User.id).where(User.email == f"{name}@example.com")).scalar_one()


def sector_id(app: Flask, code: str) -> int:
    with app.app_context():
        return db.session.execute(sa.select(Sector.id).where(Sector.code == code)).scalar_one()


def port_id(app: Flask, code: str) -> int:
    with app.app_context():
        return db.session.execute(sa.select(Port.id).where(Port.code == code)).scalar_one()


def sector_codes(app: Flask) -> tuple[str, str, str]:
    """Return a top sector, a child of it, and a child of another one."""
    with app.app_context():
        tops = db.session.execute(sa.select(Sector).where(Sector.parent_id.is_(None)).order_by(Sector.position))
        first, second = tops.scalars().all()[:2]
        child = sa.select(Sector.code).order_by(Sector.position).limit(1)
        return (
            first.code,
            db.session.execute(child.where(Sector.parent_id == first.id)).scalar_one(),
            db.session.execute(child.where(Sector.parent_id == second.id)).scalar_one(),
        )


def add_client(app: Flask, name: str, **values: Any) -> int:
    with app.app_context(), unit_of_work(None) as work:
        return actions.create(work, PLAIN | {"name": name} | values).id


def bar(app: Flask, client_id: int, name: str) -> None:
    barred = user_id(app, name)
    with app.app_context(), unit_of_work(None) as work:
        partner = db.session.execute(sa.select(User).where(User.email == "charlie@example.com")).scalar_one()
        client = queries.for_edit(partner, client_id)
        assert client is not None
        actions.bar(work, client, barred, "Family tie")


def read(app: Flask, client_id: int) -> Client:
    """Return a client with all of its rows."""
    with app.app_context():
        query = sa.select(Client).where(Client.id == client_id).options(*queries.with_everything())
        return db.session.execute(query).scalar_one()


def team_of(app: Flask, client_id: int) -> set[int]:
    with app.app_context():
        return set(
            db.session.execute(sa.select(ClientMember.user_id).where(ClientMember.client_id == client_id)).scalars()
        )


def trail(app: Flask, client_id: int) -> list[list[Any]]:
    """Return every change of a client's trail: [field, old, new], oldest first."""
    with app.app_context():
        query = sa.select(AuditEntry).where(AuditEntry.kind == "client", AuditEntry.record_id == client_id)
        entries = db.session.execute(query.order_by(AuditEntry.id)).scalars()
        return [change for entry in entries for change in entry.changes]
