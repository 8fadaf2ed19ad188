"""Records that the tests of reports are about: two clients, contacts at the edges of a quarter, follow-ups."""

import io
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from crm.accounts.models import User
from crm.clients import actions as client_actions
from crm.core.csvout import write_csv
from crm.core.db import db, unit_of_work
from crm.engagements import actions as engagement_actions
from crm.reports.build.facts import Facts
from crm.reports.build.table import engagement_rows
from crm.tasks import actions as task_actions
from tests.support import Person

CANARY = "canario-interno-4711"
START, END = date(2026, 7, 1), date(2026, 9, 30)


def user_named(name: str) -> User:
    return db.session.execute(sa.select(User).where(User.email == f"{name}@example.com")).scalar_one()


def a_client(app: Flask, name: str = "Agrícola Valle del Yaqui", **values: Any) -> int:
    with app.app_context():
        alice = user_named("alice")
        plain = {
            "name": name, "status": "active", "country": "MX", "report_language": "es", "account_lead_id": alice.id,
            "northbound": ["07"], "sectors": [], "ports": [], "team": [],
        }  # fmt: skip
        with unit_of_work(alice.id) as work:
            return client_actions.create(work, plain | values).id


def an_engagement(app: Flask, *clients: int, at: datetime = datetime(2026, 8, 12, 10, 30), **values: Any) -> int:
    plain = {
        "track": "diplomatic", "channel": "in_person", "starts_wall": at, "zone": "America/Hermosillo", "minutes": 45,
        "subject": f"Asunto interno {CANARY}", "note": f"Nota {CANARY}", "people": f"Persona {CANARY}",
        "institution": "Aduana de Nogales", "summary_en": "Will extend the hours of the Mariposa gate.",
        "summary_es": "Ampliarán el horario de la garita Mariposa; llamar al +52 662 123 4567, área de síntesis.",
        "outcome": "Mesa de trabajo acordada", "next_step": "Enviar la hoja de tiempos",
    }  # fmt: skip
    with app.app_context():
        alice = user_named("alice")
        values.setdefault("consultants", [alice.id])
        with unit_of_work(alice.id) as work:
            return engagement_actions.create(work, alice, plain | {"clients": list(clients)} | values).id


def a_task(app: Flask, *clients: int, done_at: datetime | None = None, **values: Any) -> int:
    with app.app_context():
        alice = user_named("alice")
        with unit_of_work(alice.id) as work:
            task = task_actions.create(
                work, alice, {"assignee_id": alice.id, "notes": CANARY, "clients": list(clients), **values}
            )
            if done_at:
                task_actions.complete(work, alice, task, done_at.replace(tzinfo=UTC))
            return task.id


def a_report(person: Person, client_id: int, language: str = "es", **days: str) -> str:
    """Ask for a report by the page; returns its address."""
    asked = {"period": "own", "period_start": str(START), "period_end": str(END), "language": language, **days}
    answer = person.post(f"/reports/new?client={client_id}", dict(asked))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def pdf_text(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages)


def csv_of(facts: Facts) -> str:
    """Return the CSV of a report's engagements."""
    heading, *rows = engagement_rows(facts)
    return "".join(write_csv([str(name) for name in heading], rows))
