"""One client with everything that its report tells, another that shares some of it, and the report built from them."""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client
from crm.clients.queries import get_visible
from crm.commitments import actions as commitment_actions
from crm.core.db import db, unit_of_work
from crm.issues import actions as issue_actions
from crm.issues import positions
from crm.mandates import actions as mandate_actions
from crm.mandates.parts import PARTS
from crm.reference.models import Sector
from crm.reports.build import quarterly
from crm.reports.build.asked import Asked, Built
from crm.reports.build.period import Period
from crm.reports.build.plan import Plan
from crm.reports.document import Document, Language, Section
from tests.institutions.records import add_institution, add_post, seat
from tests.people.records import add_person, place
from tests.reports.records import END, START, a_client, a_task, an_engagement, user_named

TODAY = date(2026, 10, 5)
AUGUST = date(2026, 8, 12)
OTHER = "Frutas Íñigo"
PLAN = Plan(
    letter="Estimada Lucía:\n\nCerró la temporada.", at_risk="Falta personal los sábados", needed="Firmar la carta",
    planned="Reunión con la aduana",
)  # fmt: skip


@dataclass(frozen=True)
class Whole:
    """The ids of the world."""

    client: int
    other: int
    body: int
    official: int
    engagement: int
    issue: int
    mandate: int


def make_whole(app: Flask, *, named: bool = False, shared: bool = False) -> Whole:
    """Make the client and all that its report of July to September 2026 tells.

    `named`: its engagement lets officials be named; `shared`: it was held for the other client, too.
    """
    client, other = a_client(app, legal_name="Agrícola Valle del Yaqui, S.P.R. de R.L."), a_client(app, OTHER)
    body = add_institution(app, "Aduana de Nogales", level="federal", country="MX")
    post = add_post(app, body, "Port administrator", "Administradora de la aduana")
    official = add_person(app, "Marta", "Ríos", second_surname="Peña", honorific="Lic.")
    seat(app, post, official, from_on=date(2026, 7, 20))
    lucia = add_person(app, "Lucía", "Armenta")
    place(app, lucia, client, title="Directora")
    issue = _issue(app, client, other)
    engagement = an_engagement(
        app, client, *([other] if shared else []), institutions=[body], institution="Bufete Larrinaga",
        persons=[official, lucia], issues=[issue], sectors=[_sector(app)],
        name_officials=named, place="Sala 2", letter_number="OF-17", usmca=[7],
    )  # fmt: skip
    an_engagement(app, client, at=datetime(2026, 10, 20, 9, 0), state="planned", channel="event", institutions=[body])
    a_task(app, client, title="Enviar la hoja de tiempos", due_on=date(2026, 9, 20))
    a_task(app, client, title="Pedir la cita", done_at=datetime(2026, 8, 20, 12, 0))
    _commitments(app, client, body, engagement)
    return Whole(client, other, body, official, engagement, issue, _mandate(app, client, body))


