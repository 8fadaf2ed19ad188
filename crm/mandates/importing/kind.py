"""Mandates as an import reads and writes them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.audit.adding import add_many, trail_added
from crm.core.amounts import CURRENCIES
from crm.core.dates import now, today_in
from crm.core.db import db
from crm.core.importing import ImportField, ImportKind, ImportRow
from crm.core.money import number
from crm.core.spellings import spellings
from crm.core.text import fold
from crm.mandates import actions
from crm.mandates.forms import MOST_HOURS, TEXT_LIMIT
from crm.mandates.importing import shared
from crm.mandates.labels import FEE_BASES, RHYTHMS, STATES
from crm.mandates.models import Mandate
from crm.mandates.visibility import visible_to
from crm.people.naming import people_named

_DAYS: Final = ("starts_on", "ends_on", "signed_on", "renewal_on", "next_report_on", "ended_on")
_EMPTY: Final = {
    "scope": "", "fee_note": "", "fee_currency": "", "fee_basis": "fixed", "fee_rhythm": "once", "state": "active",
    "end_reason": "",
}  # fmt: skip
_OWN: Final = (*sorted(actions.FIELDS - {"retainer_minutes"}), "client_id", "state", "ended_on", "end_reason")

FIELDS: Final = (
    shared.TITLE, shared.CLIENT,
    ImportField("service_line_id", _l("Service line"), "choice", names=("service", "línea de servicio", "servicio"),
                shown=shared.lines_shown, choices=shared.lines_written),
    ImportField("lead_id", _l("Mandate lead"), maximum=254, names=(
        "lead", "owner", "responsable", "responsable del contrato"),
                help=_l("E-mail address or name of a consultant. Where there is none: you.")),
    ImportField("state", _l("Status"), "choice", names=("state", "estado", "estatus"),
                shown=lambda: STATES, choices=lambda: spellings(STATES)),
    ImportField("signed_on", _l("Signed on"), "date", names=("signed", "firmado", "firmado el")),
    ImportField("starts_on", _l("Starts on"), "date", required=True, names=(
        "start", "start date", "inicio", "empieza", "empieza el")),
    ImportField("ends_on", _l("Last day"), "date", names=("end", "end date", "fin", "término", "último día")),
    ImportField("renewal_on", _l("Talk about renewal by"), "date", names=("renewal", "renovación")),
    ImportField("next_report_on", _l("Next report due"), "date", names=("next report", "próximo informe")),
    ImportField("fee_amount", _l("Fee"), "number", names=("amount", "fee amount", "honorarios", "monto")),
    ImportField("fee_currency", _l("Currency"), "choice", names=("moneda", "divisa"), shown=lambda: CURRENCIES,
                choices=shared.currencies_written),
    ImportField("fee_basis", _l("Fee basis"), "choice", names=("basis", "base de honorarios"), shown=lambda: FEE_BASES,
                choices=lambda: spellings(FEE_BASES)),
    ImportField("fee_rhythm", _l("Paid"), "choice", names=("rhythm", "se paga", "periodicidad"), shown=lambda: RHYTHMS,
                choices=lambda: spellings(RHYTHMS)),
    ImportField("fee_note", _l("Terms of payment"), maximum=500, names=("payment", "forma de pago")),
    ImportField("retainer_hours", _l("Hours the retainer covers a month"), "number", names=(
        "hours", "horas", "horas al mes")),
    ImportField("signatory_id", _l("Who signs for the client"), maximum=300, names=("signatory", "firmante")),
    ImportField("scope", _l("Scope"), "long", maximum=TEXT_LIMIT, names=("description", "alcance", "descripción")),
    ImportField("ended_on", _l("Ended on"), "date", names=("terminó el",)),
    ImportField("end_reason", _l("Why it ends"), maximum=300, names=("end reason", "por qué termina")),
)  # fmt: skip


def settle(user: User, rows: Sequence[ImportRow]) -> None:
    """Put ids for names, and judge days and money together."""
    shared.settle_parties(user, rows, "lead_id", lambda each: each.may(Permission.MANDATE_WRITE))
    people = people_named(user, {row.values["signatory_id"] for row in rows if "signatory_id" in row.values})
    for row in rows:
        shared.settle_money(row, "fee_amount", "fee_currency")
        if (name := row.values.pop("signatory_id", None)) is not None:
            if len(people[name]) == 1:
                row.values["signatory_id"] = people[name][0]
            else:
                row.problems.append(_("There is nobody of this name: %(name)s", name=name))
        _check(row)


def _check(row: ImportRow) -> None:
    values = row.values
    start, last = values.get("starts_on"), values.get("ends_on")
    if start and last and last < start:
        row.problems.append(_("This day is before the mandate starts."))
    if values.get("state") == "ended" and not (values.get("ended_on") and values.get("end_reason")):
        row.problems.append(_("A mandate that has ended needs the day and the reason."))
    if values.get("state", "active") != "ended" and (values.get("ended_on") or values.get("end_reason")):
        values["state"] = "ended" if values.get("ended_on") and values.get("end_reason") else values.get("state")
    said = _("Hours a month are a number from 0 to %(most)s, like 12 or 1.5.", most=number(MOST_HOURS))
    shared.check_number(row, "retainer_hours", Decimal(0), Decimal(MOST_HOURS), said)


def present(user: User, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return the values of visible mandates by id, None for an empty one: one statement."""
    columns = [getattr(Mandate, name) for name in _OWN]
    query = sa.select(Mandate.id, Mandate.retainer_minutes, *columns).where(Mandate.id.in_(list(ids)), visible_to(user))
    return {
        row["id"]: {name: row[name] or None for name in _OWN}
        | {"retainer_hours": Decimal(row["retainer_minutes"]) / 60 if row["retainer_minutes"] is not None else None}
        for row in db.session.execute(query).mappings()
    }


