"""The bodies that the product ships."""

import csv
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.institutions import actions, catalogue
from crm.institutions.models import Institution, Post
from crm.institutions.queries import for_edit
from crm.institutions.seed import seed_institutions
from tests.engines import Engine
from tests.institutions.records import shipped
from tests.support import ROOT


def test_forty_bodies_are_there_after_the_first_start(app: Flask, engine: Engine) -> None:
    with app.app_context():
        bodies = db.session.execute(sa.select(Institution)).scalars().all()
        posts = db.session.execute(sa.select(sa.func.count(Post.id))).scalar_one()
    assert len(bodies) == 40
    assert posts == len(catalogue.posts())
    assert all(body.name_en and body.name_es and body.certainty in {"A", "B"} for body in bodies)


def test_mexican_authorities_accept_no_gifts_and_private_chambers_have_no_rule(app: Flask) -> None:
    with app.app_context():
        rows = db.session.execute(sa.select(Institution).where(Institution.country == "MX")).scalars().all()
    public = [body for body in rows if body.level in {"federal", "state", "municipal"}]
    assert len(public) > 10
    assert {body.gift_rule for body in public} == {"none"}
    assert {body.gift_rule for body in rows if body.level == "private"} == {""}


def test_what_the_firm_edited_or_archived_is_left_alone_by_the_next_start(app: Flask, engine: Engine) -> None:
    body = shipped(app, "mx-economia")
    with app.app_context():
        with unit_of_work(None) as work:
            fresh = for_edit(body.id)
            assert fresh is not None
            actions.update(work, fresh, {"name_es": "Secretaría de Economía, oficina central"})
            actions.archive(work, fresh)
        assert seed_institutions() == ""
    again = shipped(app, "mx-economia")
    assert again.name_es.endswith("oficina central")
    assert again.archived_at is not None


def test_no_name_of_an_official_is_shipped() -> None:
    for name in ("institutions.csv", "posts.csv"):
        with (ROOT / "crm" / "institutions" / "data" / name).open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        assert not {"person", "holder", "name"} & set(columns)


@pytest.mark.shared
def test_every_shipped_body_is_in_the_default_setup(shared: Path) -> None:
    text = (shared.parent / "reference" / "default-setup.md").read_text(encoding="utf-8")
    known = {
        re.sub(r"\W+", "", name)
        for pair in re.findall(r"^\| \d+ \| (.+?) \| (.+?) \|", text, re.MULTILINE)
        for name in pair
    }
    strange = [
        row["code"]
        for row in catalogue.bodies()
        if not any(re.sub(r"\W+", "", row["name_es"]).startswith(name) for name in known)
    ]
    assert not strange
