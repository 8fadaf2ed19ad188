"""The eight rules of the client report's outline, each with a test named after it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.indicators.models import Observation, Series
from crm.reports.build.asked import Built, Gap
from crm.reports.build.plan import ChosenFigure
from crm.reports.document import Figure, Note, Table
from tests.reports.records import CANARY, a_client, a_task, an_engagement
from tests.reports.whole import OTHER, PLAN, TODAY, make_whole, report_of, section, text_of


def gap(built: Built, label: str) -> Gap:
    return next(each for each in built.gaps if each.label.startswith(label))


def goods_key(app: Flask) -> str:
    """Return the key of a monthly series of money that ships with figures."""
    with app.app_context():
        query = sa.select(Series.key).where(Series.frequency == "month", Series.unit == "USD", Series.basis == "census")
        return str(db.session.execute(query.order_by(Series.id).limit(1)).scalar_one())


def test_rule_1_only_the_summary_for_the_client_is_printed_and_one_without_it_is_listed(app: Flask) -> None:
    client = a_client(app)
    an_engagement(app, client)
    bare = an_engagement(app, client, summary_en="", summary_es="")
    built = report_of(app, client)
    assert "Will extend the hours" in text_of(built)
    assert CANARY not in text_of(built)
    missing = gap(built, "Engagements without a summary")
    assert (missing.count, missing.stops) == (1, True)
    assert missing.places[0].url == f"/engagements/{bare}/edit"


def test_rule_2_a_summary_in_the_other_language_only_is_listed_neither_translated_nor_dropped(app: Flask) -> None:
    client = a_client(app)
    number = an_engagement(app, client, summary_en="")
    built = report_of(app, client)
    assert "Ampliarán el horario" not in text_of(built)
    assert f"G-2026-{number:04}" in text_of(built)
    assert "Summary to follow" in text_of(built)
    assert gap(built, "Summary for the client only in Spanish").places[0].url == f"/engagements/{number}/edit"
    assert "Ampliarán el horario" in text_of(report_of(app, client, "es"))


def test_rule_3_other_clients_are_never_named_or_counted(app: Flask) -> None:
    """By a shared record, by an issue, and by a text on a record of this client alone."""
    world = make_whole(app)
    an_engagement(app, world.client, world.other, summary_en=f"We went with {OTHER.upper()}.")
    an_engagement(app, world.client, outcome=f"También lo pide {OTHER}")
    a_task(app, world.client, world.other, title=f"Llamar a {OTHER}")
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.text("UPDATE issue SET recommendation = 'Ir con Frutas Íñigo'"))
    for level in ("client", "public"):
        built = report_of(app, world.client, plan=replace(PLAN, level=level, letter=f"Como {OTHER}, ustedes"))
        told = text_of(built).lower().replace("í", "i").replace("ñ", "n")
        assert "inigo" not in told
        assert "other client" not in told
    kept = gap(built, "Text kept back")
    assert (kept.count, kept.stops) == (4, True)
    assert OTHER in text_of(report_of(app, world.client, plan=replace(PLAN, level="internal")))


def test_rule_3_officials_stand_by_post_and_by_name_only_where_the_engagement_says_so(app: Flask) -> None:
    world = make_whole(app)
    told = text_of(report_of(app, world.client))
    assert "Port administrator, Aduana de Nogales" in told
    assert "Ríos" not in told
    an_engagement(app, world.client, institutions=[world.body], persons=[world.official], name_officials=True)
    assert "Lic. Marta Ríos Peña, Port administrator, Aduana de Nogales" in text_of(report_of(app, world.client))


def test_rule_3_a_text_that_names_an_official_who_is_not_cleared_stays_back_and_is_listed(app: Flask) -> None:
    world = make_whole(app)
    named = an_engagement(
        app, world.client, persons=[world.official], name_officials=False, summary_en="Marta Ríos received us."
    )
    built = report_of(app, world.client)
    assert "Marta Ríos" not in text_of(built)
    assert [place.url for place in gap(built, "Names of officials").places] == [f"/engagements/{named}/edit"]


def test_rule_4_a_figure_has_unit_period_source_date_and_a_sentence_or_it_does_not_go_out(app: Flask) -> None:
    client, key = a_client(app), goods_key(app)
    plan = replace(PLAN, figures=(ChosenFigure(key, "Sus costos siguen en dólares."),))
    built = report_of(app, client, plan=plan)
    (figure,) = section(built.document, "Your trade").blocks
    assert isinstance(figure, Figure)
    assert all((figure.unit, figure.period, figure.source, figure.points, figure.points_unit))
    assert "as published" in figure.source
    assert figure.meaning == "Sus costos siguen en dólares."
    bare = replace(PLAN, figures=(ChosenFigure(key),))
    draft = report_of(app, client, plan=bare)
    assert "The sentence is missing" in text_of(draft)
    assert (gap(draft, "Charts without").count, gap(draft, "Charts without").stops) == (1, True)
    approved = report_of(app, client, plan=bare, approved_by="Charlie")
    assert not [b for each in approved.document.sections for b in each.blocks if isinstance(b, Figure)]
    assert approved.figures == frozenset()


def test_rule_5_flows_are_named_from_the_side_that_published_them_and_money_has_its_currency(app: Flask) -> None:
    built = report_of(app, a_client(app), "en")
    figures = [b for each in built.document.sections for b in each.blocks if isinstance(b, Figure)]
    trade = [figure for figure in figures if "dollars" in figure.unit]
    assert trade
    assert all(figure.title.startswith("US ") and figure.value.startswith("US$") for figure in trade)
    rate = [figure for figure in figures if "pesos" in figure.unit]
    assert all(figure.value.startswith("MXN") for figure in rate)


def test_rule_6_until_a_partner_approves_it_is_marked_a_draft(app: Flask) -> None:
    client = a_client(app)
    draft, approved = report_of(app, client), report_of(app, client, approved_by="Charlie", version="Version 1")
    assert draft.document.cover.draft == "Draft, not approved"
    assert (approved.document.cover.draft, approved.document.cover.approved_by) == ("", "Charlie")
    assert approved.document.footer.version == "Version 1"


def test_rule_7_a_section_with_nothing_to_say_has_one_honest_line_or_is_left_out(app: Flask) -> None:
    client = a_client(app)
    built = report_of(app, client)
    commitments = section(built.document, "Commitments")
    assert commitments.blocks == (Note("No commitments fell due in this period and none is open."),)
    assert all(each.blocks for each in built.document.sections)
    left_out = report_of(app, client, plan=replace(PLAN, leave_out_empty=True)).document.sections
    assert "Commitments" not in {each.heading for each in left_out}


def test_rule_8_held_in_the_period_closed_in_it_or_open_and_figures_published_by_the_day(app: Flask) -> None:
    client, key = a_client(app), goods_key(app)
    inside = an_engagement(app, client, at=datetime(2026, 9, 30, 23, 59))
    outside = [
        an_engagement(app, client, at=datetime(2026, 10, 1, 0, 0)),
        an_engagement(app, client, state="cancelled", cancel_reason="Sin sala"),
        an_engagement(app, client, state="planned"),
    ]
    a_task(app, client, title="Cerrada dentro", done_at=datetime(2026, 9, 30, 20, 0))
    a_task(app, client, title="Cerrada antes", done_at=datetime(2026, 6, 30, 12, 0))
    a_task(app, client, title="Abierta de siempre", due_on=date(2025, 1, 1))
    plan = replace(PLAN, figures=(ChosenFigure(key, "Sí."),))
    first = report_of(app, client, plan=plan)
    assert "Cerrada dentro" in text_of(first)
    assert "Abierta de siempre" in text_of(first)
    assert "Cerrada antes" not in text_of(first)
    assert first.records["engagement"] == {inside}
    assert not first.records["engagement"] & set(outside)
    _publish_later(app, key)
    again = report_of(app, client, plan=plan)
    assert again.document == first.document
    assert again.figures == first.figures
    assert all(vintage <= TODAY for _key, _period, vintage in first.figures)
    later = report_of(app, client, plan=plan, today=date(2026, 11, 20))
    assert later.figures != first.figures


def _publish_later(app: Flask, key: str) -> None:
    """Revise the newest figure, and publish a new one, after the report's day."""
    with app.app_context(), unit_of_work(None) as work:
        series = work.execute(sa.select(Series).where(Series.key == key)).scalar_one()
        newest = sa.select(Observation).where(Observation.series_id == series.id).order_by(Observation.period.desc())
        last = work.execute(newest.limit(1)).scalar_one()
        work.add(
            Observation(
                series_id=series.id, period=last.period, vintage=date(2026, 11, 5), value=Decimal(1), source="fred"
            )
        )


def test_revisions_since_the_last_report_are_named_with_the_year_they_change(app: Flask) -> None:
    client, key = a_client(app), goods_key(app)
    _publish_later(app, key)
    plan = replace(PLAN, figures=(ChosenFigure(key, "Sí."),))
    built = report_of(app, client, "en", plan=plan, today=date(2026, 11, 20), since=date(2026, 10, 5))
    (table,) = section(built.document, "Annex C").blocks
    assert isinstance(table, Table)
    assert table.columns[-1].heading == "Revised since Oct 5, 2026"
    assert "before" in table.rows[0][-1]
    same = report_of(app, client, "en", plan=plan, today=date(2026, 10, 6), since=date(2026, 10, 5))
    assert "None among the figures shown" in text_of(same)
