"""Rows of clients and the firm's own fields for tests, made through the product's own actions."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.clients import depth_changes, setting_changes
from crm.clients.models.client import Client
from crm.core.db import db, unit_of_work
from crm.reference.models import Tag
from tests.clients.firm import user_id

ROWS: dict[str, dict[str, Any]] = {
    "addresses": {"kind": "plant", "street": "Blvd. Solidaridad 100", "postal_code": "83000", "city": "Hermosillo",
                  "state": "MX-SON", "country": "MX"},
    "certifications": {"kind": "immex", "name": "", "number": "123-2006", "starts_on": None,
                       "expires_on": date(2030, 1, 31), "notes": ""},
    "products": {"hs_code": "070200", "description": "Tomato", "direction": "northbound",
                 "origin_rule": "wholly_obtained", "origin_note": ""},
}  # fmt: skip


def add_row(app: Flask, client_id: int, part: str, **values: Any) -> int:
    """Add an address, a certification or a product to a client; returns its id."""
    with app.app_context():
        charlie = user_id(app, "charlie")
        with unit_of_work(charlie) as work:
            query = sa.select(Client).where(Client.id == client_id).options(sa.orm.selectinload(Client.chapters))
            client = work.execute(query).scalar_one()
            depth_changes.add_row(work, client, part, ROWS[part] | values)
            model = depth_changes.MODELS[part]
            return int(work.execute(sa.select(sa.func.max(model.id))).scalar_one())


def add_field(app: Flask, title: str, kind: str, **values: Any) -> int:
    """Add a field of the firm's own; returns its id."""
    plain = {"title_en": title, "title_es": title, "kind": kind, "unit": "", "position": 0, "options": []}
    with app.app_context(), unit_of_work(None) as work:
        return setting_changes.add_field(work, plain | values).id


def option(value: str, en: str, es: str = "") -> dict[str, str]:
    """Return an option of a choice as the form gives it."""
    return {"value": value, "en": en, "es": es or en}


def tag_names(app: Flask) -> list[str]:
    """Return the words of all tags."""
    with app.app_context():
        return list(db.session.execute(sa.select(Tag.name).order_by(Tag.id)).scalars())
