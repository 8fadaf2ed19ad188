"""Clients with a trade profile, and small parsed files."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.clients.models.client import Client, ClientChapter, ClientMember, ClientPort, ClientSector
from crm.core.db import unit_of_work
from crm.core.text import fold
from crm.indicators import actions
from crm.indicators.actions import Loaded
from crm.indicators.parsers.series import goods_series
from crm.indicators.parsers.shapes import Flow, Observation, ParsedFile, Source
from crm.reference.models import Port, Sector


def add_client(
    app: Flask,
    name: str,
    *,
    lead: str = "bob",
    sectors: Sequence[str] = (),
    chapters: Sequence[tuple[str, str]] = (),
    ports: Sequence[str] = (),
    team: Sequence[str] = (),
    access: str = "firm",
    country: str = "MX",
) -> int:
    """Add a client with this trade profile; returns its id."""
    with app.app_context(), unit_of_work(None) as work:
        users = {user.name.lower(): user.id for user in work.execute(sa.select(User)).scalars()}
        sector_ids = {s.code: s.id for s in work.execute(sa.select(Sector)).scalars()}
        port_ids = {p.code: p.id for p in work.execute(sa.select(Port)).scalars()}
        client = Client(
            name=name, name_key=fold(name), search_text=fold(name), country=country, access=access, status="active",
            account_lead_id=users[lead],
            sectors=[ClientSector(sector_id=sector_ids[code], is_primary=n == 0) for n, code in enumerate(sectors)],
            chapters=[ClientChapter(hs_code=code, direction=way) for code, way in chapters],
            ports=[ClientPort(port_id=port_ids[code]) for code in ports],
            team=[ClientMember(user_id=users[person]) for person in team],
        )  # fmt: skip
        work.add(client)
        work.flush()
        return client.id


def goods_file(values: dict[date, str | None], flow: Flow = "exports", source: Source = "fred") -> ParsedFile:
    """Return a file of all goods in one direction; None is a month that is not out."""
    spec = goods_series(flow)
    found = tuple(
        Observation(spec.key, when, None, "not_published")
        if value is None
        else Observation(spec.key, when, Decimal(value))
        for when, value in values.items()
    )
    return ParsedFile(source, "a file", "fred-csv", (spec,), found, len(found), len(found))


def load(app: Flask, parsed: ParsedFile, vintage: date) -> Loaded:
    """Load a parsed file in a unit of work of its own."""
    with app.app_context(), unit_of_work(None) as work:
        return actions.load(work, parsed, vintage, "a file", "0" * 64)
