"""Institutions for tests, made through the product's own actions."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.core.db import db, unit_of_work
from crm.institutions import actions
from crm.institutions.models import Institution, Post


def add_institution(app: Flask, name: str, **values: Any) -> int:
    """Add an institution; its names are `name` in both languages unless said otherwise."""
    plain = {"name_en": name, "name_es": name, "kind": "agency", "level": "federal", "country": "MX"}
    with app.app_context(), unit_of_work(None) as work:
        return actions.create(work, plain | values).id


def add_post(app: Flask, institution_id: int, title_en: str, title_es: str = "") -> int:
    """Add a post to an institution."""
    with app.app_context(), unit_of_work(None) as work:
        body = work.execute(sa.select(Institution).where(Institution.id == institution_id)).scalar_one()
        return actions.add_post(work, body, {"title_en": title_en, "title_es": title_es or title_en}).id


def seat(app: Flask, post_id: int, person_id: int, *, by: str = "", **values: Any) -> int:
    """Say who holds a post; written by one of the firm, or by a command without `by`."""
    with app.app_context(), unit_of_work(None) as work:
        actor = work.execute(sa.select(User).where(User.email == f"{by}@example.com")).scalar_one() if by else None
        post = work.execute(sa.select(Post).where(Post.id == post_id)).scalar_one()
        return actions.name_holder(work, actor, post, person_id, values).id


def shipped(app: Flask, code: str) -> Institution:
    """Return a body that the product ships."""
    with app.app_context():
        return db.session.execute(sa.select(Institution).where(Institution.code == code)).scalar_one()
