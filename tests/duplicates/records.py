"""Records that look alike, for tests; pairs are looked for at once."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.core.db import db, unit_of_work
from crm.core.firm import set_firm_settings
from crm.duplicates.models import DuplicatePair
from crm.duplicates.rebuild import settle_all
from crm.institutions import actions as institutions
from tests.clients.firm import POSTED, add_client

PERSON: dict[str, Any] = {"given_name": "María Fernanda", "surname": "López", "second_surname": "Ortega"}
INSTITUTION: dict[str, Any] = {"name_en": "Sonora Trade Office", "name_es": "Oficina de Comercio de Sonora",
                               "kind": "agency", "level": "state"}  # fmt: skip
ENCINOS = "Agrícola Los Encinos"


def add_pair(app: Flask, one: dict[str, Any] | None = None, other: dict[str, Any] | None = None) -> tuple[int, int]:
    """Add two clients of nearly the same name; returns their ids."""
    ids = (
        add_client(app, ENCINOS, **(one or {})),
        add_client(app, "AGRICOLA LOS ENCINOS, S.A. de C.V.", **(other or {})),
    )
    settle(app)
    return ids


def add_institution(app: Flask, **values: Any) -> int:
    with app.app_context(), unit_of_work(None) as work:
        return institutions.create(work, INSTITUTION | values).id


def settle(app: Flask) -> int:
    with app.app_context():
        return settle_all()


def pairs(app: Flask, kind: str = "client") -> list[tuple[int, int]]:
    """Return the pairs of a kind that nobody told apart, best first."""
    with app.app_context():
        query = sa.select(DuplicatePair).where(DuplicatePair.kind == kind, DuplicatePair.apart_at.is_(None))
        rows = db.session.execute(query.order_by(DuplicatePair.score.desc(), DuplicatePair.low_id)).scalars()
        return [(row.low_id, row.high_id) for row in rows]


def pair_id(app: Flask, low: int, high: int) -> int:
    with app.app_context():
        query = sa.select(DuplicatePair.id).where(DuplicatePair.low_id == low, DuplicatePair.high_id == high)
        return db.session.execute(query).scalar_one()


def choose(app: Flask, **settings: Any) -> None:
    """Set what means duplicate in the firm."""
    with app.app_context(), unit_of_work(None) as work:
        set_firm_settings(work, settings)


def speak(app: Flask, name: str, language: str) -> None:
    with app.app_context(), unit_of_work(None) as work:
        user = work.execute(sa.select(User).where(User.email == f"{name}@example.com")).scalar_one()
        user.language = language


def posted(name: str, **values: Any) -> dict[str, Any]:
    return POSTED | {"name": name} | values