def create(work: Session, user: User, rows: Sequence[ImportRow]) -> list[int]:
    """Add mandates with their trail."""
    records = [_record(user, row.values) for row in rows]
    ids = add_many(work, Mandate, records)
    trail_added(work, Mandate, records, ids, {})
    return ids


def _record(user: User, values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] if values.get(name) is not None else _EMPTY.get(name) for name in _OWN}
    return found | {
        "lead_id": values.get("lead_id") or user.id, "starts_on": values.get("starts_on") or today_in(user.time_zone),
        "retainer_minutes": _minutes(values.get("retainer_hours")), "created_by_id": user.id, "archived_at": None,
        "title_key": fold(values["title"])[:300],
        "search_text": fold("\n".join((values["title"], found["scope"] or "", found["fee_note"] or ""))),
    }  # fmt: skip


def _minutes(hours: Decimal | None) -> int | None:
    return None if hours is None else round(hours * 60)


def update(work: Session, user: User, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set values of visible mandates (held already)."""
    query = sa.select(Mandate).where(Mandate.id.in_(list(changes)), visible_to(user))
    for mandate in work.execute(query.execution_options(populate_existing=True)).scalars():
        values = dict(changes[mandate.id])
        if "retainer_hours" in values:
            mandate.retainer_minutes = _minutes(values.pop("retainer_hours"))
        for name in ("state", "ended_on", "end_reason"):
            if name in values:
                value = values.pop(name)
                setattr(mandate, name, _EMPTY.get(name) if value is None else value)
        given = {
            name: _EMPTY.get(name) if value is None else value
            for name, value in values.items()
            if name in actions.FIELDS
        }
        actions.update(
            work, mandate, {name: value for name, value in given.items() if name not in _KEPT or value is not None}
        )
        mandate.updated_at = now()
    work.flush()


#: Never empty: an emptied cell leaves them.
_KEPT: Final = frozenset({"title", "lead_id", "starts_on"})

KIND: Final = ImportKind(
    "mandates", _l("Mandates"), Permission.MANDATE_WRITE, lambda: FIELDS, settle=settle,
    match=partial(shared.match, Mandate, visible_to), keys=shared.keys, present=present, create=create, update=update,
    hold=partial(shared.hold, Mandate, visible_to), archive=partial(shared.archive, Mandate, visible_to),
    url=lambda key: url_for("mandates.show", mandate_id=key),
)  # fmt: skip
