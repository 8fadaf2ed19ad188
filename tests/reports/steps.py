"""Steps of tests that take a report from its draft to whom it goes."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.clients.models.depth import ClientPerson
from crm.core.db import db, unit_of_work
from crm.reports.models import Report, ReportSending, ReportVersion
from tests.calendar.records import counterpart
from tests.jobs.probe import run_due
from tests.reports.records import a_client, a_report, an_engagement
from tests.support import People


def press(people: People, name: str, address: str, button: str, **more: object) -> int:
    """Press a button of a report as somebody; returns the status of the answer."""
    return int(getattr(people, name).post(f"{address}/{button}", more).status_code)


def a_ready_report(app: Flask, people: People, by: str = "alice", **values: Any) -> str:
    """Return the address of a draft that nothing is missing from."""
    client = a_client(app, **values)
    an_engagement(app, client)
    address = a_report(getattr(people, by), client)
    made_ready(app, address)
    return address


def made_ready(app: Flask, address: str) -> None:
    """Choose no figures for a report, so that no sentence of one is missing."""
    with app.app_context(), unit_of_work(None) as work:
        report = work.execute(sa.select(Report).where(Report.id == number_of(address))).scalar_one()
        report.sections = "brief engagements"


def number_of(address: str) -> int:
    return int(address.rsplit("/", 1)[1])


def approved(app: Flask, people: People, **values: Any) -> str:
    """Return the address of a report that charlie approved, its file kept."""
    address = a_ready_report(app, people, **values)
    assert press(people, "alice", address, "ask") == 303
    assert press(people, "charlie", address, "approve") == 303
    run_due(app)
    return address


def set_role(app: Flask, name: str, role: str) -> None:
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.select(User).where(User.email == f"{name}@example.com")).scalar_one().role = Role(role)


def stored(app: Flask, address: str) -> Report:
    with app.app_context():
        return db.session.execute(sa.select(Report).where(Report.id == number_of(address))).scalar_one()


def versions(app: Flask, address: str) -> list[ReportVersion]:
    with app.app_context():
        query = sa.select(ReportVersion).where(ReportVersion.report_id == number_of(address))
        return list(db.session.execute(query.order_by(ReportVersion.number)).scalars())


def sendings(app: Flask) -> list[ReportSending]:
    with app.app_context():
        return list(db.session.execute(sa.select(ReportSending).order_by(ReportSending.id)).scalars())


def a_contact(app: Flask, client_id: int, address: str, **more: Any) -> int:
    """Add a person with an address to a client; returns the person's id."""
    person = counterpart(app, address, "es", **more)
    with app.app_context(), unit_of_work(None) as work:
        work.add(ClientPerson(client_id=client_id, person_id=person, is_primary=True))
    return person
