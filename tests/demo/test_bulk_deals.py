"""The pipeline of the made-up database: full, the same for the same day, each history ending where its card stands."""

from datetime import date

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.core.db import db, unit_of_work
from crm.demo.bulk.deals import DECIDED, MANDATES, OPEN, deal_rows, mandate_rows
from crm.demo.bulk.load import load_bulk
from crm.demo.bulk.rows import Lists
from crm.mandates.models import Mandate
from crm.pipeline.models import Opportunity, Stage, StageMove

TODAY = date(2026, 11, 23)
LISTS = Lists(users=[1, 2], ports=[1], sectors=[(1, "tourism", ["07"])], led_share=1.0, measured=3, services=[1, 2])
CODES = ("identified", "conversation", "proposal", "terms", "signed", "not-won", "on-hold")
STAGES = {code: number for number, code in enumerate(CODES, 1)}


def test_the_same_day_gives_the_same_rows() -> None:
    assert deal_rows(200, TODAY, LISTS, STAGES) == deal_rows(200, TODAY, LISTS, STAGES)
    assert mandate_rows(200, TODAY, LISTS) == mandate_rows(200, TODAY, LISTS)


def test_histories_run_forward_and_end_where_their_opportunities_stand(app: Flask) -> None:
    with app.app_context():
        with unit_of_work(None) as work:
            work.execute(sa.delete(User))
        load_bulk(50, TODAY, "no password")
        kinds = {row.id: row.kind for row in db.session.execute(sa.select(Stage)).scalars()}
        items = {row.id: row for row in db.session.execute(sa.select(Opportunity)).scalars()}
        last: dict[int, StageMove] = {}
        for move in db.session.execute(sa.select(StageMove).order_by(StageMove.at, StageMove.id)).scalars():
            before = last.get(move.opportunity_id)
            assert move.from_stage_id == (before.to_stage_id if before else None)
            last[move.opportunity_id] = move
        assert {key: (row.stage_id, row.stage_since) for key, row in items.items()} == {
            key: (move.to_stage_id, move.at) for key, move in last.items()
        }
        by_kind = [kinds[row.stage_id] for row in items.values()]
        assert (by_kind.count("open"), by_kind.count("signed")) == (OPEN, MANDATES)
        assert by_kind.count("lost") == DECIDED - MANDATES
        clients = {row.id: row.client_id for row in db.session.execute(sa.select(Mandate)).scalars()}
        signed = {row.mandate_id: row.client_id for row in items.values() if row.mandate_id}
        assert signed == clients
        for row in items.values():
            assert (row.closed_at is not None) == (kinds[row.stage_id] in {"signed", "lost"})
            assert (row.value_amount is None) == (not row.value_currency)
        db.session.remove()
