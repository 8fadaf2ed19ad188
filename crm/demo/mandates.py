"""Writes the demo firm's mandates: objectives in every state, late deliverables, confirmed results, hours."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.dates import today_in
from crm.demo.content_files import read
from crm.mandates import actions
from crm.mandates.models import Mandate
from crm.mandates.parts import PARTS
from crm.reference.queries import service_lines_by_id

Users = Mapping[str, User]
#: A mandate that came without an opportunity is of our own client from before.
_FIELDS: Final = ("title", "scope")


def mandate_specs() -> dict[str, dict[str, Any]]:
    """Return the mandates to write, by key."""
    return {row["key"]: row for row in read("mandates")}


def service_id(code: str) -> int:
    """Return the id of a service line by its code."""
    return next(key for key, row in service_lines_by_id().items() if row.code == code)


def values_of(row: Mapping[str, Any], users: Users) -> dict[str, Any]:
    """Return a mandate's own values as the actions take them; days count from today."""
    lead = users[f"{row['lead']}@example.com"]
    today = today_in(lead.time_zone)
    amount, currency = row["fee"]
    return {name: row[name] for name in _FIELDS} | {
        "service_line_id": service_id(row["service"]), "lead_id": lead.id, "fee_basis": row["basis"],
        "fee_amount": Decimal(amount), "fee_currency": currency, "fee_rhythm": row["rhythm"], "fee_note": row["note"],
        "starts_on": _day(today, row["start"]), "signed_on": _day(today, row["start"]),
        "ends_on": _day(today, row["end"]),
        "renewal_on": _day(today, row["renewal"]), "next_report_on": _day(today, row["report"]),
        "retainer_minutes": row["hours"] * 60 if row["hours"] else None,
    }  # fmt: skip


def add_mandate(work: Session, row: Mapping[str, Any], users: Users, clients: Mapping[str, Client]) -> Mandate:
    """Write a mandate that came without an opportunity; flushes."""
    lead = users[f"{row['lead']}@example.com"]
    work.info["actor_id"] = lead.id
    return actions.add(work, lead, client_id=clients[row["client"]].id, values=values_of(row, users))


def add_parts(work: Session, mandate: Mandate, row: Mapping[str, Any], users: Users) -> None:
    """Write the rows of a mandate in the name of its lead; flushes."""
    lead = users[f"{row['lead']}@example.com"]
    work.info["actor_id"] = lead.id
    today = today_in(lead.time_zone)
    objectives: list[int] = []
    for part, rows in _rows(row, users, today).items():
        for position, values in enumerate(rows):
            model = PARTS[part].model(mandate_id=mandate.id)
            about = values.pop("about", None)
            if isinstance(about, int):
                model.objective_id = objectives[about]
            if part == "objectives":
                model.position = position
            actions.save_row(work, PARTS[part], model, values)
            if part == "objectives":
                objectives.append(model.id)
    if row["state"] == "ended":
        actions.end(work, mandate, _day(today, row["end"]) or today, "Reached: the first order was placed")


def _rows(row: Mapping[str, Any], users: Users, today: date) -> dict[str, Sequence[dict[str, Any]]]:
    who = {name.partition("@")[0]: user.id for name, user in users.items()}
    return {
        "objectives": [
            {"title": title, "measure": measure, "state": state, "progress": progress, "blocker": blocker,
             "due_on": _day(today, due)}
            for title, measure, state, progress, blocker, due in row["objectives"]
        ],
        "deliverables": [
            {"title": title, "due_on": _day(today, due), "delivered_on": _day(today, given), "owner_id": who[owner],
             "note": note, "about": about}
            for title, about, due, given, owner, note in row["deliverables"]
        ],
        "results": [
            {"happened_on": _day(today, at), "text": text, "evidence": evidence, "confirmed_by": confirmer,
             "confirmed_on": _day(today, at + 4) if confirmer else None, "about": next(iter(about), None)}
            for at, text, evidence, confirmer, *about in row["results"]
        ],
        "introductions": [
            {"made_on": _day(today, at), "to_name": name, "state": state, "outcome": outcome}
            for at, name, state, outcome in row["introductions"]
        ],
        "time": [
            {"worked_on": _day(today, at), "user_id": who[name], "minutes": minutes, "note": note}
            for at, name, minutes, note in row["time"]
        ],
    }  # fmt: skip


def _day(today: date, ahead: int | None) -> date | None:
    return None if ahead is None else today + timedelta(days=ahead)