def _sector(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(sa.select(Sector.id).where(Sector.parent_id.is_not(None)).limit(1)).scalar_one()


def _issue(app: Flask, client: int, other: int) -> int:
    with app.app_context():
        alice = user_named("alice")
        with unit_of_work(alice.id) as work:
            values = {
                "title_en": "Saturday hours at Mariposa", "title_es": "Horario sabatino en Mariposa", "kind": "port",
                "state": "dialogue", "recommendation": "Llevar **tiempos** por mes", "usmca_chapter": 7,
                "usmca_article": "7.1", "comments_due_on": date(2026, 10, 30), "owner_id": alice.id,
                "citations": [{"source": "dof", "text": "Aviso de horarios", "cited_on": AUGUST, "url": ""}],
            }  # fmt: skip
            issue = issue_actions.create(work, alice, values)
            for colour, text, day in (("amber", "Sin respuesta", START - timedelta(40)), ("red", "Dijeron no", AUGUST)):
                at = datetime.combine(day, datetime.min.time(), UTC)
                issue_actions.add_update(work, alice, issue, {"colour": colour, "text": text}, at)
            positions.add(work, issue.id, client, "for", "Abrir en sábado")
            positions.add(work, issue.id, other, "against", "Nada")
            return issue.id


def _commitments(app: Flask, client: int, body: int, engagement: int) -> None:
    promises = (
        ("Fecha de la mesa", "institution", "client", date(2026, 9, 1), ""),
        ("Oficio con volúmenes", "us", "institution", date(2026, 8, 30), "kept"),
        ("Bitácora de la caseta", "client", "us", date(2026, 9, 10), ""),
    )
    with app.app_context():
        alice = user_named("alice")
        with unit_of_work(alice.id) as work:
            for text, maker, receiver, due, state in promises:
                parties: dict[str, Any] = {
                    f"{end}_kind": kind for end, kind in (("maker", maker), ("receiver", receiver))
                }
                named = {"client": ("client_id", client), "institution": ("institution_id", body)}
                parties |= {
                    f"{end}_{named[kind][0]}": named[kind][1]
                    for end, kind in (("maker", maker), ("receiver", receiver)) if kind in named
                }  # fmt: skip
                item = commitment_actions.create(
                    work, alice,
                    {"text": text, **parties, "made_on": AUGUST, "due_on": due, "owner_id": alice.id,
                     "engagement_id": engagement, "clients": [client]},
                )  # fmt: skip
                if state:
                    commitment_actions.settle(work, item, state, date(2026, 9, 2), "por escrito")


def _mandate(app: Flask, client: int, body: int) -> int:
    with app.app_context():
        alice = user_named("alice")
        with unit_of_work(alice.id) as work:
            values = {
                "title": "Temporada de invierno", "lead_id": alice.id, "starts_on": date(2026, 1, 1),
                "retainer_minutes": 1800, "scope": "Alcance interno", "fee_note": "Nota de honorarios",
            }  # fmt: skip
            mandate = mandate_actions.add(work, alice, client_id=client, values=values)
            rows: list[tuple[str, dict[str, Any]]] = [
                ("objectives", {"title": "Carril frío", "measure": "Aviso de CBP", "state": "at_risk", "progress": 20,
                                "blocker": "Falta personal"}),
                ("deliverables", {"title": "Mapa de inspección", "due_on": AUGUST, "delivered_on": AUGUST,
                                  "owner_id": alice.id, "note": "Nota interna"}),
                ("results", {"happened_on": AUGUST, "text": "Horario ampliado", "evidence": "Aviso del puerto",
                             "confirmed_by": "Dirección del puerto", "confirmed_on": AUGUST}),
                ("introductions", {"made_on": AUGUST, "to_name": "Larrinaga y Cía.", "to_institution_id": body,
                                   "state": "talking", "outcome": "Primera llamada"}),
                ("time", {"worked_on": AUGUST, "user_id": alice.id, "minutes": 90, "note": "Nota de horas"}),
            ]  # fmt: skip
            for name, given in rows:
                mandate_actions.save_row(work, PARTS[name], PARTS[name].model(mandate_id=mandate.id), given)
            return mandate.id


def report_of(app: Flask, client: int, language: Language = "en", *, reader: str = "alice", **more: Any) -> Built:
    """Build the report of July to September 2026 of a client for a reader, made on 5 October unless said otherwise."""
    with app.test_request_context():
        user = user_named(reader)
        record = get_visible(user, client)
        assert record is not None
        return quarterly.build(asked(record, language, **more), user)


def asked(record: Client, language: Language, **more: Any) -> Asked:
    """Return what is asked."""
    given = {"plan": PLAN, "today": TODAY, **more}
    return Asked("quarterly", Period(START, END), language, prepared_by="Alice", client=record, **given)


def words(thing: Any) -> list[str]:
    """Return every text of a document, or of a part of one, in order."""
    if isinstance(thing, str):
        return [thing]
    if isinstance(thing, tuple):
        return [text for each in thing for text in words(each)]
    if is_dataclass(thing):
        return [text for each in fields(thing) for text in words(getattr(thing, each.name))]
    return []


def text_of(built: Built) -> str:
    """Return all that a report says to its reader; the rows behind it are a file of their own."""
    return "\n".join(words(replace(built.document, data=())))


def section(document: Document, heading: str) -> Section:
    """Return the section whose heading begins so."""
    return next(each for each in document.sections if each.heading.startswith(heading))
