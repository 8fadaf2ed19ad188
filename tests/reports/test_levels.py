"""A4: every text column of the database has its own sign; a report shows those alone that its level lists."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients.queries import get_visible
from crm.core.db import db
from crm.core.firm import STAMP, FirmSetting
from crm.reports.build import monthly, quarterly
from crm.reports.build.facts import gather
from crm.reports.build.plan import LEVELS, Level
from crm.reports.document import Language
from crm.reports.levels import may_print, printed
from crm.reports.writers.pdf import write_pdf
from tests.access.records import make_records
from tests.engines import Engine
from tests.reports.records import csv_of, pdf_text, user_named
from tests.reports.whole import PLAN, Whole, asked, make_whole, text_of

#: Text columns whose words the product itself must know, or that databases keep unique: they hold no sign.
CODED = {
    "client": {"status"}, "firm_setting": {"key"},
    "engagement": {"track", "channel", "state", "zone", "request_channel", "asked_by", "our_role"},
    "commitment": {"maker_kind", "receiver_kind", "state"}, "issue": {"kind", "state", "value_period"},
    "issue_client": {"position"}, "mandate": {"fee_basis", "fee_rhythm", "state"}, "mandate_objective": {"state"},
    "mandate_introduction": {"state"}, "task": {"priority", "due_zone", "rule", "rule_skip"},
    "institution": {"kind", "level", "gift_rule", "meeting_rule"}, "user_account": {"role", "time_zone", "email"},
    "client_chapter": {"direction"}, "certification": {"kind"}, "hs_chapter": {"section"},
    "series": {"flow", "source", "unit", "basis", "measure", "mode", "commodity_group", "hs_detail"},
    "observation": {"status", "source"}, "sector": {"code", "follow", "follow_ports", "hs_chapters"},
    "service_line": {"code"}, "pipeline_stage": {"code", "kind"}, "stored_file": {"sha256"},
}  # fmt: skip
SIGN_LENGTH = 8


def columns() -> Iterable[tuple[sa.Table, sa.Column[Any]]]:
    """Yield the text columns that can hold a sign: a new column joins by itself."""
    for table in db.metadata.sorted_tables:
        unique = {c.name for cons in table.constraints if isinstance(cons, sa.UniqueConstraint) for c in cons.columns}
        unique |= {c.name for index in table.indexes if index.unique for c in index.columns}
        for column in table.columns:
            text = isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum)
            short = getattr(column.type, "length", None)
            key = column.primary_key or bool(column.foreign_keys) or column.unique or column.name in unique
            if (
                text
                and not key
                and column.name not in CODED.get(table.name, ())
                and (not short or short >= SIGN_LENGTH)
            ):
                yield table, column


def fill(app: Flask) -> dict[str, tuple[str, str]]:
    """Put a sign of its own into every text column of every row; returns (table, column) by sign."""
    signs: dict[str, tuple[str, str]] = {}
    with app.app_context(), db.engine.begin() as connection:
        # What processes keep of reference lists and series is read anew.
        kept = FirmSetting.key.like(f"{STAMP}%")
        connection.execute(sa.update(FirmSetting).where(kept).values(value="signs"))
        for number, (table, column) in enumerate(columns()):
            sign = f"qx{number:04d}zq"
            if connection.execute(sa.update(table).values({column.name: sign})).rowcount:
                signs[sign] = (table.name, column.name)
    return signs


def written(app: Flask, world: Whole, level: Level) -> str:
    """Return all that is written at a level: both kinds, both languages, as text, PDF and CSV."""
    told = []
    plan = replace(PLAN, level=level, sections=tuple(part.name for part in quarterly.PARTS))
    with app.test_request_context():
        alice = user_named("alice")
        client = get_visible(alice, world.client)
        assert client is not None
        languages: tuple[Language, ...] = ("en", "es")
        for language in languages:
            wanted = asked(client, language, plan=plan)
            report = quarterly.build(wanted, alice)
            note = monthly.build(replace(wanted, plan=replace(plan, sections=())), alice)
            told += [text_of(report), text_of(note), pdf_text(write_pdf(report.document))]
            told.append(csv_of(gather(wanted, alice)))
    return "\n".join(told)


@pytest.mark.bar
def test_a_report_of_a_level_shows_the_listed_columns_alone(
    app: Flask, engine: Engine, figure: Callable[..., None]
) -> None:
    make_records(app)
    world = make_whole(app, named=True)
    signs = fill(app)
    told = {level: written(app, world, level) for level in LEVELS}
    leaks, shown = [], dict.fromkeys(LEVELS, 0)
    for level, text in told.items():
        found = {place for sign, place in signs.items() if sign in text}
        shown[level] = len(found)
        leaks += [f"{level}: {table}.{column}" for table, column in sorted(found - printed(level))]
    tables = {table for table, _column in signs.values()}
    figure("A4", engine.name, f"reports by level: {len(leaks)} columns shown of {len(signs)} with a sign in "
           f"{len(tables)} tables that are not listed; listed and shown: "
           + ", ".join(f"{level} {count}" for level, count in shown.items()))  # fmt: skip
    assert leaks == []
    assert shown["public"] < shown["client"] < shown["internal"]
    # What is listed is really printed: the list does not rot. What holds no sign was not looked for.
    quiet = {
        (table, column) for sign, (table, column) in signs.items()
        if may_print("internal", table, column) and sign not in told["internal"]
    }  # fmt: skip
    assert quiet == set()


def test_a_column_that_nobody_listed_is_printed_for_nobody_outside() -> None:
    for table in db.metadata.sorted_tables:
        assert not may_print("client", table.name, "a_new_column")
        assert not may_print("public", table.name, "a_new_column")
    names = {(table.name, column.name) for table in db.metadata.sorted_tables for column in table.columns}
    assert printed("internal") <= names


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_public_report_has_no_people_promises_positions_or_recommendations(app: Flask, language: Language) -> None:
    world = make_whole(app, named=True)
    with app.test_request_context():
        alice = user_named("alice")
        client = get_visible(alice, world.client)
        assert client is not None
        plan = replace(PLAN, level="public", sections=tuple(part.name for part in quarterly.PARTS))
        told = text_of(quarterly.build(asked(client, language, plan=plan), alice))
    for said in (
        "Alice", "Ríos", "Lucía", "Fecha de la mesa", "Bitácora", "Abrir en sábado", "Llevar", "Cerró la temporada",
        "Administradora", "Port administrator", "Confidencial", "Confidential",
    ):  # fmt: skip
        assert said not in told
    assert "Aduana de Nogales" in told


def test_inside_the_firm_note_subject_hours_and_other_clients_are_told_as_well(app: Flask) -> None:
    world = make_whole(app, shared=True)
    plan = replace(PLAN, level="internal", sections=("engagements", "retainer"))
    with app.test_request_context():
        alice = user_named("alice")
        client = get_visible(alice, world.client)
        assert client is not None
        told = text_of(quarterly.build(asked(client, "en", plan=plan), alice))
    assert "Internal note: Nota canario" in told
    assert "Subject: Asunto interno" in told
    assert "Also for: Frutas Íñigo" in told
    assert "1.5 h used of 90 h" in told
