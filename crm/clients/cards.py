"""What the cards of a client show: addresses, certifications with their state in words, products, own fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients import custom, depth
from crm.clients.labels import ADDRESS_KINDS, CERTIFICATION_KINDS, ORIGIN_RULES, PRODUCT_DIRECTIONS, hs_text
from crm.clients.models.client import Client
from crm.clients.models.depth import Certification
from crm.core.dates import long_date, today_in
from crm.core.i18n import language

#: A certification that ends within these days is told by the days that are left.
NEAR_DAYS = 60


@dataclass(frozen=True, slots=True)
class State:
    """How a certification stands on the reader's day: in words, and the kind of its chip."""

    words: str
    kind: str


def state_of(certification: Certification, today: date, speaks: str) -> State:
    """Return 'ends in 20 days', 'good until Nov 16, 2026', 'ended on Nov 2, 2026' and the like."""
    first, last = certification.starts_on, certification.expires_on
    if last is not None and last < today:
        return State(_("ended on %(day)s", day=long_date(last, speaks)), "bad")
    if first is not None and first > today:
        return State(_("begins on %(day)s", day=long_date(first, speaks)), "")
    if last is None:
        return State(_("no end stated"), "")
    left = (last - today).days
    if left == 0:
        return State(_("ends today"), "warn")
    if left <= NEAR_DAYS:
        return State(ngettext("ends in %(num)s day", "ends in %(num)s days", left), "warn")
    return State(_("good until %(day)s", day=long_date(last, speaks)), "ok")


def title_of(certification: Certification) -> str:
    """Return what a certification is called: its kind, or its own name."""
    kind = str(CERTIFICATION_KINDS[certification.kind])
    if certification.kind == "other":
        return certification.name or kind
    return f"{kind}: {certification.name}" if certification.name else kind


def period_of(certification: Certification, speaks: str) -> str:
    """Return from when to when it is good: 'Jan 1, 2026 – Dec 31, 2026'; a blanket period says so."""
    first, last = certification.starts_on, certification.expires_on
    days = " – ".join(long_date(day, speaks) for day in (first, last) if day is not None)
    if certification.kind == "origin" and first and last:
        return str(_("Blanket period %(days)s", days=days))
    if first and not last:
        return str(_("from %(day)s", day=days))
    return days


def depth_values(user: User, client: Client) -> dict[str, Any]:
    """Return what the cards and the profile page show of a client, in three statements whatever their number."""
    speaks, today = language(), today_in(user.time_zone)
    return {
        "addresses": [
            {"row": row, "kind": ADDRESS_KINDS[row.kind], "lines": depth.envelope(row, country, state, speaks)}
            for row, country, state in depth.addresses(client.id)
        ],
        "certifications": [
            {"row": row, "title": title_of(row), "state": state_of(row, today, speaks),
             "period": period_of(row, speaks)}
            for row in depth.certifications(client.id)
        ],
        "products": [
            {"row": row, "code": hs_text(row.hs_code), "direction": PRODUCT_DIRECTIONS[row.direction],
             "rule": ORIGIN_RULES[row.origin_rule] if row.origin_rule else ""}
            for row in depth.products(client.id)
        ],
        "may_edit_rows": user.may(Permission.CLIENT_WRITE),
    }  # fmt: skip


def certifications_ending(user: User) -> list[dict[str, Any]]:
    """Return what ends or just ended at the reader's own clients, soonest first, for My day."""
    speaks, today = language(), today_in(user.time_zone)
    return [
        {"client": row.client, "title": title_of(row.certification), "number": row.certification.number,
         "state": state_of(row.certification, today, speaks)}
        for row in depth.ending(user)
    ]  # fmt: skip


def own_lines(client: Client, speaks: str) -> Sequence[tuple[str, str]]:
    """Return the values of the firm's own fields in use: title and words, in the firm's order."""
    values = {row.field_id: row.value for row in client.own_values}
    return [
        (field.title(speaks), custom.said(field, values[field.id], speaks))
        for field in custom.fields()
        if field.id in values
    ]
