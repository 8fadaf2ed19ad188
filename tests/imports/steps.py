"""An import from its file to its end, as its pages are used; jobs are run at once."""

import re
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from crm.core.db import db
from crm.imports.models import ImportBatch, ImportRow
from crm.jobs.running import run_job
from tests.files.samples import send_form
from tests.support import Person

HEADING = "Nombre,RFC,Estado,Ciudad,Teléfono,Sector,Página web"
ROWS = (
    "Empacadora Río Mayo,ERM010203AB1,Sonora,Navojoa,642 421 1234,,riomayo.example.com",
    "Tomates del Yaqui,,Sonora,Ciudad Obregón,,,",
    "Aceros Fronterizos,AFR990101XX9,Chihuahua,Ciudad Juárez,+52 656 123 4567,,",
)


def csv_of(*rows: str, heading: str = HEADING) -> bytes:
    """Return a file of these lines in UTF-8."""
    return "\r\n".join([heading, *rows, ""]).encode()


@dataclass
class Import:
    """One import of one person."""

    app: Flask
    person: Person
    batch_id: int

    @property
    def at(self) -> str:
        return f"/imports/{self.batch_id}"

    def work(self) -> None:
        """Run the job that the import waits for."""
        with self.app.app_context():
            job_id = db.session.execute(
                sa.select(ImportBatch.job_id).where(ImportBatch.id == self.batch_id)
            ).scalar_one()
            db.session.remove()
        run_job(self.app, int(job_id or 0))

    def read(self, **chosen: object) -> TestResponse:
        """Send the step of reading as its page has it chosen."""
        return self.person.post(f"{self.at}/reading", chosen_in(self.person.get(f"{self.at}/reading").text) | chosen)

    def match(self, **chosen: object) -> TestResponse:
        """Send the step of columns as its page has it chosen."""
        return self.person.post(f"{self.at}/columns", chosen_in(self.person.get(f"{self.at}/columns").text) | chosen)

    def check(self, **chosen: object) -> dict[str, int]:
        """Go through reading and columns and run the dry run; returns its counts."""
        assert self.read().status_code == 303
        answer = self.match(**{"phone_country": "MX", **chosen})
        assert answer.status_code == 303, answer.text
        self.work()
        return self.counts("planned")

    def run(self) -> dict[str, int]:
        """Import what was checked; returns the counts."""
        assert self.person.post(f"{self.at}/run").status_code == 303
        self.work()
        return self.counts("done")

    def undo(self) -> dict[str, int]:
        """Undo it; returns the counts."""
        assert self.person.post(f"{self.at}/undo").status_code == 303
        self.work()
        return self.counts("undone")

    def counts(self, part: str) -> dict[str, int]:
        with self.app.app_context():
            batch = db.session.execute(sa.select(ImportBatch).where(ImportBatch.id == self.batch_id)).scalar_one()
            assert part in batch.counts, (batch.state, batch.counts)
            return {name: count for name, count in batch.counts[part].items() if count}

    def rows(self) -> list[ImportRow]:
        with self.app.app_context():
            query = sa.select(ImportRow).where(ImportRow.batch_id == self.batch_id).order_by(ImportRow.number)
            return list(db.session.execute(query).scalars())

    def rest(self) -> bytes:
        return self.person.get(f"{self.at}/rest").get_data()


def upload(app: Flask, person: Person, data: bytes, name: str = "clientes.csv", kind: str = "clients") -> Import:
    """Upload a file for an import."""
    answer = send_form(person, "/imports/new", "file", [(data, name)], {"kind": kind, "preset": ""})
    assert answer.status_code == 303, answer.text
    found = re.search(r"/imports/(\d+)", answer.headers["Location"])
    assert found
    return Import(app, person, int(found[1]))


def chosen_in(page: str) -> dict[str, object]:
    """Return what a page's form has chosen: selected options, checked radios, the heading's row."""
    chosen: dict[str, object] = {}
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        option = re.search(r'<option[^>]*value="([^"]*)"[^>]*selected', inside) or re.search(
            r'selected value="([^"]*)"', inside
        )
        chosen[name] = option[1] if option else ""
    for tag in re.findall(r'<input[^>]*type="radio"[^>]*>', page):
        if " checked" in tag:
            chosen[re.search(r'name="([^"]+)"', tag)[1]] = re.search(r'value="([^"]*)"', tag)[1]  # type: ignore[index]
    heading = re.search(r'name="heading"[^>]*value="(\d+)"', page)
    return chosen | ({"heading": heading[1]} if heading else {})
