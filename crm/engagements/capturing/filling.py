"""Fills a form's fields from what was read; words that somebody typed already stay."""

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from crm.accounts.models import User
from crm.core.dates import ZONES, now, to_utc
from crm.engagements.capturing.matching import Met
from crm.engagements.capturing.shape import Captured
from crm.engagements.draft_actions import Fields

#: Where a file names a day without an hour.
MORNING: Final = time(9, 0)
_PEOPLE_LIMIT: Final = 20_000


def fill(typed: Fields, found: Captured, met: Met, user: User) -> Fields:
    """Return a form's fields with what was read: people and clients join, the note follows, the rest is set."""
    fields = {name: list(texts) for name, texts in typed.items()}
    if not _said(fields, "subject"):
        fields["subject"] = [found.subject]
    fields["channel"] = [found.channel]
    if found.minutes is not None:
        fields["minutes"] = [str(found.minutes)]
    if found.start is not None:
        wall, zone = _wall(found, user)
        fields["starts_wall"], fields["zone"] = [f"{wall:%Y-%m-%dT%H:%M}"], [zone]
        fields["state"] = ["planned" if to_utc(wall, zone) > now() else "held"]
    for name, ids in (("persons", met.persons), ("clients", met.clients), ("consultants", met.consultants)):
        fields[name] = list(dict.fromkeys([*fields.get(name, []), *map(str, ids)]))
    fields["note"] = [_joined(fields, "note", found.note, "\n\n")]
    fields["people"] = [_joined(fields, "people", "\n".join(met.others), "\n")[:_PEOPLE_LIMIT]]
    return fields


def _wall(found: Captured, user: User) -> tuple[datetime, str]:
    """Return the start as the form has it: by its own place where that is on offer, else by the reader's clock."""
    start = found.start
    if not isinstance(start, datetime):
        return datetime.combine(start or now().date(), MORNING), user.time_zone
    if start.tzinfo is None:
        return start, user.time_zone
    zone = found.zone if found.zone in ZONES else user.time_zone
    return start.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone


def _said(fields: Fields, name: str) -> str:
    return "\n".join(fields.get(name, [])).strip()


def _joined(fields: Fields, name: str, more: str, between: str) -> str:
    return between.join(filter(None, (_said(fields, name), more)))
