"""Opportunities as an import reads and writes them, with the moves that their days tell of."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.audit.adding import add_many, trail_added
from crm.core.amounts import CURRENCIES
from crm.core.bulk import insert_many
from crm.core.dates import now, to_utc, today_in
from crm.core.db import db
from crm.core.importing import ImportField, ImportKind, ImportRow
from crm.core.spellings import spellings
from crm.core.text import fold
from crm.mandates.importing import shared
from crm.mandates.labels import FEE_BASES
from crm.pipeline import actions
from crm.pipeline.forms import TEXT_LIMIT
from crm.pipeline.labels import LOST_REASONS, SOURCES
from crm.pipeline.models import Opportunity, StageMove
from crm.pipeline.stages import stage_titles, stages, stages_by_id
from crm.pipeline.visibility import visible_to

#: A file says the day of a move, not the hour.
NOON: Final = time(12)
_EMPTY: Final = {
    "notes": "", "value_currency": "", "fee_basis": "", "source": "", "source_note": "", "next_step": "",
    "lost_reason": "", "lost_note": "",
}  # fmt: skip
_OWN: Final = (*sorted(actions.FIELDS), "stage_id", "lost_reason", "lost_note")
#: Never empty: an emptied cell leaves them.
_KEPT: Final = frozenset({"title", "account_lead_id", "client_id"})


def _stages_written() -> dict[str, int]:
    found: dict[str, int] = {}
    for stage in stages():
        for text in (stage.code, stage.code.replace("-", " "), stage.title_en, stage.title_es):
            found.setdefault(fold(text), stage.id)
    return found


FIELDS: Final = (
    shared.TITLE, shared.CLIENT,
    ImportField("stage_id", _l("Stage"), "choice", names=("status", "etapa", "fase"), shown=stage_titles,
                choices=_stages_written, help=_l("Where there is none: the first.")),
    ImportField("added_on", _l("Added on"), "date", names=(
        "created", "created on", "date", "creada", "creada el", "alta"),
                help=_l("When it began. Where there is none: today.")),
    ImportField("stage_on", _l("In this stage since"), "date", names=("moved on", "closed on", "close date", "ended",
                "movida el", "cerrada el", "fecha de cierre"), help=_l("For one that has ended: when it did.")),
    ImportField("value_amount", _l("Value"), "number", names=("amount", "valor", "monto", "importe")),
    ImportField("value_currency", _l("Currency"), "choice", names=("moneda", "divisa"), shown=lambda: CURRENCIES,
                choices=shared.currencies_written),
    ImportField("fee_basis", _l("Fee basis"), "choice", names=("basis", "base de honorarios"), shown=lambda: FEE_BASES,
                choices=lambda: spellings(FEE_BASES)),
    ImportField("probability", _l("Own probability in percent"), "number", names=("probability", "probabilidad")),
    ImportField("expected_on", _l("Signature expected on"), "date", names=("expected", "expected close", "prevista",
                "firma prevista", "firma prevista el", "cierre previsto")),
    ImportField("account_lead_id", _l("Account lead"), maximum=254, names=("lead", "owner", "responsable",
                "responsable de cuenta"), help=_l("E-mail address or name of a consultant. Where there is none: you.")),
    ImportField("service_line_id", _l("Service line"), "choice", names=("service", "línea de servicio", "servicio"),
                shown=shared.lines_shown, choices=shared.lines_written),
    ImportField("source", _l("Source"), "choice", names=("lead source", "origen", "fuente"), shown=lambda: SOURCES,
                choices=lambda: spellings(SOURCES)),
    ImportField("source_note", _l("More on the source"), maximum=200, names=("source detail", "más sobre el origen")),
    ImportField("next_step", _l("Next step"), maximum=300, names=("siguiente paso", "próximo paso")),
    ImportField("next_step_on", _l("By when"), "date", names=("next step date", "para cuándo")),
    ImportField("notes", _l("Notes"), "long", maximum=TEXT_LIMIT, names=("description", "notas", "descripción")),
    ImportField("lost_reason", _l("Why it was not won"), "choice", names=(
        "loss reason", "motivo", "por qué no se concretó"),
                shown=lambda: LOST_REASONS, choices=lambda: spellings(LOST_REASONS)),
    ImportField("lost_note", _l("In a few words"), maximum=500, names=("en pocas palabras",)),
)  # fmt: skip


def settle(user: User, rows: Sequence[ImportRow]) -> None:
    """Put ids for names, and judge stage, days and money together."""
    shared.settle_parties(user, rows, "account_lead_id", lambda each: each.may(Permission.OPPORTUNITY_WRITE))
    today = today_in(user.time_zone)
    for row in rows:
        shared.settle_money(row, "value_amount", "value_currency")
        _settle_chance(row)
        _check(row, today)


def _settle_chance(row: ImportRow) -> None:
    chance = row.values.get("probability")
    if chance is None:
        return
    if chance != int(chance) or not 0 <= chance <= 100:  # noqa: PLR2004 - percent
        row.problems.append(_("Write a whole number from 0 to 100."))
    row.values["probability"] = int(chance)


def _check(row: ImportRow, today: date) -> None:
    values = row.values
    stage = stages_by_id().get(values.get("stage_id") or 0)
    added, since = values.get("added_on"), values.get("stage_on")
    if (added and added > today) or (since and since > today):
        row.problems.append(_("This day is still to come."))
    if added and since and since < added:
        row.problems.append(_("It can't have moved before it was added."))
    if stage is not None and stage.kind == "lost" and not values.get("lost_reason"):
        row.problems.append(_("Say why it was not won."))
    if stage is None or stage.kind != "lost":
        values.pop("lost_reason", None)
        values.pop("lost_note", None)


def present(user: User, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return the values of visible opportunities by id, None for an empty one: two statements."""
    columns = [getattr(Opportunity, name) for name in _OWN]
    wanted = sa.select(Opportunity.id, Opportunity.stage_since, *columns).where(
        Opportunity.id.in_(list(ids)), visible_to(user)
    )
    zone = ZoneInfo(user.time_zone)
    told = {
        row["id"]: {name: None if row[name] in ("", None) else row[name] for name in _OWN}
        | {"stage_on": row["stage_since"].astimezone(zone).date(), "added_on": None}
        for row in db.session.execute(wanted).mappings()
    }
    began = sa.select(StageMove.opportunity_id, StageMove.at).where(
        StageMove.opportunity_id.in_(list(told)), StageMove.from_stage_id.is_(None)
    )
    for key, at in db.session.execute(began) if told else ():
        told[key]["added_on"] = at.astimezone(zone).date()
    return told


