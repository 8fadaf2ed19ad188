"""The kinds that features declare, each through the whole way: file, dry run, run, the same again, undone."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db
from crm.engagements.models import Engagement
from crm.institutions.models import Institution
from crm.mandates.models import Mandate
from crm.people.models import Person
from crm.pipeline.models import Opportunity
from crm.tasks.models import Task
from tests.imports.steps import upload
from tests.people.records import add_person, place
from tests.support import People
from tests.tasks.firm import add_client

FILES: dict[str, tuple[Any, ...]] = {
    "people": (
        Person,
        "Nombre completo;Correo electrónico;Teléfono;Empresa;Cargo;Idioma",
        "Lic. Ana Ruiz Soto;ana@example.com;+526622123456;Norte;Gerente;español",
        "Mora, Luz;luz@example.com; ;NORTE;;inglés",
        "María Fernanda López;;;;;",
    ),
    "institutions": (
        Institution,
        "Institución;Siglas;Tipo;País;Estado;Depende de;Teléfono",
        "Oficina Uno;OU;Agencia;México;Sonora;SAT;+526622123456",
        "Oficina Dos;OD;Chamber or association;USA;Arizona;;",
        "Oficina Tres;;;;;Nadie;",
    ),
    "engagements": (
        Engagement,
        "Asunto;Cliente;Institución;Asistentes;Vertiente;Medio;Fecha y hora;Minutos;Nota;Consultores;T-MEC",
        "Reunión;Norte;SAT;Ana Ruiz, Otra Persona;Gobierno;Llamada;2026-03-02 10:30;45;Hola;alice@example.com;4",
        "Carta;norte;Casa X;;Comercial;Carta;2026-03-03;;;;",
        "Visita;Ninguna;;;Comercial;;2026-03-03 09:00;;;;",
    ),
    "mandates": (
        Mandate,
        "Título;Cliente;Responsable;Inicio;Fin;Honorarios;Moneda;Horas;Firmante;Estado;Terminó el;Por qué termina",
        "Temporada;Norte;bob@example.com;2026-01-05;2026-12-20;4000;USD;12.5;Ana Ruiz;;;",
        "Aduana;norte;;2025-01-05;;;;;;Terminado;2025-12-20;Se logró",
        "Permisos;Norte;;2026-01-05;2025-01-01;4000;;;;;;",
    ),
    "opportunities": (
        Opportunity,
        "Título;Cliente;Etapa;Alta;Movida el;Valor;Moneda;Responsable;Origen;Por qué no se concretó",
        "Misión;Norte;En conversación;2026-02-02;2026-03-03;46000;USD;bob@example.com;Recomendación;",
        "Origen;Norte;No concretada;2025-02-02;2025-05-06;;;;;Honorarios altos",
        "Permisos;Norte;No concretada;2025-02-02;2025-05-06;;;;;",
    ),
    "tasks": (
        Task,
        "Pendiente;Vence;Responsable;Prioridad;Cliente;Contacto;Hecho",
        "Llamar;2026-12-01;bob@example.com;Alta;Norte;Ana Ruiz;",
        "Escribir;;;;;;2026-03-01",
        "Visitar;2026-12-01;nadie@example.com;;;;",
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_kind_goes_the_whole_way(app: Flask, people: People, kind: str) -> None:
    model, *lines = FILES[kind]
    client = add_client(app, "Norte")
    if kind != "people":
        place(app, add_person(app, "Ana", "Ruiz", by="alice"), client)
    query = sa.select(sa.func.count()).where(model.archived_at.is_(None))
    with app.app_context():
        before = db.session.execute(query).scalar_one()
    data = "\n".join(lines).encode()
    batch = upload(app, people.alice, data, "archivo.csv", kind)
    assert batch.check() == {"create": 2, "error": 1}, [row.reasons for row in batch.rows()]
    assert batch.run() == {"create": 2, "error": 1}
    with app.app_context():
        assert db.session.execute(query).scalar_one() == before + 2
    again = upload(app, people.alice, data, "archivo.csv", kind)
    assert again.check() == {"same": 2, "error": 1}
    assert batch.undo() == {"undone": 2}
    with app.app_context():
        assert db.session.execute(query).scalar_one() == before


#: What the form of either kind refuses: too much, nothing, too fine.
ODD = ("1000000000000", "0", "10.0055")


@pytest.mark.parametrize(
    ("kind", "lines", "odd"),
    [
        ("mandates", "Título;Cliente;Inicio;Moneda;Honorarios\nM%s;Norte;2026-01-05;USD;%s", ODD),
        ("mandates", "Título;Cliente;Inicio;Horas\nH%s;Norte;2026-01-05;%s", ("99999999", "-1", "1.2555")),
        ("opportunities", "Título;Cliente;Etapa;Moneda;Valor\nO%s;Norte;En conversación;USD;%s", ODD),
    ],
)
def test_a_number_that_no_form_takes_is_said_before_the_run(
    app: Flask, people: People, kind: str, lines: str, odd: tuple[str, ...]
) -> None:
    add_client(app, "Norte")
    head, line = lines.split("\n")
    data = "\n".join([head, *(line % (at, number) for at, number in enumerate(odd))]).encode()
    batch = upload(app, people.alice, data, "archivo.csv", kind)
    assert batch.check() == {"error": len(odd)}, [row.reasons for row in batch.rows()]
