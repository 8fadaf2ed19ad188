"""Steps of the tests of notices: follow-ups, looks of the worker, what was told and mailed."""

from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.accounts.queries import by_email
from crm.core.db import db, unit_of_work
from crm.core.smtp_url import MailSetting
from crm.jobs.actions import ask
from crm.jobs.running import run_job
from crm.notices.models import Mail, Notice
from crm.notices.timed import NAME
from crm.tasks.models import Task
from tests.jobs.probe import run_due
from tests.notices.mailbox import Mailbox


def look(app: Flask) -> None:
    """Let a worker look for what is due, and do the work that comes of it."""
    with app.app_context(), unit_of_work(None) as work:
        job_id = ask(work, NAME, {}, actor_id=None).id
    run_job(app, job_id)
    run_due(app)


def use_server(app: Flask, box: Mailbox) -> None:
    """Let the app send its mail to a server."""
    app.config["CRM"] = replace(
        app.config["CRM"], mail=MailSetting(f"smtp://127.0.0.1:{box.port}", "Puente <crm@example.com>")
    )


def user(app: Flask, name: str) -> User:
    with app.app_context():
        found = by_email(f"{name}@example.com")
        assert found is not None
        return found


def change_user(app: Flask, who: str, **values: Any) -> None:
    with app.app_context(), unit_of_work(None) as work:
        found = by_email(f"{who}@example.com")
        for key, value in values.items():
            setattr(found, key, value)
        work.flush()


def add_task(app: Flask, title: str, due_on: date, who: str, **more: Any) -> int:
    with app.app_context(), unit_of_work(None) as work:
        found = by_email(f"{who}@example.com")
        assert found is not None
        task = Task(title=title, due_on=due_on, assignee_id=found.id, created_by_id=found.id, **more)
        work.add(task)
        work.flush()
        return task.id


def notices(app: Flask) -> list[Notice]:
    with app.app_context():
        return list(db.session.execute(sa.select(Notice).order_by(Notice.id)).scalars())


def mails(app: Flask) -> list[Mail]:
    with app.app_context():
        return list(db.session.execute(sa.select(Mail).order_by(Mail.id)).scalars())