def create(work: Session, user: User, rows: Sequence[ImportRow]) -> list[int]:
    """Add opportunities with the moves that their days tell of, and their trail.

    One that was signed elsewhere comes without a mandate: mandates are a kind of their own.
    """
    plans = [_moves(user, row.values) for row in rows]
    records = [_record(user, row.values, moves) for row, moves in zip(rows, plans, strict=True)]
    ids = add_many(work, Opportunity, records)
    insert_many(work, StageMove, [
        {"opportunity_id": key, "from_stage_id": before, "to_stage_id": stage, "at": at, "user_id": user.id}
        for key, moves in zip(ids, plans, strict=True)
        for before, (stage, at) in zip([None, *(stage for stage, _at in moves)], moves, strict=False)
    ])  # fmt: skip
    trail_added(work, Opportunity, records, ids, {})
    return ids


def _moves(user: User, values: Mapping[str, Any]) -> list[tuple[int, datetime]]:
    """Return (stage, instant): where it began, and where it is now where that is another."""
    first = next(stage.id for stage in stages() if stage.kind == "open")
    stage, today = values.get("stage_id") or first, today_in(user.time_zone)
    since = values.get("stage_on") or values.get("added_on") or today
    added = min(values.get("added_on") or since, since)
    moves = [(first, _at(user, added))]
    if stage != first:
        moves.append((stage, _at(user, since)))
    return moves


def _at(user: User, day: date) -> datetime:
    return min(to_utc(datetime.combine(day, NOON), user.time_zone), now())


def _record(user: User, values: Mapping[str, Any], moves: Sequence[tuple[int, datetime]]) -> dict[str, Any]:
    found = {name: values[name] if values.get(name) is not None else _EMPTY.get(name) for name in _OWN}
    stage_id, since = moves[-1]
    told = (values["title"], found["next_step"], found["notes"], found["source_note"])
    return found | {
        "account_lead_id": values.get("account_lead_id") or user.id, "stage_id": stage_id, "stage_since": since,
        "closed_at": since if stages_by_id()[stage_id].kind in actions.ENDED else None, "mandate_id": None,
        "created_by_id": user.id, "archived_at": None, "title_key": fold(values["title"])[:300],
        "search_text": fold("\n".join(text or "" for text in told)),
    }  # fmt: skip


def update(work: Session, user: User, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set values of visible opportunities (held already); another stage is a move on the day that the file says."""
    query = sa.select(Opportunity).where(Opportunity.id.in_(list(changes)), visible_to(user))
    for item in work.execute(query.execution_options(populate_existing=True)).scalars():
        values = changes[item.id]
        given = {
            name: _EMPTY.get(name) if value is None else value
            for name, value in values.items()
            if name in actions.FIELDS
        }
        actions.update(
            work, item, {name: value for name, value in given.items() if name not in _KEPT or value is not None}
        )
        if values.get("stage_id"):
            at = _at(user, values["stage_on"]) if values.get("stage_on") else now()
            actions.take_over(work, user, item, stages_by_id()[values["stage_id"]], at)
        for name in ("lost_reason", "lost_note"):
            if name in values:
                setattr(item, name, values[name] or "")
        item.updated_at = now()
    work.flush()


KIND: Final = ImportKind(
    "opportunities", _l("Opportunities"), Permission.OPPORTUNITY_WRITE, lambda: FIELDS, settle=settle,
    match=partial(shared.match, Opportunity, visible_to), keys=shared.keys, present=present, create=create,
    update=update, hold=partial(shared.hold, Opportunity, visible_to),
    archive=partial(shared.archive, Opportunity, visible_to),
    url=lambda key: url_for("pipeline.show", opportunity_id=key),
)  # fmt: skip
