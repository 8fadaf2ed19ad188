"""The demo firm's client advisories: one sent, one sent back to its author, one draft with a true figure."""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.advisories import actions, sending
from crm.advisories.models import Advisory
from crm.advisories.prefill import from_series
from crm.advisories.queries import rows as client_rows
from crm.clients.models.client import Client
from crm.core.dates import now, today_in
from crm.demo.content_files import Row, read
from crm.indicators.queries.series import get_series
from crm.issues.models import Issue
from crm.notices.models import Mail

WORDS: Final = ("title_en", "title_es", "body_en", "body_es")
PARTNER: Final = "partner@example.com"


def add_advisories(work: Session, users: Mapping[str, User], clients: Mapping[str, Client]) -> None:
    """Write the advisories in the name of their authors; flushes."""
    for row in read("advisories"):
        author, partner = users[row["author"]], users[PARTNER]
        work.info["actor_id"] = author.id
        values = _values(work, row, author) | {"clients": [clients[slug].id for slug in row["clients"]]}
        item = actions.create(work, author, values)
        if row["state"] != "draft":
            actions.ask_for_approval(work, author, item)
            work.info["actor_id"] = partner.id
        if row["state"] == "returned":
            actions.send_back(work, partner, item, row["reason"])
        elif row["state"] == "sent":
            actions.approve(work, partner, item)
            _send(work, item, author)


def _values(work: Session, row: Row, author: User) -> dict[str, Any]:
    found: dict[str, Any] = {"rule": row["rule"]}
    if "series" in row:
        series = get_series(row["series"])
        if series is not None:
            return found | from_series(series, today_in(author.time_zone)) | {"series_id": series.id}
    issue = sa.select(Issue.id).where(Issue.title_en == row.get("issue", ""))
    return found | {name: row[name] for name in WORDS} | {"issue_id": work.execute(issue).scalar_one_or_none()}


def _send(work: Session, item: Advisory, author: User) -> None:
    """Nothing is left to send, whatever mail server the demo has."""
    item.sending_at = now()
    for row in client_rows(item.id):
        sending.put_out(work, item, row, author)
    sending.settle(work, item, sent=True)
    mine = [row.mail_id for row in client_rows(item.id)]
    work.execute(sa.update(Mail).where(Mail.id.in_(mine)).values(state="sent", ended_at=item.sent_at))
