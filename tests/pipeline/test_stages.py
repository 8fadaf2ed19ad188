"""The settings of the stages."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.audit.models import AuditEntry
from crm.core.db import db
from crm.pipeline.models import Stage
from tests.pipeline.simulated import firm, one, stage_ids, store
from tests.support import People

OLD = {"title_en": "Proposal out", "title_es": "Propuesta entregada", "probability": "55"}


def stage(app: Flask, code: str) -> Stage:
    with app.app_context():
        return db.session.execute(sa.select(Stage).where(Stage.code == code)).scalar_one()


def order(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.execute(sa.select(Stage.code).order_by(Stage.position, Stage.id)).scalars())


def press(people: People, app: Flask, code: str, verb: str, **more: Any) -> Any:
    """Press a button of a stage as the partner."""
    item = stage(app, code)
    return people.charlie.post(f"/settings/stages/{item.id}/{verb}", {"version": item.version, **more})


def test_a_stage_is_renamed_and_weighs_anew(app: Flask, people: People) -> None:
    item = stage(app, "proposal")
    answer = people.charlie.post(f"/settings/stages/{item.id}", {**OLD, "version": item.version, "kind": "signed"})
    assert answer.status_code in {302, 303}
    saved = stage(app, "proposal")
    assert (saved.title_en, saved.title_es, saved.probability, saved.kind) == (
        "Proposal out", "Propuesta entregada", 55, "open",
    )  # fmt: skip
    with app.app_context():
        of_it = (AuditEntry.kind == "pipeline_stage", AuditEntry.record_id == item.id)
        told = db.session.execute(sa.select(AuditEntry.changes).where(*of_it)).scalars()
        assert {"title_en", "probability"} <= {change[0] for changes in told for change in changes}
    assert "Proposal out" in people.charlie.get("/settings/stages").text
    assert "Probability in percent" in people.charlie.get(f"/settings/stages/{item.id}").text


def test_a_stale_save_is_answered_with_both_texts(app: Flask, people: People) -> None:
    item = stage(app, "proposal")
    people.charlie.post(f"/settings/stages/{item.id}", {**OLD, "version": item.version})
    late = people.erin.post(f"/settings/stages/{item.id}", {**OLD, "title_en": "Offer", "version": item.version})
    assert late.status_code == 409
    assert "Proposal out" in late.text
    assert 'value="Offer"' in late.text
    assert people.erin.post(f"/settings/stages/{item.id}/up", {"version": item.version}).status_code == 409


@pytest.mark.parametrize(("given", "status"), [({"probability": "101"}, 422), ({"title_es": " "}, 422)])
def test_odd_values_are_refused(app: Flask, people: People, given: dict[str, str], status: int) -> None:
    item = stage(app, "proposal")
    sent = {**OLD, "version": item.version, **given}
    assert people.charlie.post(f"/settings/stages/{item.id}", sent).status_code == status
    assert stage(app, "proposal").title_en == "Proposal sent"


def test_the_probability_of_a_signed_stage_is_no_setting(app: Flask, people: People) -> None:
    item = stage(app, "signed")
    people.charlie.post(f"/settings/stages/{item.id}", {**OLD, "version": item.version})
    assert (stage(app, "signed").title_en, stage(app, "signed").probability) == ("Proposal out", 100)


def test_buttons_change_the_order_and_the_ends_stay(app: Flask, people: People) -> None:
    before = order(app)
    press(people, app, "proposal", "up")
    assert order(app) == [before[0], before[2], before[1], *before[3:]]
    press(people, app, "proposal", "down")
    assert order(app) == before
    press(people, app, before[0], "up")
    press(people, app, before[-1], "down")
    assert order(app) == before


def test_an_added_stage_stands_after_the_open_ones(app: Flask, people: People) -> None:
    sent: dict[str, object] = {"title_en": "Due diligence", "title_es": "Revisión previa", "probability": "60"}
    people.charlie.post("/settings/stages/new", sent)
    with app.app_context():
        added = db.session.execute(sa.select(Stage).where(Stage.title_en == "Due diligence")).scalar_one()
    assert (added.kind, added.probability) == ("open", 60)
    assert order(app).index(added.code) == order(app).index("terms") + 1 == order(app).index("signed") - 1


def test_a_stage_in_use_or_the_last_of_its_kind_is_not_archived(app: Flask, people: People) -> None:
    store(app, [one(firm(app, 1), ("proposal", 5))])
    press(people, app, "proposal", "archive")
    assert "move them first" in people.charlie.get("/settings/stages").text
    press(people, app, "signed", "archive")
    assert "only stage of its kind" in people.charlie.get("/settings/stages").text
    assert stage(app, "proposal").archived_at is None
    assert stage(app, "signed").archived_at is None
    for code in ("identified", "conversation", "terms"):
        press(people, app, code, "archive")
    assert stage(app, "terms").archived_at is not None
    press(people, app, "terms", "restore")
    assert stage(app, "terms").archived_at is None


def test_an_archived_stage_keeps_its_figures(app: Flask, people: People) -> None:
    store(app, [one(firm(app, 1), ("proposal", 50), ("terms", 40))])
    press(people, app, "proposal", "archive")
    page = people.charlie.get("/pipeline/figures").text
    assert "Proposal sent" in page
    assert "Archived" in page
    with app.app_context():
        assert len(stage_ids()) == 7


def test_only_partners_and_administrators_change_stages(app: Flask, people: People) -> None:
    item = stage(app, "proposal")
    assert people.alice.get("/settings/stages").status_code == 200
    assert "Archive" not in people.alice.get("/settings/stages").text
    assert people.alice.post(f"/settings/stages/{item.id}/archive", {"version": item.version}).status_code == 403
