"""Adds what was asked for and what was written: requests that wait, letters with their numbers, one record in full."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.dates import today_in
from crm.demo.calendar import business_day
from crm.demo.content_files import Row, read
from crm.demo.register import Register
from crm.engagements import actions
from crm.engagements.models import Engagement
from crm.institutions import actions as institution_actions
from crm.institutions.models import Post

HOUR: Final = time(11)
MINUTES: Final = 45
#: What this firm found of two posts, as a firm would write it down.
CLASSES: Final = {
    ("cbp-nogales", "CBP port director"): ("federal", "Agency organization chart; not on the Executive Schedule"),
    ("son-economia-turismo", "Secretary (state)"): ("foreign", "Appointment published in the state gazette"),
}
_TEXTS: Final = (
    "state", "track", "channel", "subject", "note", "request_channel", "request_to", "letter_number", "direction",
    "purpose", "asked_by", "our_role", "language", "place", "legal_texts",
)  # fmt: skip


def set_classes(work: Session, register: Register, today: date) -> None:
    """Write down what the firm found of the posts of those it meets, before it meets them."""
    posts = {(post.institution_id, post.title_en): post for post in work.execute(sa.select(Post)).scalars()}
    for (body, title), (official_class, source) in CLASSES.items():
        values = {"official_class": official_class, "class_source": source}
        looked = {"class_checked_on": today - timedelta(days=120)}
        institution_actions.change_post(work, posts[register.institutions[body], title], values | looked)


def add_correspondence(
    work: Session, users: Mapping[str, User], clients: Mapping[str, Client], register: Register
) -> list[Engagement]:
    """Write the requests and letters in the name of whoever wrote them; flushes."""
    made = []
    for row in read("correspondence"):
        author = users[row["consultant"]]
        work.info["actor_id"] = author.id
        made.append(actions.create(work, author, _values(row, author, clients[row["client"]], register)))
    return made


def _values(row: Row, author: User, client: Client, register: Register) -> dict[str, Any]:
    today = today_in(author.time_zone)
    day = business_day(today - timedelta(days=row["days_ago"]), -1)
    requested = row["state"] == "requested"
    terms = register.heads.get(row["institution"], [])
    heads = [key for key, first, last in terms if first <= day and (last is None or day <= last)]
    return {name: row[name] for name in _TEXTS} | {
        "starts_wall": datetime.combine(day, HOUR), "zone": author.time_zone, "clients": [client.id],
        "institutions": [register.institutions[row["institution"]]], "consultants": [author.id],
        "persons": [] if requested else heads, "minutes": MINUTES if row["channel"] != "letter" else None,
        "requested_on": day if requested else day - timedelta(days=9) if row["request_channel"] else None,
        "remind_on": _from(today, row["remind_in"]), "reply_due_on": _from(today, row["reply_in"]),
        "name_officials": True, "chapters": row["chapters"],
    }  # fmt: skip


def _from(today: date, days: int | None) -> date | None:
    return today + timedelta(days=days) if days is not None else None
