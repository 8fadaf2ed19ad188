"""Every importable kind goes the whole way: added, found again, undone."""

import pytest
from flask import Flask

from crm.imports.kinds import import_kinds
from tests.clients.firm import add_client
from tests.imports.steps import csv_of, upload
from tests.support import People

#: By kind: the heading and rows that are all new.
FILES = {
    "clients": ("Empresa,Estado,Sectores", "Uno,Sonora,Fresh vegetables", "Dos,Sonora,"),
    "people": (
        "Nombre(s),Apellido paterno,Correo,Empresa,Puesto", "Ana,Ruiz,ana@example.org,Base,Gerente",
        "Luis,Peña,,,",
    ),
    "institutions": ("Name,Kind,Level,Country,State", "Agencia de prueba,Agency,Federal,Mexico,Sonora"),
    "engagements": (
        "Asunto,Cliente,Vertiente,Fecha,Notas", "Visita,Base,trade,25/11/2024 10:30,Una nota",
        "Llamada,Base,trade,26/11/2024,",
    ),
    "tasks": ("Tarea,Vence,Cliente", "Llamar,25/11/2027,Base", "Escribir,2027-01-02,"),
    "mandates": (
        "Título,Cliente,Empieza el,Honorarios,Moneda,Se paga", "Temporada,Base,2026-01-05,4000,USD,al mes",
        "Aduana,Base,2026-02-05,,,",
    ),
    "opportunities": (
        "Título,Cliente,Etapa,Valor,Moneda,Alta,Movida el",
        "Origen,Base,Propuesta enviada,46000,USD,2026-02-02,2026-03-03",
        "Misión,Base,Firmada,640000,MXN,2025-02-02,2025-06-03",
    ),
}  # fmt: skip


def test_every_declared_kind_is_tried_here(app: Flask) -> None:
    with app.app_context():
        assert set(import_kinds()) == set(FILES)


@pytest.mark.parametrize("kind", sorted(FILES))
def test_a_kind_goes_the_whole_way(app: Flask, people: People, kind: str) -> None:
    add_client(app, "Base")
    heading, *rows = FILES[kind]
    first = upload(app, people.alice, csv_of(*rows, heading=heading), kind=kind)
    assert first.check() == {"create": len(rows)}, [row.reasons for row in first.rows()]
    assert first.run() == {"create": len(rows)}, [row.reasons for row in first.rows()]
    page = people.alice.get(first.at).text
    assert page.count('<td data-label="What it says"><a href="') == len(rows)
    again = upload(app, people.alice, csv_of(*rows, heading=heading), kind=kind)
    assert again.check() == {"same": len(rows)}, [(row.outcome, row.before, row.reasons) for row in again.rows()]
    assert first.undo() == {"undone": len(rows)}
    anew = upload(app, people.alice, csv_of(*rows, heading=heading), kind=kind)
    assert anew.check() == {"create": len(rows)}
