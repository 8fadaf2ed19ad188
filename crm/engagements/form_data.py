"""An engagement as the values of its form, and what a new one starts with."""

from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from crm.accounts.models import User
from crm.core.dates import now
from crm.engagements.issue_links import issue_ids
from crm.engagements.models import Engagement

QUARTER: Final = 15


def engagement_data(item: Engagement) -> dict[str, Any]:
    """Return an engagement (its links loaded) as the form's values."""
    plain = (
        "subject", "track", "channel", "state", "cancel_reason", "zone", "minutes", "note", "summary_en",
        "summary_es", "outcome", "next_step", "institution", "people", "version", "requested_on", "request_channel",
        "request_to", "remind_on", "direction", "letter_number", "reply_due_on", "replied_on", "language", "place",
        "asked_by", "purpose", "our_role", "legal_texts",
    )  # fmt: skip
    return {name: getattr(item, name) for name in plain} | {
        # A requested one has no hour yet: noon of the day on which it was asked for only gives it a place in lists.
        "starts_wall": None if item.state == "requested" else item.starts_wall,
        "name_officials": "yes" if item.name_officials else "no",
        "sectors": [link.sector_id for link in item.sectors],
        "chapters": [link.hs_code for link in item.chapters],
        "clients": [link.client_id for link in item.clients],
        "institutions": [link.institution_id for link in item.institutions],
        "persons": [link.person_id for link in item.persons],
        "consultants": [link.user_id for link in item.consultants],
        "limited": item.limited,
        "readers": [link.user_id for link in item.readers],
        "usmca": [link.chapter_number for link in item.usmca],
        "issues": issue_ids(item),
    }


def new_data(user: User, **chosen: list[int]) -> dict[str, Any]:
    """Return what a new engagement starts with: the last quarter hour on the user's own clock, and who was there."""
    here = now().astimezone(ZoneInfo(user.time_zone)).replace(tzinfo=None)
    start = here.replace(second=0, microsecond=0) - timedelta(minutes=here.minute % QUARTER)
    return {"starts_wall": start, "zone": user.time_zone, "consultants": [user.id], **chosen}
