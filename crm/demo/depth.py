"""Writes what the demo firm's clients have: products, certifications, addresses, tags, own fields, parents."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from crm.clients import depth_changes, setting_changes
from crm.clients.models.client import Client
from crm.demo.content_files import Row, read
from crm.indicators.pins import set_stance

PARTS = ("addresses", "certifications", "products")


def add_fields(work: Session) -> dict[str, int]:
    """Add the firm's own fields; flushes. Returns their ids by code."""
    fields = [
        setting_changes.add_field(work, {**field, "position": number})
        for number, field in enumerate(read("depth")["fields"])
    ]
    return {field.code: field.id for field in fields}


def depth_of(slug: str, fields: Mapping[str, int], clients: Mapping[str, Client]) -> dict[str, Any]:
    """Return what a client's form gives beside its plain values; a parent stands before its subsidiary."""
    row = read("depth")["clients"][slug]
    values: dict[str, Any] = {name: row[name] for name in ("partner_states", "tags") if name in row}
    parent = {"parent_id": clients[row["parent"]].id} if "parent" in row else {}
    return values | parent | {"own": {fields[code]: value for code, value in row["own"].items()}}


def add_rows(work: Session, slug: str, client: Client, today: date) -> None:
    """Add a client's rows as they stand on a day; flushes."""
    row = read("depth")["clients"][slug]
    for part in PARTS:
        for each in row.get(part, ()):
            depth_changes.add_row(work, client, part, _dated(each, today))
    for key, stance in row.get("series", {}).items():
        set_stance(work, client.id, key, stance)


def _dated(row: Row, today: date) -> dict[str, Any]:
    """Return a row with its days, which the file counts from today."""
    if "ends_in_days" not in row:
        return dict(row)
    days = {"starts_on": row["from_days"], "expires_on": row["ends_in_days"]}
    return {name: value for name, value in row.items() if name not in {"from_days", "ends_in_days"}} | {
        name: today + timedelta(days=number) if number is not None else None for name, number in days.items()
    }
