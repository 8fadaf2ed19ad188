"""The firm's own settings, kept in the database and edited in Settings."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm.core.db import Base, Json, db

#: Every key with its value until the firm changes it. Days are ours, after default-setup.md § 7.
DEFAULTS: Final[dict[str, Any]] = {
    "firm_name": "Puente",
    "offices": "",
    "contact_days_prospect": 30,
    "contact_days_active": 30,
    "contact_days_dormant": 90,
    "contact_days_former": 0,
    "demo": False,
    # Which fields mean that two records are one, and how alike names must be: strict, usual or wide.
    "duplicates_client": ["name", "legal_name", "tax_id", "domain", "phone"],
    "duplicates_person": ["name", "email", "phone"],
    "duplicates_institution": ["name", "short", "phone", "email"],
    "duplicates_strictness": "usual",
    # What documents look like; "" and 0 (no file) leave ours.
    "brand_logo": 0,
    "brand_primary": "",
    "brand_accent": "",
    "brand_letterhead": "",
    "brand_footer_en": "",
    "brand_footer_es": "",
    "brand_notice_en": "",
    "brand_notice_es": "",
    "brand_paper": "letter",
    # Whether a report may be sent as an attachment; else as a link with sign-in.
    "reports_attach": False,
}


#: Keys of the stamps of `crm/core/kept.py`, which live beside the settings.
STAMP: Final = "stamp."


class FirmSetting(Base):
    """One setting that differs from its default."""

    __tablename__ = "firm_setting"
    key: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)


_ALL: Final = sa.select(FirmSetting.key, FirmSetting.value)


def stored_settings() -> dict[str, Any]:
    """Return all stored rows by key, stamps included: asked once a request, since every page needs some."""
    rows: dict[str, Any] | None = g.get("crm_settings")
    if rows is None:
        rows = g.crm_settings = {row.key: row.value for row in db.session.execute(_ALL)}
    return rows


def forget_settings() -> None:
    """Ask anew at the next need: something of the settings was written in this request."""
    g.pop("crm_settings", None)


def firm_settings() -> dict[str, Any]:
    """Return all settings of the firm by key."""
    return DEFAULTS | {key: value for key, value in stored_settings().items() if key in DEFAULTS}


def firm_offices() -> tuple[str, ...]:
    """Return the firm's offices as it names them, a line each in its settings."""
    return tuple(line.strip() for line in str(firm_settings()["offices"]).splitlines() if line.strip())


def firm_settings_for_edit(work: Session) -> dict[str, Any]:
    """Return all settings, their rows locked until the open unit of work ends."""
    rows = work.execute(sa.select(FirmSetting).with_for_update()).scalars()
    return DEFAULTS | {row.key: row.value for row in rows if row.key in DEFAULTS}


def settings_version(values: dict[str, Any], keys: Iterable[str] = DEFAULTS) -> int:
    """Return a number that differs where these settings do: what their form shows as their version."""
    plain = json.dumps({key: values[key] for key in keys}, sort_keys=True)
    return int(hashlib.sha256(plain.encode()).hexdigest(), 16) % 10**9


def is_demo() -> bool:
    """Tell whether this is a demo database: every page says so."""
    return bool(stored_settings().get("demo"))


def set_firm_settings(work: Session, values: dict[str, Any]) -> None:
    """Write settings; flushes within an open unit of work. Raises KeyError for an unknown key."""
    known = {row.key: row for row in work.execute(sa.select(FirmSetting)).scalars()}
    for key, value in values.items():
        if key not in DEFAULTS:
            raise KeyError(key)
        if key in known:
            known[key].value = value
        else:
            work.add(FirmSetting(key=key, value=value))
    work.flush()
