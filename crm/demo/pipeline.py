"""Writes the demo firm's pipeline with a year of moves behind it, and the mandates that were signed."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.dates import to_utc, today_in
from crm.demo.content_files import read
from crm.demo.mandates import add_mandate, add_parts, mandate_specs, service_id, values_of
from crm.mandates.models import Mandate
from crm.pipeline import actions
from crm.pipeline.models import Opportunity, Stage
from crm.pipeline.stages import stages_by_id

#: Cards are moved before noon.
MOVED: Final = time(11, 5)
Users = Mapping[str, User]


def add_pipeline(work: Session, users: Users, clients: Mapping[str, Client]) -> None:
    """Write opportunities, their moves, and all mandates, each in the name of its lead; flushes."""
    specs, stages = mandate_specs(), {stage.code: stage for stage in stages_by_id().values()}
    made: dict[str, Mandate] = {}
    for row in read("pipeline"):
        item = _opportunity(work, row, users, clients, stages)
        if "mandate" in row:
            made[row["mandate"]] = _signed(work, item, row["moves"][-1], values_of(specs[row["mandate"]], users), users)
    for key, spec in specs.items():
        add_parts(work, made.get(key) or add_mandate(work, spec, users, clients), spec, users)


def _opportunity(
    work: Session, row: Mapping[str, Any], users: Users, clients: Mapping[str, Client], stages: Mapping[str, Stage]
) -> Opportunity:
    lead = users[f"{row['lead']}@example.com"]
    work.info["actor_id"] = lead.id
    first, *later = row["moves"]
    item = actions.create(work, lead, _values(row, lead, clients), stage_id=stages[first[0]].id, at=_at(lead, first[1]))
    for code, ago in later:
        if stages[code].kind != "signed":
            actions.move(
                work, lead, item, stages[code], reason=row.get("lost", ""), note=row.get("lost_note", ""),
                at=_at(lead, ago),
            )  # fmt: skip
    return item


def _values(row: Mapping[str, Any], lead: User, clients: Mapping[str, Client]) -> dict[str, Any]:
    today = today_in(lead.time_zone)
    amount, currency = row.get("value", (None, ""))
    return {
        "client_id": clients[row["client"]].id, "title": row["title"], "service_line_id": service_id(row["service"]),
        "value_amount": Decimal(amount) if amount else None, "value_currency": currency, "fee_basis": row["basis"],
        "probability": row.get("probability"), "account_lead_id": lead.id, "source": row["source"],
        "source_note": row.get("source_note", ""), "next_step": row.get("next", ""), "notes": row.get("notes", ""),
        "next_step_on": today + timedelta(days=row["next_days"]) if "next_days" in row else None,
        "expected_on": today + timedelta(days=row["expected"]) if "expected" in row else None,
    }  # fmt: skip


def _signed(
    work: Session, item: Opportunity, last: tuple[str, int], values: Mapping[str, Any], users: Users
) -> Mandate:
    lead = next(user for user in users.values() if user.id == item.account_lead_id)
    code, ago = last
    stage = next(stage for stage in stages_by_id().values() if stage.code == code)
    return actions.sign(work, lead, item, stage, values, at=_at(lead, ago))


def _at(lead: User, ago: int) -> datetime:
    return to_utc(datetime.combine(today_in(lead.time_zone) - timedelta(days=ago), MOVED), lead.time_zone)
