"""A row that the database refuses is an error alone; its neighbours are written, whatever else happens."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client
from crm.core.db import db, unit_of_work
from crm.reference.models import Port
from tests.imports.steps import csv_of, upload
from tests.support import People

ROWS = 40


@contextmanager
def each_once(app: Flask, column: str) -> Iterator[None]:
    """Let the database take each value of a column of clients once, as a firm's own rule would."""

    def do(statement: str) -> None:
        with app.app_context(), unit_of_work(None) as work:
            work.execute(sa.text(statement))

    do(f"CREATE UNIQUE INDEX each_once ON client ({column}) WHERE {column} <> ''")
    try:
        yield
    finally:
        do("DROP INDEX each_once")


def names(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.execute(sa.select(Client.name).where(Client.archived_at.is_(None))).scalars())


def test_a_value_taken_between_dry_run_and_run_stops_its_own_row_only(app: Flask, people: People) -> None:
    lines = [f"Empresa {number},ERM010203A{number:02d},Sonora" for number in range(10, 10 + ROWS)]
    batch = upload(app, people.alice, csv_of(*lines, heading="Nombre,RFC,Estado"))
    with each_once(app, "tax_id"):
        assert batch.check() == {"create": ROWS}
        with app.app_context(), unit_of_work(None) as work:
            # Alice may not see it, so that no row finds it.
            work.add(Client(name="Secreta", access="team", country="MX", state="MX-SON", tax_id="ERM010203A17"))
        assert batch.run() == {"create": ROWS - 1, "error": 1}
        rows = {row.number: row for row in batch.rows()}
        (refused,) = [row for row in rows.values() if row.outcome == "error"]
        assert refused.values["tax_id"] == "ERM010203A17"
        assert refused.reasons == ["It has a value that only one record may have, and another one has it by now."]
        assert "Empresa 17" not in names(app)
        assert {f"Empresa {number}" for number in range(10, 10 + ROWS) if number != 17} <= names(app)
        rest = batch.rest().decode("utf-8-sig")
        assert "Empresa 17" in rest
        assert "Empresa 18" not in rest
        assert "Secreta" not in people.alice.get(f"{batch.at}?outcome=error").text
        assert batch.undo() == {"undone": ROWS - 1}


def test_a_row_that_refers_to_what_is_gone_stops_alone(app: Flask, people: People) -> None:
    with app.app_context(), unit_of_work(None) as work:
        work.add(Port(code="9990", name="Garita", us_state="US-AZ", position=99))
    lines = [f"Empresa {number},Sonora,{'9990' if number in {3, 4} else ''}" for number in range(ROWS)]
    batch = upload(app, people.alice, csv_of(*lines, heading="Nombre,Estado,Puertos"))
    assert batch.check() == {"create": ROWS}, [row.reasons for row in batch.rows()]
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.text("DELETE FROM port WHERE code = '9990'"))
    assert batch.run() == {"create": ROWS - 2, "error": 2}
    refused = [row for row in batch.rows() if row.outcome == "error"]
    assert [row.values["name"] for row in refused] == ["Empresa 3", "Empresa 4"]
    assert all("what it refers to is gone" in row.reasons[0] for row in refused)


def test_what_cannot_be_given_back_is_kept_alone(app: Flask, people: People) -> None:
    heading = "Nombre,Estado,Teléfono"
    for last in (1, 5):
        rows = (f"{name},Sonora,+52662212345{last + at}" for at, name in enumerate(("Uno", "Dos")))
        batch = upload(app, people.alice, csv_of(*rows, heading=heading))
        batch.check()
        batch.run()
    assert batch.counts("done") == {"update": 2}
    with each_once(app, "phone"):
        with app.app_context(), unit_of_work(None) as work:
            work.add(Client(name="Secreta", access="team", phone="+526622123451"))
        assert batch.undo() == {"undone": 1, "kept": 1}
    with app.app_context():
        phones = {row.name: row.phone for row in db.session.execute(sa.select(Client.name, Client.phone))}
    assert (phones["Uno"], phones["Dos"]) == ("+526622123455", "+526622123452")
    assert "only one record may have" in people.alice.get(f"{batch.at}?state=kept").text
